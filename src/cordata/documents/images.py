"""Images judged by their header, before anyone decodes them (FIL-04); and freed of what a camera
writes beside the picture: where it was taken, with what, by whom."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

from cordata.documents.refusing import refuse

MOST_PIXELS = 60_000_000
SIDE = 20_000
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that hold the size
BARE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length
SCAN, END, EXIF_PART, PROFILE_PART = 0xDA, 0xD9, 0xE1, 0xE2
EXIF = b"Exif\0\0"
ORIENTATION = 0x0112  # of a picture taken with the phone on its side
# What the picture itself is made of; everything else is said about it.
OF_THE_PICTURE = {SCAN, 0xC4, 0xCC, 0xDB, 0xDD, 0xE0, 0xEE, *FRAMES}
PROFILE = b"ICC_PROFILE\0"
PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
PNG_PARTS |= {b"sBIT", b"bKGD", b"pHYs"}
STEP = 256 * 1024


def inspect_png(path: Path) -> None:
    """Raises `NotPossible`: file.disguised, damaged, too_many_pixels."""
    _refuse_archive(path, "png")
    with path.open("rb") as stream:
        head = stream.read(24)
        stream.seek(-12, 2)
        tail = stream.read(12)
    if len(head) < 24 or not head.startswith(PNG_HEAD) or head[12:16] != b"IHDR":
        refuse("damaged")
    if tail[4:8] != b"IEND":
        refuse("damaged")
    _judge(*struct.unpack(">II", head[16:24]))


def inspect_jpeg(path: Path) -> None:
    """Raises `NotPossible`: file.disguised, damaged, too_many_pixels."""
    _refuse_archive(path, "jpg")
    with path.open("rb") as stream:
        size = _jpeg_size(stream) if stream.read(2) == b"\xff\xd8" else None
    if size is None:
        refuse("damaged")
    _judge(*size)


def _jpeg_size(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height from the first frame header; None when there is none."""
    for _ in range(2000):
        mark = stream.read(2)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        code = mark[1]
        if code == 0xFF:  # padding
            stream.seek(-1, 1)
            continue
        if code in BARE:
            continue
        size = stream.read(2)
        if len(size) < 2 or code == 0xDA:
            return None
        length = struct.unpack(">H", size)[0]
        if code in FRAMES:
            found = stream.read(5)
            if len(found) < 5:
                return None
            height, width = struct.unpack(">HH", found[1:5])
            return width, height
        stream.seek(length - 2, 1)
    return None


def _judge(width: int, height: int) -> None:
    if not width or not height:
        refuse("damaged")
    if width * height > MOST_PIXELS or max(width, height) > SIDE:
        refuse("too_many_pixels", width=width, height=height)


def _refuse_archive(path: Path, kind: str) -> None:
    if zipfile.is_zipfile(path):
        refuse("disguised", ending=kind, kind="zip")


def bare_jpeg(path: Path) -> Iterator[bytes]:
    """The picture's own bytes: no place, no camera, no comment, nothing behind its end.

    The picture is not coded anew; which side is up is kept. Raises `NotPossible("file.damaged")`.
    """
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        yield b"\xff\xd8"
        place, turned = 2, b""
        while (found := _part(data, place))[0] != END:
            code, start, place = found
            part = data[start:place]
            if code == EXIF_PART and not turned and (turned := _turned(part[4:])):
                yield turned
            if code in OF_THE_PICTURE or (code == PROFILE_PART and PROFILE in part[:20]):
                yield part
            if code == SCAN:
                after = _after_scan(data, place)
                yield from _pieces(data, place, after)
                place = after
        yield b"\xff\xd9"


def bare_png(path: Path) -> Iterator[bytes]:
    """The parts a PNG is drawn from, without its texts. Raises `NotPossible("file.damaged")`."""
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        yield PNG_HEAD
        place, kind = len(PNG_HEAD), b""
        while kind != b"IEND":
            if place + 12 > len(data):
                refuse("damaged")
            length, kind = struct.unpack(">I4s", data[place : place + 8])
            after = place + 12 + length
            if after > len(data):
                refuse("damaged")
            if kind in PNG_PARTS:
                yield from _pieces(data, place, after)
            place = after


def _part(data: mmap, place: int) -> tuple[int, int, int]:
    """The next part's code, start and end; one that is not there in whole is damage."""
    while data[place : place + 2] == b"\xff\xff":
        place += 1
    head = data[place : place + 4]
    if len(head) < 2 or head[0] != 0xFF:
        refuse("damaged")
    code = head[1]
    if code == END or code in BARE:
        return code, place, place + 2
    end = place + 2 + (struct.unpack(">H", head[2:])[0] if len(head) == 4 else len(data))
    if end > len(data) or end < place + 4:
        refuse("damaged")
    return code, place, end


def _after_scan(data: mmap, place: int) -> int:
    """Where the coded picture stops: at a marker that is neither an escape nor a restart."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        if data[place + 1] not in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            return place
        place += 1
    refuse("damaged")


def _pieces(data: mmap, start: int, end: int) -> Iterator[bytes]:
    for place in range(start, end, STEP):
        yield data[place : min(place + STEP, end)]


def _turned(exif: bytes) -> bytes:
    """A part that says which side is up and nothing else; empty where the picture stands upright
    or does not say."""
    if not exif.startswith(EXIF):
        return b""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    if order is None or len(exif) < 14:
        return b""
    first = 6 + struct.unpack(f"{order}I", exif[10:14])[0]
    if first + 2 > len(exif):
        return b""
    count = struct.unpack(f"{order}H", exif[first : first + 2])[0]
    for place in range(first + 2, min(first + 2 + 12 * count, len(exif) - 11), 12):
        tag, _kind, _count, value = struct.unpack(f"{order}HHIH", exif[place : place + 10])
        if tag == ORIENTATION and 2 <= value <= 8:
            return _orientation(value)
    return b""


def _orientation(value: int) -> bytes:
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, value, 0)
    body = EXIF + b"MM\0*\0\0\0\x08" + b"\0\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
