"""`cordata backup FILE`: database, files and what a restore checks, in one archive (OPS-02).

Two things are left out on purpose: the installation's secret, and its sealing key. Whoever takes a
backup away can read it, but sign nothing.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from cordata import __version__
from cordata.config.environment import Misconfigured
from cordata.documents import keys, storing

FACTS = "cordata.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the archive to write, .tar.gz")


def run(given: argparse.Namespace) -> int:
    if not given.file.parent.is_dir():
        print(f"There is no folder {given.file.parent}.")
        return 1
    write(given.file)
    print(f"{given.file} written ({given.file.stat().st_size} bytes). Keep it off this host.")
    if keys.public_key_hex():
        print("The sealing key is not in it: keep a copy of that key, apart from the backups.")
    return 0


def write(target: Path) -> None:
    """Write the archive beside `target` first, so that a half one never carries its name."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    with tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w:gz") as archive:
        dump = Path(folder) / "database"
        add_text(archive, FACTS, json.dumps(dump_database(dump)))
        archive.add(dump, arcname="database")
        add_files(archive, Path(settings.FILES_DIR))
    partial.rename(target)


def dump_database(target: Path) -> dict[str, Any]:
    """A consistent copy while the site goes on writing, and the facts of that very copy."""
    return dump_sqlite(target) if connection.vendor == "sqlite" else dump_postgres(target)


def dump_sqlite(target: Path) -> dict[str, Any]:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        return facts(copy.cursor())


@transaction.atomic
def dump_postgres(target: Path) -> dict[str, Any]:
    """pg_dump and we look at the same snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = f"--snapshot={cursor.fetchone()[0]}"
        postgres("pg_dump", "--format=custom", "--no-owner", snapshot, f"--file={target}")
        return facts(cursor)


def facts(cursor: Any) -> dict[str, Any]:
    """What the restore checks: version, engine, the journal's head, the public key of the seals."""
    cursor.execute("SELECT number, digest FROM kernel_chainhead WHERE id = 1")
    number, digest = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM documents_sealed")
    sealed = cursor.fetchone()[0]
    return {
        "version": __version__,
        "engine": connection.vendor,
        "events": number,
        "head": digest,
        "seals": sealed,
        "seal_key": keys.public_key_hex() if sealed else "",
    }


def postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on this database; the password is on no command line.

    Raises `Misconfigured` where the program is missing or fails; it has said why by then.
    """
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    access = {name: str(given[key]) for name, key in names.items() if given[key]}
    access |= {f"PG{name.upper()}": str(value) for name, value in given["OPTIONS"].items()}
    command = [program, *arguments, f"--dbname={given['NAME']}"]
    try:
        subprocess.run(command, check=True, env={**os.environ, **access})  # noqa: S603 - our own
    except FileNotFoundError as error:
        raise Misconfigured(
            f"{program} is not on the path: install PostgreSQL's client programs."
        ) from error
    except subprocess.CalledProcessError as error:
        raise Misconfigured(f"{program} failed; what it said stands above.") from error


def add_files(archive: tarfile.TarFile, folder: Path) -> None:
    """Every kept file; what is still being taken in has no row in the copy that names it."""
    for path in sorted(folder.glob("*/*")):
        if path.parent.name == storing.INCOMING:
            continue
        with suppress(FileNotFoundError):  # refused in this very moment
            archive.add(path, arcname=f"files/{path.relative_to(folder)}")


def add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))
