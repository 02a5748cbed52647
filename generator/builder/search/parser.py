"""Take a page's HTML apart as Material's search plugin does, many times as fast.

The model is `Parser` of material/plugins/search/plugin.py, Material 9.8.1, which is a state machine
over html.parser. HTML as Markdown writes it needs none of html.parser's patience: one expression
finds the next tag. Where a page has anything that it does not know, the answer is None, and the
plugin's own parser has to do it. Names of the model are kept where they say what is meant.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import islice

Sections = list[tuple[str | None, list[str], list[str]]]  # id, title, text

# Text, and elements of nothing but text, one after another: most of a paragraph, or of a line of
# code. What is written with these entities is the same in the index; no element says anything.
_TEXT = "(?:[^<>&]++|&(?:amp|lt|gt|quot|\\#39);)"
_SAYING_NOTHING = r"""\ (?!data-search)[a-z][a-z-]*+="(?!headerlink"|linenodiv")[^"<>&]*+\""""


def _inline(tag: str) -> str:
    return rf"{tag}(?:{_SAYING_NOTHING})*+>(?=\s*[^\s<]){_TEXT}++</{tag}>"


# No group stands in what is repeated here, as Python 3.11 may lose where one is.
_INLINE = f"<(?:{'|'.join(map(_inline, ('span', 'em', 'strong', 'code', 'a')))})"
_RUN = rf"(?u:(?:{_TEXT}*+{_INLINE})++(?:{_TEXT}++(?=<|\Z))?+)"
_NOTHING = "(?!)"

# The same, in an element that says no more than whether it is kept.
_INSIDE = rf"(?=\s*[^\s<]|<[^/])(?P<inside>(?:{_TEXT}*+{_INLINE})*+{_TEXT}*+)"
_BLOCK = rf"(?u:<(?P<block>p|li|td|th|dt|dd)(?:{_SAYING_NOTHING})*+>{_INSIDE}</(?P=block)>)"

_LINE_END = r"(?:\n(?=<|\Z))?"  # which is all the text there is

# What stands between elements of a run, or after them, and is not put into the index as it is.
_ODD_BLANKS = re.compile(r">(?:\s+\Z|\s\s+<|[^\S \n]<)")
_NOT_KEPT = re.compile(r"</?(?:span|em|strong|a)\b[^>]*>")
_NOT_KEPT_OFTEN = ("<em>", "</em>", "<strong>", "</strong>", "</span>", "</a>")
_CODE = re.compile(r"<code [^>]*>")


_PERMALINK = r'<a\ class="headerlink"\ href="[^"&]*"(?:\ title="[^"&]*")?>[^<]*</a>'


def _tokens(run: str, permalink: str) -> re.Pattern[str]:
    """Return what matches the next token, or before any other one a run or a title's link.

    The last group of a token tells which one it is; most tags end a line.
    """
    return re.compile(
        rf"""(?P<run>{run})
        | {_BLOCK}(?P<after_block>{_LINE_END})
        | (?P<permalink>{permalink})
        | (?P<text>[^<]+)
        | <(?P<only>span|em|strong|code)(?:\ class="(?!linenodiv)[^"&]*")?>
            (?P<within>(?=\s*[^<&\s])[^<&]++)</(?P=only)>
        | <(?P<start>[a-z][a-z0-9-]*)
            (?P<written>(?:[ \t\n\r\f]+[a-zA-Z_:][-\w:.]*(?:="[^"]*")?)*)[ \t\n\r\f]*
            (?P<slash>/?)>(?P<after_start>{_LINE_END})
        | </(?P<end>[a-z][a-z0-9-]*)>(?P<after_end>{_LINE_END})""",
        re.VERBOSE | re.ASCII,
    )


_RUNS, _SINGLE = _tokens(_RUN, _PERMALINK), _tokens(_NOTHING, _NOTHING)
_ATTRIBUTE = re.compile(r'\s([a-zA-Z_:][-\w:.]*)(="[^"]*")?', re.ASCII)

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
_KEEP = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ALWAYS_SKIPPED = frozenset({"object", "script", "style"})

# Attributes that may say something, of what is no heading; names and values may hide in entities.
_TELLING = re.compile("headerlink|linenodiv|exclude|&", re.IGNORECASE)

# What is in these is no HTML, in some version of Python.
_RAW = frozenset(
    "iframe noembed noframes noscript plaintext script style textarea title xmp".split()  # noqa: SIM905
)


def parse_quickly(html: str) -> Sections | None:
    """Return the parts of a page; None if that takes more patience."""
    machine = _Machine()
    return machine.sections() if machine.take(html, _RUNS) else None


@dataclass(slots=True, eq=False)
class _Section:
    tag: str
    depth: float = 0
    id: str | None = None
    excluded: bool = False
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Machine:
    """The state between two tags. Elements are told apart by their tags alone, as in the model."""

    def __init__(self) -> None:
        self._context: list[str] = []
        self._permalinks = 0  # how many headerlinks are open
        self._links: list[bool] = []  # whether each open element is one
        self._skip = set(_ALWAYS_SKIPPED)
        self._skipped = 0  # how many open elements are to be skipped
        self._pres = 0  # how many of them are `pre`
        self._section: _Section | None = None
        self._data: list[_Section] = []

    def sections(self) -> Sections:
        """Return what search may show: titles and texts in one piece, or none."""
        shown = (part for part in self._data if not part.excluded)
        return [(part.id, _joined(part.title), _joined(part.text)) for part in shown]

    def take(self, html: str, tokens: re.Pattern[str]) -> bool:
        """Go on by some HTML, token by token; tell whether all of it is known."""
        position = 0
        for token in tokens.finditer(html):
            if token.start() != position or not _TAKE[token.lastgroup](self, token):
                return False
            position = token.end()
        return position == len(html)

    def take_run(self, token: re.Match[str]) -> bool:
        """Add text with elements of nothing but text; tell whether all of it is known."""
        section = self._section_here()
        parts = self._as_parts(token["run"]) if self._is_plain_text(section) else None
        if parts is None:
            return self.take(token["run"], _SINGLE)
        section.text += parts
        return True

    def take_block(self, token: re.Match[str]) -> bool:
        """Add such text with an element around it; tell whether all of it is known."""
        tag, inside, after = token.group("block", "inside", "after_block")
        section = self._section_here()
        is_plain = tag not in self._skip and self._is_plain_text(section)
        parts = self._as_parts(inside) if is_plain else None
        if parts is None:
            self.start(tag, "")
            is_known = self.take(inside, _SINGLE)
            self.end(tag)
        else:
            is_known = True
            section.text += (f"<{tag}>", *parts, f"</{tag}>") if tag in _KEEP else parts
        self._end_line(after)
        return is_known

    def take_permalink(self, token: re.Match[str]) -> bool:
        """Leave out what a title links to itself by."""
        section = self._section_here()
        is_in_title = section.tag in self._context and not self._is_over(section)
        is_left_out = is_in_title and "a" not in self._skip
        return is_left_out or self.take(token["permalink"], _SINGLE)

    def take_text(self, token: re.Match[str]) -> bool:
        """Add text."""
        self.text(token["text"])
        return True

    def take_only(self, token: re.Match[str]) -> bool:
        """Add an element of nothing but text, without entities."""
        self.text_within(*token.group("only", "within"))
        return True

    def take_start(self, token: re.Match[str]) -> bool:
        """Open an element; tell whether its content is HTML."""
        tag, written, slash, after = token.group("start", "written", "slash", "after_start")
        self.start(tag, written)
        if slash:
            self.end(tag)
        self._end_line(after)
        return tag not in _RAW

    def take_end(self, token: re.Match[str]) -> bool:
        """Close an element."""
        tag, after = token.group("end", "after_end")
        self.end(tag)
        self._end_line(after)
        return True

    def _as_parts(self, html: str) -> list[str] | None:
        """Return text with elements of nothing but text as it is kept; None if that takes more."""
        has_blanks = not self._pres and (html[0].isspace() or _ODD_BLANKS.search(html))
        if has_blanks or self._skip != _ALWAYS_SKIPPED:
            return None
        html = html.replace("&quot;", '"').replace("&#39;", "'")
        html = html if self._pres else html.replace("\n", " ")
        # An element that is kept is looked for by its tag later on, which has to be there alone.
        return list(_without_tags(html).partition("<code>")) if "<" in html else [html]

    def _end_line(self, blank: str) -> None:
        """Add the end of a line, if there is one after a tag."""
        if blank:
            self.text(blank)

    def start(self, tag: str, written: str) -> None:
        """Open an element."""
        if tag in _VOID:
            return
        is_told = bool(written) and (tag in _HEADINGS or _TELLING.search(written))
        attributes = _attributes(written) if is_told else {}
        is_permalink = tag == "a" and attributes.get("class") == "headerlink"
        self._context.append(tag)
        self._links.append(is_permalink)
        self._permalinks += is_permalink
        self._skipped += tag in self._skip
        self._pres += tag == "pre"
        if "id" in attributes and tag in _HEADINGS:
            self._start_section(tag, attributes)
        section = self._section_here()
        if "data-search-exclude" in attributes or attributes.get("class") == "linenodiv":
            self._skip.add(tag)
            self._skipped = sum(map(self._skip.__contains__, self._context))
        elif tag in _KEEP and not self._skipped:
            self._list_of(section).append(f"<{tag}>")

    def end(self, tag: str) -> None:
        """Close an element, if it is the one that is open."""
        context = self._context
        if not context or context[-1] != tag:
            return
        self._leave_section(len(context))
        context.pop()
        self._permalinks -= self._links.pop()
        self._pres -= tag == "pre"
        if tag in self._skip:
            self._skip -= {tag} - _ALWAYS_SKIPPED
            self._skipped = sum(map(self._skip.__contains__, context))
        elif tag in _KEEP and not self._skipped:
            _close(self._list_of(self._section_here()), tag)

    def text(self, data: str) -> None:
        """Add text to the section's title or text."""
        if self._skipped:
            return
        data = unescape(data) if "&" in data else data
        if not self._pres:
            data = " " if data.isspace() else data.replace("\n", " ")
        section = self._section_here()
        if section.tag in self._context:
            section.title += () if self._permalinks else (escape(data, quote=False),)
        elif not data.isspace() or self._pres or not "".join(section.text[-1:]).isspace():
            section.text.append(escape(data, quote=False))

    def text_within(self, tag: str, data: str) -> None:
        """Add an element of nothing but text, without entities."""
        section = self._section_here()
        if tag in self._skip or data.isspace() or not self._is_plain_text(section):
            self.start(tag, "")
            self.text(data)
            self.end(tag)
            return
        data = (data if self._pres else data.replace("\n", " ")).replace(">", "&gt;")
        section.text += (f"<{tag}>", data, f"</{tag}>") if tag in _KEEP else (data,)

    def _is_plain_text(self, section: _Section) -> bool:
        """Tell whether what comes next is text of the section, and changes nothing else."""
        return not (self._skipped or self._is_over(section) or section.tag in self._context)

    def _is_over(self, section: _Section) -> bool:
        """Tell whether the section ends with an element that would begin here."""
        return section.depth > len(self._context) + 1

    def _start_section(self, tag: str, attributes: dict[str, str | None]) -> None:
        depth = len(self._context)
        if tag != "h1" and not self._data:
            self._data.append(_Section("hx", depth))
        self._section = _Section(tag, depth, excluded="data-search-exclude" in attributes)
        if self._data:
            self._section.id = attributes["id"]
        self._data.append(self._section)

    def _section_here(self) -> _Section:
        if self._section is None:
            self._section = _Section("hx")
            self._data.append(self._section)
        return self._section

    def _leave_section(self, depth: int) -> None:
        """Go back to the section around the element that ends, if the current one began in it."""
        section = self._section_here()
        if section.depth <= depth:
            return
        for earlier in reversed(self._data):
            if earlier.depth <= depth:
                section.depth = float("inf")
                self._section = earlier
                return

    def _list_of(self, section: _Section) -> list[str]:
        return section.title if section.tag in self._context else section.text


def _without_tags(html: str) -> str:
    """Take out the tags that are not kept, and what else is in those that are."""
    for tag in _NOT_KEPT_OFTEN:
        html = html.replace(tag, "")
    has_more = html.count("<") > 2 * html.count("<code>")
    return _CODE.sub("<code>", _NOT_KEPT.sub("", html)) if has_more else html


def _attributes(written: str) -> dict[str, str | None]:
    pairs = _ATTRIBUTE.findall(written)
    return {name.lower(): unescape(value[2:-1]) if value else None for name, value in pairs}


def _joined(parts: list[str]) -> list[str]:
    return ["".join(parts)] if parts else []


def _close(data: list[str], tag: str) -> None:
    """End an element, or take it out if there is nothing in it."""
    index = data.index(f"<{tag}>")
    if all(map(str.isspace, islice(data, index + 1, None))):
        del data[index:]
    else:
        data.append(f"</{tag}>")


# By the last group of a token.
_TAKE: Mapping[str | None, Callable[[_Machine, re.Match[str]], bool]] = {
    "run": _Machine.take_run,
    "after_block": _Machine.take_block,
    "permalink": _Machine.take_permalink,
    "text": _Machine.take_text,
    "within": _Machine.take_only,
    "after_start": _Machine.take_start,
    "after_end": _Machine.take_end,
}
