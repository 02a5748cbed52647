"""Load templates, know their bytes by name, and keep what Jinja compiled them to."""

from collections.abc import Callable

import jinja2
from jinja2.bccache import Bucket

from generator.builder.digest import ABSENT, Digest, digest_text
from generator.builder.navigation.loops import in_variant
from generator.builder.store import Store


def _nothing(file: str | None) -> None:
    del file


class KnowingLoader(jinja2.BaseLoader):
    """Loads with another loader, and knows the digest of each template that was loaded."""

    def __init__(
        self,
        loader: jinja2.BaseLoader,
        env: jinja2.Environment,
        refuse: Callable[[str | None], None] = _nothing,
    ) -> None:
        """Load for an environment; ``refuse`` may raise an error for a template's file."""
        self._loader = loader
        self._env = env
        self._refuse = refuse
        self._sources: dict[str, str | None] = {}
        self._digests: dict[str, Digest] = {}  # of those, where somebody has asked
        self._has_variants = False

    def use_variants(self) -> None:
        """Give loops over navigation items in their variants; somebody answers what they ask."""
        self._has_variants = True

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's source, as the other loader has it but for the loops' variants."""
        source, file, is_current = self._loader.get_source(environment, template)
        self._refuse(file)
        self._sources[template] = source
        self._digests.pop(template, None)
        if self._has_variants:
            source = in_variant(source, digest_text(source).hex())
        return source, file, is_current

    def list_templates(self) -> list[str]:
        """Return what the other loader has."""
        return self._loader.list_templates()

    def source(self, name: str) -> str | None:
        """Return a template's source, as it is written; None if there is no such template."""
        if name not in self._sources:
            try:
                self.get_source(self._env, name)
            except jinja2.TemplateNotFound:
                self._sources[name] = None
        return self._sources[name]

    def digest(self, name: str) -> Digest:
        """Name a template's source."""
        if name not in self._digests:
            source = self.source(name)
            self._digests[name] = ABSENT if source is None else digest_text(source)
        return self._digests[name]


class KeptCode(jinja2.BytecodeCache):
    """Keeps compiled templates with the other records."""

    def __init__(self, store: Store, code: Digest, env: jinja2.Environment) -> None:
        self._store = store
        self._code = code
        self._how = "seen" if env.finalize else "unseen"  # which Jinja compiles in

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what an earlier build compiled."""
        data = self._store.get(self._key(bucket))
        if isinstance(data, bytes):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what Jinja compiled."""
        self._store.put(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return f"template code {self._code.hex()} {bucket.key} {bucket.checksum} {self._how}"
