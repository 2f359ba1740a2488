"""The kinds of file that may be stored: extension, first bytes and structure agree (FIL-02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import filetype

from cordata.documents import images, office, pdf_structure, signed
from cordata.documents.refusing import refuse

Inspection = Callable[[Path], None]
Baring = Callable[[Path], Iterator[bytes]]
START = 8192  # bytes read to guess a kind


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file and the inspection of its structure."""

    media_type: str
    extensions: tuple[str, ...]
    inspect: Inspection
    bare: Baring | None = None  # the file without what a camera wrote beside the picture


KINDS = {
    kind.media_type: kind
    for kind in (
        Kind("application/pdf", ("pdf",), pdf_structure.inspect),
        Kind("application/pkcs7-mime", ("p7m",), signed.inspect),
        Kind("image/png", ("png",), images.inspect_png, images.bare_png),
        Kind("image/jpeg", ("jpg", "jpeg"), images.inspect_jpeg, images.bare_jpeg),
        Kind(office.DOCX, ("docx",), office.inspect),
        Kind(office.XLSX, ("xlsx",), office.inspect),
        Kind(office.ODT, ("odt",), office.inspect),
        Kind(office.ODS, ("ods",), office.inspect),
    )
}
USUAL = frozenset({"application/pdf", "application/pkcs7-mime", "image/png", "image/jpeg"})


def extensions(kinds: frozenset[str] = USUAL) -> tuple[str, ...]:
    """The endings of the allowed kinds, for the field's hint and its `accept` (FIL-01)."""
    return tuple(ending for code in sorted(kinds) for ending in KINDS[code].extensions)


def kind_of(path: Path, name: str, kinds: frozenset[str]) -> Kind:
    """The kind of a file by its content, which its name must not contradict.

    Raises `NotPossible("file.kind_not_allowed" | "file.disguised")`.
    """
    kind = KINDS.get(seen(path))
    if kind is None or kind.media_type not in kinds:
        refuse("kind_not_allowed", allowed=tuple(extensions(kinds)))
    ending = name.rpartition(".")[2].lower()
    if ending not in kind.extensions:
        refuse("disguised", ending=ending or "?", kind=kind.extensions[0])
    return kind


def seen(path: Path) -> str:
    """The media type that the first bytes show, empty when unknown."""
    with path.open("rb") as stream:
        start = stream.read(START)
    if signed.looks_signed(start):
        return "application/pkcs7-mime"
    if start.startswith(b"PK"):
        return office.media_type(path)
    guess = filetype.guess(start)
    return str(guess.mime) if guess else ""
