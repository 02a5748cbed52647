"""Name bytes and texts by a hash, and import nothing for which the quickest build would wait."""

from _blake2 import blake2b  # hashlib has the same one, and loads OpenSSL for the others

Digest = bytes  # 16 bytes


def digest_bytes(data: bytes) -> Digest:
    """Name some bytes."""
    return blake2b(data, digest_size=16).digest()


def digest_text(text: str) -> Digest:
    """Name a text."""
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def checksum(name: Digest, data: bytes) -> Digest:
    """Name some bytes that are kept under a name: under another one, they have another checksum."""
    return blake2b(data, digest_size=16, key=name).digest()
