"""A reader with a cache, as RFC 9111 describes one; the time is told to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx
from pages import EPOCH


@dataclass
class Copy:
    """A response that was kept."""

    response: httpx.Response
    asked: Mapping[str, str]
    fresh_until: float

    def fits(self, asked: Mapping[str, str]) -> bool:
        """Tell whether the request is like the first in each header that the answer varies by."""
        names = self.response.headers.get("Vary", "").lower().split(", ")
        return all(self.asked.get(name) == asked.get(name) for name in names if name)


@dataclass
class Reader:
    """Somebody who visits pages, through a cache of their own or one that several share."""

    client: httpx.Client
    guesses: bool = False  # a lifetime, where the server gives none
    copies: dict[str, list[Copy]] = field(default_factory=dict)
    received: list[httpx.Response] = field(default_factory=list)

    def visit(self, url: str, now: float, **asked: str) -> str:
        """Show the page: the fresh copy, the copy that is still good, or a new one."""
        kept = next((copy for copy in self.copies.get(url, []) if copy.fits(asked)), None)
        if kept and now < kept.fresh_until:
            return kept.response.text
        response = self.client.get(url, headers=dict(asked) | validators(kept))
        self.received.append(response)
        if kept and response.status_code == httpx.codes.NOT_MODIFIED:
            kept.fresh_until = now + self.lifetime(response, now)
            return kept.response.text
        self.keep(url, Copy(response, asked, now + self.lifetime(response, now)))
        return response.text

    def keep(self, url: str, copy: Copy) -> None:
        """Keep a response unless that is forbidden; the newest is looked at first."""
        if "no-store" not in copy.response.headers.get("Cache-Control", ""):
            self.copies.setdefault(url, []).insert(0, copy)

    def lifetime(self, response: httpx.Response, now: float) -> float:
        """Tell how long the server lets a copy be used; a guess is a tenth of the page's age."""
        for word in response.headers.get("Cache-Control", "").split(", "):
            if word.startswith("max-age="):
                return float(word.removeprefix("max-age="))
        if not self.guesses or "Last-Modified" not in response.headers:
            return 0
        edited = parsedate_to_datetime(response.headers["Last-Modified"]) - EPOCH
        return (now - edited.total_seconds()) / 10


def validators(kept: Copy | None) -> dict[str, str]:
    """Show the server what one has, so that it can answer "still good"."""
    if kept is None:
        return {}
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    headers = kept.response.headers
    return {ask: headers[name] for name, ask in names.items() if name in headers}
