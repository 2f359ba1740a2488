"""Text documents and sheets: archives, so bounded; no macro, nothing fetched from elsewhere."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cordata.documents.refusing import refuse

OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OOXML}.wordprocessingml.document"
XLSX = f"{OOXML}.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

MOST_MEMBERS = 2000
MOST_BYTES = 100_000_000
MOST_RATIO = 200
MACROS = re.compile(r"vbaProject|vbaData|^Basic/|^Scripts/|activeX|\.bin$|embeddings/", re.I)
OUTSIDE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External", re.I)
ENTITIES = re.compile(rb"<!DOCTYPE|<!ENTITY", re.I)


def media_type(path: Path) -> str:
    """The media type of an office document by its members, empty when it is another archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_MEMBERS])
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace")
                return declared if declared in {ODT, ODS} else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return ""
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else ""


def inspect(path: Path) -> None:
    """Raises `NotPossible`: file.bomb, active, encrypted, damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            _judge_members(archive.infolist())
            for member in archive.infolist():
                _judge_text(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
        refuse("damaged")


def _judge_members(members: list[zipfile.ZipInfo]) -> None:
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or whole > MOST_BYTES or whole / packed > MOST_RATIO:
        refuse("bomb")
    for member in members:
        if member.flag_bits & 1:
            refuse("encrypted")
        if member.filename.startswith("/") or ".." in member.filename.split("/"):
            refuse("damaged")
        if MACROS.search(member.filename) and not member.filename.endswith("printerSettings1.bin"):
            refuse("active")


def _judge_text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    with archive.open(member) as stream:
        content = stream.read(2_000_000 if member.filename.endswith(".rels") else 4096)
    if ENTITIES.search(content) or OUTSIDE.search(content):
        refuse("active")
