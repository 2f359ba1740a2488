"""A PDF is opened and walked: no script, no launch, no lock, nothing else inside its bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cordata.documents.refusing import refuse

MOST_OBJECTS = 300_000
DEEPEST = 60
MOST_UNPACKED = 64_000_000  # bytes of one packed stream: a small file can hold gigabytes of blanks
UNPACKERS = ("flate", "run_length", "png", "tiff", "dct")
ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"),
    *("/GoToR", "/GoToE"),  # they open another file: one on the reader's disk, or one inside
}
DATA = {"xml", "json", "csv", "txt"}  # what PDF/A-3 and electronic invoices carry along
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMedia", "/RichMediaContent"}


def inspect(path: Path) -> None:
    """Raises `NotPossible`: file.disguised, damaged, encrypted, active, carries_file, bomb,
    too_complex."""
    _check_edges(path)
    pikepdf = _bounded_pikepdf()
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                refuse("encrypted")
            _walk(pdf)
            if any("limit exceeded" in str(warning) for warning in pdf.get_warnings()):
                refuse("bomb")  # what could not be unpacked was not looked at either
    except pikepdf.PasswordError:
        refuse("encrypted")
    except pikepdf.PdfError:
        refuse("damaged")


@cache
def _bounded_pikepdf() -> Any:
    """The library, told once how much one stream may unpack to (FIL-03)."""
    import pikepdf  # noqa: PLC0415 - half a second to import, wanted by few requests

    limits = {f"{name}_max_memory": MOST_UNPACKED for name in UNPACKERS}
    pikepdf.settings.set_qpdf_limits(**limits)
    return pikepdf


def _check_edges(path: Path) -> None:
    """The file starts as a PDF and ends as one, and is no archive as well (polyglots)."""
    with path.open("rb") as stream:
        starts = stream.read(5) == b"%PDF-"
        stream.seek(max(0, path.stat().st_size - 2048))
        before, mark, after = stream.read().rpartition(b"%%EOF")
    if not starts or zipfile.is_zipfile(path):
        refuse("disguised", ending="pdf", kind="?")
    if not mark or (before and after.strip(b"\r\n\t \x00")):
        refuse("damaged")


def _walk(pdf: Any) -> None:
    count = 0
    for thing in [pdf.trailer, *pdf.objects]:
        for dictionary in _dictionaries(thing, 0):
            count += 1
            if count > MOST_OBJECTS:
                refuse("too_complex")
            if _is_active(dictionary):
                refuse("active")
            if name := _file_inside(dictionary):
                refuse("carries_file", name=name)


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """Every dictionary directly inside an object; indirect ones come with `pdf.objects`."""
    pikepdf = _bounded_pikepdf()
    if depth > DEEPEST:
        refuse("too_complex")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children = [value for _key, value in _items(thing)]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _items(dictionary: Any) -> Any:
    return [(key, dictionary.get(key)) for key in dictionary.keys()]  # noqa: SIM118 - a stream too


def _is_active(dictionary: Any) -> bool:
    return bool(ACTIVE_KEYS & set(dictionary.keys())) or str(dictionary.get("/S")) in ACTIVE_ACTIONS


def _file_inside(dictionary: Any) -> str:
    """The name of a file carried along, other than plain data; empty if there is none."""
    if "/EF" not in dictionary:
        return ""
    name = str(dictionary.get("/UF") or dictionary.get("/F") or "?")
    return "" if name.rpartition(".")[2].lower() in DATA else name[:80]
