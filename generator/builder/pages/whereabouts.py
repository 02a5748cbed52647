"""Where pages' texts and titles have gone, as far as templates were seen to read them."""

from mkdocs.structure.pages import Page

from generator.builder.pages.observer import Trace
from generator.builder.pages.reads import Read, is_text, is_title
from generator.builder.pages.sources import TemplateSources


class Whereabouts:
    """What a whole build notes, so that the next one may put others in their place."""

    def __init__(self, sources: TemplateSources) -> None:
        self._sources = sources
        self._is_sealed = True
        self._others: dict[str, bool] = {}  # templates that make no page: whether no text shows
        self.titled: set[str] = set()  # the pages whose titles show there, beside the navigation
        self.pass_on_items = True  # of the navigation, as they are: those templates, too

    @property
    def are_sealed(self) -> bool:
        """Tell whether no page's text has gone anywhere but into that page."""
        return self._is_sealed and all(self._others.values())

    @property
    def others(self) -> list[str]:
        """Return the templates that make no page."""
        return list(self._others)

    def note(self, name: str, trace: Trace) -> None:
        """Note what a template has read that makes no page."""
        self._others[name] = not trace.faults and not any(map(is_text, trace.reads))
        self.titled |= {thing for thing, read in trace.reads if is_title((thing, read))}
        self.pass_on_items &= all(map(self._sources.passes_on, trace.templates))

    def read_own_text_once(self, page: Page, texts: list[Read]) -> bool:
        """Tell whether a page's templates read its content, and nothing that changes with a text.

        Reads of another page's text are remembered: then no text is anybody's own.
        """
        own = f"page {page.file.src_uri}"
        if any(thing != own for thing, _ in texts):
            self._is_sealed = False
        return texts == [(own, "content")]

    def puts_out_text(self, read: Read) -> bool:
        """Tell whether a text can go but into the output of what was read, if it is a template."""
        thing, name = read
        return thing != "template" or self._sources.puts_out_text(name)
