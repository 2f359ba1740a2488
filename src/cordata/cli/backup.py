"""`cordata backup FILE`: database, files and secret's fingerprint in one archive (OPS-02)."""

from __future__ import annotations

import argparse
import io
import json
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from cordata import __version__
from cordata.config import environment as env
from cordata.kernel.models import ChainHead


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, .tar.gz")


def run(given: argparse.Namespace) -> int:
    write(given.file)
    print(f"{given.file} written ({given.file.stat().st_size} bytes). Keep it off this host.")
    return 0


def write(target: Path) -> None:
    """Write the archive beside `target` first, so that a half one never carries its name."""
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w:gz") as archive:
        archive.add(dump_database(Path(folder)), arcname="database")
        if Path(settings.FILES_DIR).exists():
            archive.add(settings.FILES_DIR, arcname="files")
        add_text(archive, "cordata.json", json.dumps(description()))
    partial.rename(target)


def description() -> dict[str, Any]:
    """What the restore checks: version, engine, counts, the journal's head."""
    head = ChainHead.objects.get(pk=1)
    return {
        "version": __version__,
        "engine": connection.vendor,
        "events": head.number,
        "head": head.digest,
    }


def dump_database(folder: Path) -> Path:
    """A consistent copy while the site runs: SQLite's own backup, or pg_dump."""
    target = folder / "database"
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        connection.connection.backup(copy)
        copy.close()
        return target
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}", postgres_url()]
    subprocess.run(command, check=True)  # noqa: S603 - our own arguments
    return target


def postgres_url() -> str:
    return env.text("DATABASE_URL")


def add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))
