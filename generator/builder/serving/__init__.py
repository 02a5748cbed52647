"""Preview a site: a process that stays, makes what is looked at, and follows the sources."""

import errno
import ipaddress
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from generator.builder.answers import UnusableConfigError
from generator.builder.cache import lock_file, open_records
from generator.builder.lock import locked
from generator.builder.project import read_config
from generator.builder.serving.ending import ended_by_signals
from generator.builder.serving.preview import Preview
from generator.builder.serving.resident import Resident
from generator.builder.serving.server import PreviewServer
from generator.builder.serving.waking import Waker
from generator.builder.serving.workshop import Workshop

_ADDRESS = "127.0.0.1:8000"

Address = tuple[str, int]
Tell = Callable[[str], None]


def serve(config_file: Path, address: str | None, tell: Tell) -> None:
    """Preview a project until interrupted; ``tell`` is given what people should read."""
    sys.dont_write_bytecode = True  # a hook's would lie among what is watched
    place = as_address(address or _configured_address(config_file))
    with tempfile.TemporaryDirectory(prefix="typed-content-", ignore_cleanup_errors=True) as folder:
        workshop = Workshop(config_file, Path(folder), Resident(None))
        preview = Preview(workshop, tell)
        with open_server(place, preview) as server:
            start_preview(config_file, workshop, preview)
            with ended_by_signals():  # a thread: no process could fork any more
                threading.Thread(target=server.serve_forever, daemon=True).start()
                tell(f"serving on {server.url}")
                follow(Waker(config_file.resolve().parent), workshop, preview)


def as_address(text: str) -> Address:
    """Return the host and port of HOST:PORT; refuse what other machines could reach."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - the last port
        raise UnusableConfigError(f'"{text}" is no address: write HOST:PORT, like {_ADDRESS}')
    if not _is_loopback(host):
        message = f"serve is for this machine alone, and {host} is not: write {_ADDRESS}"
        raise UnusableConfigError(message)
    return host, int(port)


def open_server(place: Address, preview: Preview) -> PreviewServer:
    """Return a server that listens; if it cannot, say where one could."""
    host, port = place
    try:
        return PreviewServer(place, preview)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = next((p for p in range(port + 1, 65536) if _is_free(host, p)), 0)
        message = (
            f"{host}:{port} is in use; the next free one is {host}:{free}: serve -a {host}:{free}"
        )
        raise UnusableConfigError(message) from None


def start_preview(config_file: Path, workshop: Workshop, preview: Preview) -> None:
    """Make the first site, with what builds kept, and keep what was made for the next one."""
    with locked(lock_file(config_file)):
        workshop.records = Resident(open_records(config_file, clean=False))
        preview.update()
        preview.read_ahead()
        workshop.records.save()


def follow(waker: Waker, workshop: Workshop, preview: Preview) -> None:
    """Follow the sources until the waker is stopped."""
    try:
        _watch(waker, workshop, preview)
        for burst in waker.bursts(preview.begin):
            if preview.update(burst):
                waker.wake("")
            _watch(waker, workshop, preview)
    finally:
        waker.stop()


def _watch(waker: Waker, workshop: Workshop, preview: Preview) -> None:
    """Watch what the last site was made from, and look once more if that is more than before."""
    if waker.follow(workshop.inputs, preview.linked):
        waker.wake("")


def _configured_address(config_file: Path) -> str:
    try:
        return str(read_config(config_file).dev_addr)
    except UnusableConfigError:
        if config_file.is_file():  # what is wrong with it will be shown in the page
            return _ADDRESS
        raise


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as found:
        return found.connect_ex((host, port)) != 0
