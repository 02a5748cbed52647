"""What the stages of a build share."""

from dataclasses import dataclass

from generator.builder.digest import Digest
from generator.builder.published import Published
from generator.builder.store import Store
from generator.builder.watch import Watch


@dataclass(frozen=True, slots=True)
class Tools:
    """The store, and what else every stage needs."""

    store: Store
    published: Published
    watch: Watch
    code: Digest
    jobs: int
