"""CAdES envelopes (.p7m): a document with its electronic signature around it."""

from __future__ import annotations

from pathlib import Path

from cordata.documents.refusing import refuse

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # DER of OID 1.2.840.113549.1.7.2


def looks_signed(start: bytes) -> bool:
    """Whether the first bytes are those of a PKCS#7 signed envelope."""
    return start[:1] == b"\x30" and SIGNED_DATA in start[:24]


def inspect(path: Path) -> None:
    """The outer length must be the file's. Raises `NotPossible("file.damaged")`."""
    with path.open("rb") as stream:
        start = stream.read(24)
    size = path.stat().st_size
    if not looks_signed(start) or not _length_fits(start, size):
        refuse("damaged")


def _length_fits(start: bytes, size: int) -> bool:
    first = start[1]
    if first == 0x80:  # indefinite: closed by zeros, checked by whoever verifies the signature
        return size > 64
    if first < 0x80:
        return size == 2 + first
    count = first & 0x7F
    return count <= 4 and size == 2 + count + int.from_bytes(start[2 : 2 + count], "big")
