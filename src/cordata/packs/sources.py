"""The files of a pack, read whole into memory from a folder or a ZIP nobody needs to trust."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from cordata.packs.mistakes import Mistake, PackRefused

MAX_FILES = 1_000
MAX_FILE_BYTES = 2_000_000
MAX_TOTAL_BYTES = 20_000_000
ROOT_FILE = "pack.toml"

Sources = Mapping[str, bytes]  # path inside the pack, with "/" -> content


def open_sources(path: Path) -> Sources:
    """All files of the pack at `path`. Raises PackRefused if it can't be read safely."""
    if path.is_dir():
        files = _read_folder(path)
    elif path.is_file() and zipfile.is_zipfile(path):
        files = _without_wrapping_folder(_read_zip(path))
    else:
        raise _refused(path.name, "pack.not_found")
    if ROOT_FILE not in files:
        raise _refused(ROOT_FILE, "pack.file_missing", name=ROOT_FILE)
    return files


def _read_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for directory, names, members in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for member in sorted(members):
            if not member.startswith("."):
                file = Path(directory, member)
                name = file.relative_to(folder).as_posix()
                if file.is_symlink():
                    raise _refused(name, "pack.unsafe_path", name=name)
                _keep(files, name, _head(file))
    return files


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _read_zip(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.is_dir() and not _hidden(entry.filename):
                    _check_entry(entry, files)
                    # Sizes in the directory of a ZIP may lie: what counts is what comes out.
                    with archive.open(entry) as stream:
                        _keep(files, entry.filename, stream.read(MAX_FILE_BYTES + 1))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _refused(path.name, "pack.zip_broken") from error
    return files


def _hidden(name: str) -> bool:
    return any(part in {"__MACOSX", ".DS_Store"} for part in PurePosixPath(name).parts)


def _check_entry(entry: zipfile.ZipInfo, files: Mapping[str, bytes]) -> None:
    name = entry.filename
    parts = name.split("/")
    unsafe = (
        "\\" in name
        or ":" in name
        or any(part in {"", ".", ".."} for part in parts)
        or any(ord(mark) < 32 for mark in name)
        or stat.S_ISLNK(entry.external_attr >> 16)
        or name in files
    )
    if unsafe:
        raise _refused(name, "pack.unsafe_path", name=name)
    if entry.flag_bits & 0x1:
        raise _refused(name, "pack.zip_encrypted")


def _keep(files: dict[str, bytes], name: str, content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise _refused(name, "pack.too_big", limit=MAX_FILE_BYTES)
    files[name] = content
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL_BYTES:
        raise _refused(name, "pack.too_many_files", files=MAX_FILES, limit=MAX_TOTAL_BYTES)


def _without_wrapping_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """A ZIP often holds one folder that holds the pack."""
    tops = {name.split("/", 1)[0] for name in files}
    if ROOT_FILE in files or len(tops) != 1:
        return files
    return {name.split("/", 1)[1]: data for name, data in files.items() if "/" in name}


def _refused(file: str, code: str, **params: str | int) -> PackRefused:
    return PackRefused((Mistake(file, 0, code, params),))
