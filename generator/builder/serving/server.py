"""Serve the preview on loopback, and tell browsers of news."""

import html
import json
import mimetypes
import os
import re
import select
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from generator.builder.answers import BuildFailedError
from generator.builder.digest import digest_bytes
from generator.builder.serving.preview import Preview

OURS = "/_typed-content_serve_/"  # where our own script is; no site has such a folder

_SCRIPT = Path(__file__).with_name("client.js")
_NEWS_S = 15.0  # after which a browser that went away is noticed
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_END_OF_BODY = re.compile(rb"</body>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent."""

    status: HTTPStatus
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class PreviewServer(ThreadingHTTPServer):
    """Answers each request in a thread that nobody waits for."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], preview: Preview) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.preview = preview
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """Return where the site is."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{shown}:{port}{self.preview.base}"

    def server_bind(self) -> None:
        """Bind, without asking anybody for the name of this machine."""
        if os.name == "posix":  # elsewhere this would take the port of another program
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that went away."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the end of an answer waits until its beginning is confirmed
    server_version = "typed-content"

    def do_GET(self) -> None:
        """Send a file, or news as they come."""
        if not _is_own_host(self.headers.get("Host", "")):
            self._send(
                Answer(HTTPStatus.FORBIDDEN, b"this preview is for its own machine\n", _TEXT)
            )
            return
        path = urlsplit(self.path).path
        if path == f"{OURS}news":
            self._send_news()
        elif path == f"{OURS}client.js":
            self._send(Answer(HTTPStatus.OK, _SCRIPT.read_bytes(), _kind("client.js")))
        else:
            self._send_file(path)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""

    @property
    def _preview(self) -> Preview:
        return cast("PreviewServer", self.server).preview

    def _send_file(self, path: str) -> None:
        found = answer(self._preview, path)
        sent = with_script(found)
        if sent is not found:
            self._preview.loading.start()
        self._send(sent)

    def _send(self, found: Answer) -> None:
        tag = f'"{digest_bytes(found.body).hex()}"'
        is_known = found.status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag
        body = b"" if is_known else found.body
        self.send_response(HTTPStatus.NOT_MODIFIED if is_known else found.status)
        self.send_header("Content-Type", found.kind)
        if not is_known:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache")
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_news(self) -> None:
        """Send what a page's reader has to know, now and whenever it changes."""
        self._preview.loading.end()
        path = parse_qs(urlsplit(self.path).query).get("path", ["/"])[0]
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        file, version = _file_of(self._preview, unquote(path)), -1
        with self._preview.watching(file, self._is_there):
            while True:
                news = self._preview.board.wait(version, _NEWS_S)
                if not self._is_there():
                    return
                line = ":" if news.version == version else f"data: {self._news(path)}"
                version = news.version
                self.wfile.write(f"{line}\n\n".encode())
                self.wfile.flush()

    def _is_there(self) -> bool:
        """Tell whether the browser still listens: it has nothing to say, but that it ends."""
        try:
            has_ended, _, _ = select.select([self.connection], [], [], 0)
        except (OSError, ValueError):  # closed here, too
            return False
        return not has_ended

    def _news(self, path: str) -> str:
        preview = self._preview
        found, shown = answer(preview, path), preview.board.shown
        drafts = preview.drafts(_file_of(preview, unquote(path)))
        tag = tag_of(found)
        return json.dumps(
            {"tag": tag, "files": shown.files, "complaint": shown.complaint, "drafts": drafts}
        )


_TEXT = "text/plain; charset=utf-8"


def answer(preview: Preview, path: str) -> Answer:
    """Return what there is at a path of an address."""
    base, file = preview.base, _file_of(preview, unquote(path))
    if not path.startswith(base):
        return _redirect(f"{base}{path.lstrip('/')}")
    try:
        found = preview.read(file)
        if found is not None:
            return Answer(HTTPStatus.OK, found, _kind(file))
        if not path.endswith("/") and preview.read(f"{file}/index.html") is not None:
            return _redirect(f"{path}/")
        found = preview.read("404.html") or b"<!doctype html><body><h1>Not found</h1></body>"
        return Answer(HTTPStatus.NOT_FOUND, found)
    except BuildFailedError as error:
        return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _excuse(str(error)))


def with_script(found: Answer) -> Answer:
    """Return a page with our script before its end; anything else as it is."""
    if not found.kind.startswith("text/html") or not found.body:
        return found
    line = f'<script src="{OURS}client.js" data-tag="{tag_of(found)}" defer></script>'.encode()
    ends = [match.start() for match in _END_OF_BODY.finditer(found.body)]
    end = ends[-1] if ends else len(found.body)
    body = found.body[:end] + line + found.body[end:]
    return Answer(found.status, body, found.kind, found.headers)


def tag_of(found: Answer) -> str:
    """Name what is shown."""
    return digest_bytes(found.body).hex()


def _excuse(text: str) -> bytes:
    """Return a page that shows what is wrong, where there is no other."""
    shown = html.escape(text)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No page yet</title></head>
<body><h1>There is no page yet</h1><p>It appears here as soon as this is mended.</p>
<pre style="white-space: pre-wrap">{shown}</pre></body></html>
""".encode()


def _file_of(preview: Preview, path: str) -> str:
    """Return the path of a file in the site; the site knows all that there are."""
    file = path.removeprefix(preview.base).lstrip("/")
    return f"{file}index.html" if not file or file.endswith("/") else file


def _redirect(path: str) -> Answer:
    # Two slashes at the beginning would lead to another machine.
    place = quote(f"/{path.lstrip('/')}", safe="/%")
    return Answer(HTTPStatus.FOUND, headers={"Location": place})


def _kind(path: str) -> str:
    ending = Path(path).suffix.lower()
    kind = _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    has_text = kind.startswith("text/") or kind in {"application/json", "application/xml"}
    return f"{kind}; charset=utf-8" if has_text else kind


def _is_own_host(host: str) -> bool:
    """Tell whether a browser was asked for this machine; else another site may be behind it."""
    name = urlsplit(f"//{host}").hostname or ""
    return name in {"localhost", "127.0.0.1", "::1"} or name.endswith(".localhost")
