"""`cordata restore FILE`: a backup into an empty installation, then verified (REL-16).

Everything that can be wrong is said before anything is put back.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from cordata.cli import backup, installation, verify
from cordata.documents import keys
from cordata.kernel.models import ChainHead, Event

UNREADABLE = (tarfile.TarError, OSError, EOFError, ValueError, KeyError, zlib.error)
OTHER_KEY = """\
The seals of this backup were made with another key than this installation's. Nothing was put back.
Their public key: {made_with}
Bring the key of the installation that made it (its seal.key, or its CORDATA_SEAL_KEY in a file):
  cordata restore {file} --seal-key KEYFILE"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--seal-key", type=Path, help="file with the sealing key that the backup's seals need"
    )


def run(given: argparse.Namespace) -> int:
    try:
        with tempfile.TemporaryDirectory() as folder:
            told, brought = look_into(given.file), key_in(given.seal_key)
            if said := next(objections(given.file, told, brought), ""):
                print(said)
                return 1
            unpack(given.file, Path(folder))
            put_back(Path(folder), Path(settings.FILES_DIR), brought)
    except Unreadable as error:
        print(error)
        return 1
    installation.migrate()
    if ChainHead.objects.get(pk=1).digest != told["head"]:
        print("The journal's head is not the one the backup names.")
        return 1
    return verify.run(argparse.Namespace(quiet=False))


class Unreadable(Exception):
    """What was given cannot be read as what it should be; the message says so."""


def look_into(file: Path) -> dict[str, Any]:
    """The facts that the backup tells of itself. Raises `Unreadable`."""
    try:
        with tarfile.open(file) as archive:
            member = archive.extractfile(backup.FACTS)
            told = json.loads(member.read() if member else b"")
            return {name: told[name] for name in ("engine", "head", "seal_key")}
    except UNREADABLE as error:
        raise Unreadable(f"{file} is no backup of Cordata, or damaged ({error}).") from error


def unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                take_out(archive, member, folder.resolve())
    except UNREADABLE as error:
        raise Unreadable(f"{file} is damaged ({error}). Nothing was put back.") from error


def take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file or folder of a backup. Raises `tarfile.TarError` for anything else, and for a place
    outside: the library's own filter is missing from the Python of Debian 12."""
    place = (folder / member.name).resolve()
    if not place.is_relative_to(folder) or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(f"{member.name} does not belong in a backup")
    if member.isdir():
        place.mkdir(parents=True, exist_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    with content or io.BytesIO() as source, place.open("wb") as out:
        shutil.copyfileobj(source, out)
    place.chmod(member.mode & 0o755 | 0o600)


def key_in(file: Path | None) -> str:
    """The sealing key in a file, if one is given. Raises `Unreadable`."""
    if file is None:
        return ""
    try:
        secret = file.read_text().strip()
        keys.public_hex_of(secret)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{file} holds no sealing key: 64 hexadecimal digits.") from error
    return secret


def objections(file: Path, told: dict[str, Any], brought: str) -> Iterator[str]:
    """Why this backup cannot be put back here, the first reason first."""
    if occupied():
        yield "This installation already holds data: restore into an empty one."
    if told["engine"] != connection.vendor:
        yield f"This backup is of {told['engine']}; CORDATA_DATABASE_URL names {connection.vendor}."
    here = keys.public_key_hex()
    if brought and here not in {"", keys.public_hex_of(brought)}:
        where = "CORDATA_SEAL_KEY" if settings.SEAL_KEY else keys.kept_at()
        yield f"This installation has a sealing key of its own in {where}: take it away first."
    ours = keys.public_hex_of(brought) if brought else here
    if told["seal_key"] not in {"", ours}:
        yield OTHER_KEY.format(made_with=told["seal_key"], file=file)


def occupied() -> bool:
    """Whether the journal has an event already."""
    try:
        return Event.objects.exists()
    except DatabaseError:
        return False


def put_back(folder: Path, files: Path, key: str) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(target.name + "-*"):  # an old -wal would be replayed
            leftover.unlink()
        shutil.copyfile(folder / "database", target)
    else:
        options = ("--no-owner", "--clean", "--if-exists")
        backup.postgres("pg_restore", *options, str(folder / "database"))
    if (folder / "files").exists():
        shutil.copytree(folder / "files", files, dirs_exist_ok=True)
    if key and not settings.SEAL_KEY:
        keys.keep(key)
