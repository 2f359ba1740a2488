"""Images judged by their header, before anyone decodes them (FIL-04)."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from cordata.documents.refusing import refuse

MOST_PIXELS = 60_000_000
SIDE = 20_000
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that hold the size
BARE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length


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
