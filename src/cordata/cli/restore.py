"""`cordata restore FILE`: a backup into an empty installation, then verified (REL-16)."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from cordata.cli import backup, installation, verify
from cordata.kernel.models import Event


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(given: argparse.Namespace) -> int:
    if occupied():
        print("This installation already holds data: restore into an empty one.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(given.file) as archive:
            archive.extractall(folder, filter="data")
        put_back(Path(folder), Path(settings.FILES_DIR))
        told = json.loads((Path(folder) / "cordata.json").read_text())
    installation.migrate()
    if backup.description()["head"] != told["head"]:
        print("The journal's head is not the one the backup names.")
        return 1
    return verify.run(argparse.Namespace(quiet=False))


def occupied() -> bool:
    """Whether the journal has an event already."""
    try:
        return Event.objects.exists()
    except DatabaseError:
        return False


def put_back(folder: Path, files: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(target.name + "-*"):  # an old -wal would be replayed
            leftover.unlink()
        shutil.copyfile(folder / "database", target)
    else:
        command = [
            "pg_restore", "--no-owner", "--clean", "--if-exists",
            f"--dbname={backup.postgres_url()}", str(folder / "database"),
        ]  # fmt: skip
        subprocess.run(command, check=True)  # noqa: S603 - our own arguments
    if (folder / "files").exists():
        shutil.copytree(folder / "files", files, dirs_exist_ok=True)
