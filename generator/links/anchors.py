"""Find the anchors that a rendered Markdown page will have."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

import markdown


class _Ids(HTMLParser):
    """Collects every id of a page, and the names of its `<a>` elements."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Remember what a link could point to."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.ids.add(value)


def read_anchors(
    text: str, extensions: Sequence[str], configs: Mapping[str, Mapping[str, object]]
) -> frozenset[str] | None:
    """Return the ids in the HTML of ``text``, made with the site's own Markdown extensions.

    None where an extension fails on the text: a build meets that again, and tells of it.
    """
    try:
        html = markdown.markdown(
            text,
            extensions=list(extensions),
            extension_configs={k: dict(v) for k, v in configs.items()},
        )
    except Exception:  # noqa: BLE001 - the door where a stranger's extension is called
        return None
    parser = _Ids()
    parser.feed(html)
    return frozenset(parser.ids)
