"""Visit one page ten times, through a cache, and count what reaches the server and what travels."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pages
from django.core.wsgi import get_wsgi_application
from labkit import SCRATCH, capture, record
from labkit.django import configure
from reader import Reader

CASES = {
    "no_headers": "plain",
    "etag_of_body": "etag-of-body",
    "etag_of_edition": "etag-of-edition",
    "last_modified": "last-modified",
    "max_age": "max-age",
    "max_age_etag": "max-age-etag",
    "no_cache": "no-cache",
    "no_store": "no-store",
    "etag_of_form": "etag-of-form",
}


def main() -> None:
    """Serve the page on loopback, and let readers visit it."""
    configure(SCRATCH / "unused.sqlite3", "pages", ROOT_URLCONF="pages")
    with serve() as address, httpx.Client(base_url=address) as client:
        for case, url in CASES.items():
            measure(case, Reader(client), [url] * 10)
        measure("guessed", Reader(client, guesses=True), ["last-modified"] * 10)
        names = ["edition-1.txt"] * 3 + ["edition-2.txt"] * 7
        measure("name_of_edition", Reader(client), names)
        for case in ("no_vary", "vary"):
            measure_languages(case, Reader(client))
        show(client)
        pages.WORLD.edits = (0.1, 0.6)  # the readers come in between, at 0.2
        measure("last_modified_quick", Reader(client), ["last-modified"] * 10, first=0.2)
        measure("etag_quick", Reader(client), ["etag-of-edition"] * 10, first=0.2)


@contextmanager
def serve() -> Iterator[str]:
    """Run a small server in a thread; it is there as soon as this begins."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Quiet(WSGIRequestHandler):
    """Answer, and write no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def measure(case: str, reader: Reader, urls: list[str], first: float = 0) -> None:
    """Visit once every ten seconds, and count."""
    pages.WORLD.views = stale = 0
    for number, url in enumerate(urls):
        pages.WORLD.now = first + 10 * number
        stale += not reader.visit(url, pages.WORLD.now).startswith(pages.edition())
    record(case, **count(reader), stale_visits=stale)


def measure_languages(case: str, reader: Reader) -> None:
    """Let two people share a cache, such as an office's, and read in turns, in two languages."""
    pages.WORLD.views = wrong = 0
    pages.WORLD.now = 0
    for number in range(10):
        language = ("en", "fr")[number % 2]
        text = reader.visit(case.replace("_", "-"), 0, **{"accept-language": language})
        wrong += pages.WORDS[language] not in text
    record(case, **count(reader), wrong_language=wrong)


def count(reader: Reader) -> dict[str, int]:
    """Count what reached the server and what came back; `views` is how often the page was made."""
    return {
        "server_hits": len(reader.received),
        "status_304": sum(
            answer.status_code == httpx.codes.NOT_MODIFIED for answer in reader.received
        ),
        "body_bytes": sum(len(answer.content) for answer in reader.received),
        "views": pages.WORLD.views,
    }


def show(client: httpx.Client) -> None:
    """Keep one exchange as it is: a visit, and a second one that shows what the first gave."""
    pages.WORLD.now = 0
    first = client.get("max-age-etag")
    second = client.get("max-age-etag", headers={"If-None-Match": first.headers["ETag"]})
    lines = []
    for answer in (first, second):
        asked = answer.request.headers.get("If-None-Match", "(none)")
        lines += ["GET /max-age-etag", f"If-None-Match: {asked}", ""]
        lines += [f"{answer.status_code} {answer.reason_phrase}"]
        lines += [f"{name}: {answer.headers[name]}" for name in ("ETag", "Cache-Control")]
        lines += [f"({len(answer.content)} bytes of body)", ""]
    capture("exchange", "\n".join(lines))


if __name__ == "__main__":
    main()
