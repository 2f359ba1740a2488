"""The pictures of a pack's `brand/`: what may be printed on a sheet, and nothing that acts.

A logo stands on public documents, so it must not call out, run or depend on letters that the
printing machine lacks. SVG 1.1 (W3C) and PNG (RFC 2083) are read, nothing else.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from cordata.packs.mistakes import Mistakes
from cordata.packs.sources import Sources

FOLDER = "brand/"
MOST = 20
MOST_BYTES = 100_000
MOST_PIXELS = 4_000  # of one side: 2 cm at 5 000 points an inch
KINDS = (".svg", ".png")
PRINTED_AS: Any = ["a-3a", "ua-1"]  # the standards our documents keep

_SVG = "{http://www.w3.org/2000/svg}"
_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = {"script", "foreignObject", "iframe", "handler", "listener", "set", "animate"}
_LETTERS = {"text", "tspan", "textPath"}
_OUTSIDE = re.compile(r"@import|url\(\s*[\"']?\s*[^#\"'\s]", re.IGNORECASE)
_NUMBER = r"-?\d+(?:\.\d+)?"
_VIEW_BOX = re.compile(rf"{_NUMBER}[ ,]+{_NUMBER}[ ,]+({_NUMBER})[ ,]+({_NUMBER})")
_INSIDE = ("#", "data:image/png;base64,", "data:image/jpeg;base64,")

Flaw = tuple[str, dict[str, str | int]]  # code of a mistake, what its sentence names


@dataclass(frozen=True, slots=True)
class Logo:
    """One picture: its file's name in `brand/`, its bytes as base64 so that they freeze."""

    name: str
    data: str

    @property
    def kind(self) -> str:
        """`svg` or `png`."""
        return self.name.rsplit(".", 1)[-1].lower()

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.data)


def read_logos(sources: Sources, mistakes: Mistakes) -> tuple[Logo, ...]:
    """The pictures of `brand/`, by name; every other file than a note (.md) must be one."""
    names = sorted(
        name for name in sources if name.startswith(FOLDER) and not name.lower().endswith(".md")
    )
    if len(names) > MOST:
        mistakes.add(FOLDER, 0, "pack.logos_too_many", found=len(names), high=MOST)
    logos = []
    for name in names:
        if flaw := flaw_of(name, sources[name]):
            mistakes.add(name, 0, flaw[0], name=name, **flaw[1])
        else:
            data = base64.b64encode(sources[name]).decode()
            logos.append(Logo(name.removeprefix(FOLDER), data))
    return tuple(logos)


def flaw_of(name: str, content: bytes) -> Flaw | None:
    """Why this file is no picture to print, as a code of a mistake; None if it is one."""
    if not name.lower().endswith(KINDS):
        return "pack.logo_kind", {"allowed": ", ".join(KINDS)}
    if len(content) > MOST_BYTES:
        return "pack.logo_too_big", {"limit": MOST_BYTES, "found": len(content)}
    kind = name.lower()[-3:]
    flaw = _flaw_of_svg(content) if kind == "svg" else _flaw_of_png(content)
    if flaw is None and not _prints(kind, content):
        return "pack.logo_broken", {}
    return flaw


def _prints(kind: str, content: bytes) -> bool:
    """Whether it prints on a sheet of the kind our documents are: what only looks like a picture
    would otherwise stop somebody's invitation on the day it is wanted."""
    import typst  # noqa: PLC0415 - a big library, only packs with pictures need it

    sheet = (
        '#set document(title: "-")\n#import sys: inputs\n'
        '#image(bytes(inputs.data.split().map(int)), format: inputs.kind, alt: "-")'
    )
    given = {"kind": kind, "data": " ".join(map(str, content))}
    try:
        typst.compile(sheet.encode(), sys_inputs=given, format="pdf", pdf_standards=PRINTED_AS)
    except typst.TypstError:
        return False
    return True


def _flaw_of_svg(content: bytes) -> Flaw | None:
    broken: Flaw = ("pack.logo_broken", {})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return broken
    # Before anything reads it: entities may grow without end, or name files.
    for mark in ("<!DOCTYPE", "<!ENTITY", "<?xml-stylesheet"):
        if mark.lower() in text.lower():
            return _unsafe(mark)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a DOCTYPE it holds no entities
    except (ElementTree.ParseError, ValueError):
        return broken
    if root.tag != f"{_SVG}svg" or not _has_a_size(root):
        return broken
    return next((flaw for one in root.iter() if (flaw := _flaw_of_element(one))), None)


def _has_a_size(root: ElementTree.Element) -> bool:
    box = _VIEW_BOX.fullmatch(root.get("viewBox", "").strip())
    return box is not None and float(box[1]) > 0 and float(box[2]) > 0


def _flaw_of_element(element: ElementTree.Element) -> Flaw | None:
    tag = _local(element.tag)
    if tag in _ACTIVE:
        return _unsafe(f"<{tag}>")
    if tag in _LETTERS:
        return "pack.logo_letters", {}
    if _OUTSIDE.search(element.text or ""):
        return _unsafe("url()")
    for key, value in element.attrib.items():
        name = _local(key)
        if name.lower().startswith("on"):
            return _unsafe(name)
        if name == "href" and not value.strip().startswith(_INSIDE):
            return _unsafe("href")
        if _OUTSIDE.search(value):
            return _unsafe("url()")
    return None


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _unsafe(found: str) -> Flaw:
    return "pack.logo_unsafe", {"found": found}


def _flaw_of_png(content: bytes) -> Flaw | None:
    """Each part with its checksum, from the size to the end (RFC 2083, chapter 3)."""
    broken: Flaw = ("pack.logo_broken", {})
    parts = _parts_of_png(content)
    if not parts or parts[0][0] != b"IHDR" or parts[-1][0] != b"IEND" or len(parts[0][1]) != 13:
        return broken
    if not any(kind == b"IDAT" for kind, _data in parts):
        return broken
    sides = [int.from_bytes(parts[0][1][at : at + 4], "big") for at in (0, 4)]
    if not all(sides):
        return broken
    if max(sides) > MOST_PIXELS:
        return "pack.logo_too_wide", {"limit": MOST_PIXELS, "found": max(sides)}
    return None


def _parts_of_png(content: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of each part; none if one is cut off or damaged."""
    if not content.startswith(_PNG):
        return []
    parts, at = [], len(_PNG)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        part, check = content[at + 4 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(part) != length + 4 or zlib.crc32(part).to_bytes(4, "big") != check:
            return []
        parts.append((part[:4], part[4:]))
        at += 12 + length
    return parts
