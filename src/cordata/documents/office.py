"""Text documents and sheets: archives, so bounded; no macro, nothing fetched from elsewhere."""

from __future__ import annotations

import re
import stat
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
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
STEP, OVERLAP = 1_000_000, 200  # a mark that lies across two steps is found in the second
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
                _judge_content(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
        refuse("damaged")


def _judge_members(members: list[zipfile.ZipInfo]) -> None:
    """How many, how big, how tightly packed, and under which names (FIL-03)."""
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or whole > MOST_BYTES or whole / packed > MOST_RATIO:
        refuse("bomb")
    if len({member.filename for member in members}) < len(members):
        refuse("damaged")  # two readers would see two documents
    for member in members:
        if member.flag_bits & 1:
            refuse("encrypted")
        if _leads_elsewhere(member):
            refuse("damaged")
        if MACROS.search(member.filename) and not member.filename.endswith("printerSettings1.bin"):
            refuse("active")


def _leads_elsewhere(member: zipfile.ZipInfo) -> bool:
    """A link, or a name that would be written outside of the folder it is unpacked in."""
    name = member.filename.replace("\\", "/")
    upwards = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
    return upwards or stat.S_ISLNK(member.external_attr >> 16)


def _judge_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No archive within the archive; in what is XML no entity and nothing fetched (FIL-03, 04)."""
    with archive.open(member) as stream:
        content = stream.read(STEP)
        if content.startswith(ARCHIVES):
            refuse("bomb")
        if not _is_xml(member.filename, content):
            return
        before = b""
        while content:
            # UTF-16 is ASCII with zeros between: without them the marks are the same
            seen = before + content.replace(b"\0", b"")
            if ENTITIES.search(seen) or OUTSIDE.search(seen):
                refuse("active")
            before, content = seen[-OVERLAP:], stream.read(STEP)


def _is_xml(name: str, content: bytes) -> bool:
    """By its name, or by a first sign that only markup has, whatever its encoding."""
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf")) or start.startswith(b"<")
