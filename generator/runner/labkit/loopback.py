"""Refuse to talk to other machines: a lab measures on this one, and reaches no further.

The runner puts this file on the path as `sitecustomize`, so that every Python process of a run
imports it at its start. A program that is not Python is not seen here.
"""

import ipaddress
import sys

_EVENTS = {"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"}


def is_local(address: object) -> bool:
    """Tell whether an address of a socket is on this machine; a path of a Unix socket is."""
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return True
    if address[0] == "localhost":
        return True
    try:
        return ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_others(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a socket that is about to reach another machine, or to be reached from one."""
    if event in _EVENTS and not is_local(arguments[1]):
        raise PermissionError(f"a lab talks to this machine only (127.0.0.1), not {arguments[1]!r}")


if __name__ == "sitecustomize":
    sys.addaudithook(refuse_others)
