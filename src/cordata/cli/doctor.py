"""`cordata doctor`: what is wrong with this configuration, in words, and what to do."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from cordata.cli import installation
from cordata.config import environment as env
from cordata.config import identity
from cordata.kernel import clock, disk, timeservers
from cordata.web.catalogue import sentence

SOURCES = 2  # time servers that the clock is compared with, at least
BARE_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
Remark = tuple[str, str, dict[str, Any]]  # level (wrong, warning), code, params


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])


def run(given: argparse.Namespace) -> int:
    remarks = [*environment_remarks()]
    if not any(level == "wrong" for level, _, _ in remarks):
        remarks += [*database_remarks()]
    for level, code, params in remarks:
        print(f"{level:8}{sentence(code, given.lang, **params)}")
    if not remarks:
        print(sentence("doctor.well", given.lang))
    return 1 if any(level == "wrong" for level, _, _ in remarks) else 0


def environment_remarks() -> Iterator[Remark]:
    """What can be said before Django starts."""
    installation.ensure_secret()
    mode = env.text("MODE", "production")
    secret, origin = env.text("SECRET_KEY"), env.text("ORIGIN", "http://127.0.0.1:8000")
    if mode not in {"production", "rehearsal"}:
        yield "wrong", "doctor.mode", {"value": mode}
    if not secret:
        yield "wrong", "doctor.secret_missing", {}
    elif len(secret) < 40:
        yield "wrong", "doctor.secret_short", {}
    if mode == "production":
        yield from production_remarks(origin)
    yield from identity_remarks()
    yield from hook_remarks()
    yield from translate_remarks()
    folder = installation.data_dir()
    if not folder.exists() or not os.access(folder, os.W_OK):
        yield "wrong", "doctor.data_dir", {"path": str(folder)}
    elif disk.nearly_full(folder):
        yield "warning", "doctor.disk", {"path": str(folder)}


def identity_remarks() -> Iterator[Remark]:
    """Whether an outside identity provider is configured whole."""
    try:
        identity.configured()
    except env.Misconfigured as error:
        yield "wrong", "doctor.oidc", {"error": str(error)}


def hook_remarks() -> Iterator[Remark]:
    for host in env.words("HOOK_HOSTS"):
        if not BARE_HOST.fullmatch(host):
            yield "wrong", "doctor.hook_host", {"value": host}


def translate_remarks() -> Iterator[Remark]:
    url = env.text("TRANSLATE_URL")
    if url and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname):
        yield "wrong", "doctor.translate", {"value": url}


def production_remarks(origin: str) -> Iterator[Remark]:
    if env.flag("DEBUG"):
        yield "wrong", "doctor.debug", {}
    if not origin.startswith("https://"):
        yield "warning", "doctor.origin", {"value": origin}
    if not env.text("MAIL_URL"):
        yield "warning", "doctor.mail", {}
    if not env.number("PROXY_HOPS", 0):
        yield "warning", "doctor.proxy", {}
    yield from clock_remarks()


def clock_remarks(now: Callable[[], datetime] = clock.real_now) -> Iterator[Remark]:
    """The clock against two sources: deadlines hang on it (TIM-09)."""
    servers = env.words("TIME_SERVERS")
    if len(servers) < SOURCES:
        yield "warning", "doctor.time_sources", {}
    for server in servers:
        try:
            offset = timeservers.offset_of(server, now)
        except (OSError, ValueError):
            yield "warning", "doctor.time_silent", {"server": server}
        else:
            if abs(offset) > timeservers.MOST:
                yield "wrong", "doctor.clock", {"server": server, "seconds": ceil(abs(offset))}


def database_remarks() -> Iterator[Remark]:
    """What only the database can say: reachable, migrated, safe settings, a programme."""
    installation.start()
    from django.db import DatabaseError, connection  # noqa: PLC0415 - after `start`
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from cordata.documents.sealing import key_fits  # noqa: PLC0415
    from cordata.programme.models import Programme  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "wrong", "doctor.migrations", {}
            return
    except DatabaseError as error:
        yield "wrong", "doctor.database", {"error": str(error)}
        return
    yield from sqlite_remarks(connection)
    if not key_fits():
        yield "wrong", "doctor.seal_key", {}
    if not Programme.objects.exists():
        yield "warning", "doctor.no_programme", {}


def sqlite_remarks(connection: Any) -> Iterator[Remark]:
    """WAL and FULL are asserted, not hoped for (REL-11)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        yield "wrong", "doctor.sqlite", {"journal": journal, "synchronous": synchronous}
