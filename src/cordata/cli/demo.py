"""`cordata demo`: a rehearsal instance with other people in it, filled once, then served."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation

from cordata.cli import installation, serve
from cordata.cli.pack_load import load_into
from cordata.config import environment as env
from cordata.kernel import clock
from cordata.kernel.models import RehearsalClock
from cordata.rehearsal import cast, moving
from cordata.rehearsal.scenario import steps_until
from cordata.rehearsal.scenario.reading import Book, book

HERE = "127.0.0.1"
BEGUN = "demo.begun"  # written before the filling: what lies here is a demo's
KEPT = "demo.json"  # written when the filling is done: what is there without it is half done


def arguments(parser: argparse.ArgumentParser) -> None:
    serve.arguments(parser)
    parser.add_argument("--at", help="the day and hour it lives in, such as 2025-02-13T08:00")


def run(given: argparse.Namespace) -> int:
    told = book()
    if told is None:
        print(
            "No scenario found. Start in the folder that holds packs/, "
            "or name its place in CORDATA_PACK_DIRS.",
            file=sys.stderr,
        )
        return 1
    serve_at(given)
    try:
        wanted = told.instant(given.at) if given.at else None
    except ValueError:
        print(f"{given.at!r} is no day and hour: write it as 2025-02-13T08:00.", file=sys.stderr)
        return 2
    kept = kept_instant()
    if kept is None or (wanted and wanted != kept):
        if not empty():
            print("This database holds data: give the demo an empty one.", file=sys.stderr)
            return 1
        fill(told, wanted or told.stands_at)
        start_again(given)
    resume()
    greet()
    return serve.run_parts(given)


def start_again(given: argparse.Namespace) -> None:
    """As the command that finds a filled demo; the memory that filling took is given back."""
    sys.stdout.flush()
    words = ["demo", "--host", given.host, "--port", str(given.port)]
    words += ["--workers", str(given.workers), "--threads", str(given.threads)]
    words += ["--no-worker"] if given.no_worker else []
    command = [sys.executable, "-m", "cordata.cli.main", *words]
    os.execv(sys.executable, command)  # noqa: S606 - our own arguments


def serve_at(given: argparse.Namespace) -> None:
    """Links in mails, and the hosts the web workers answer for, follow the chosen address, unless
    a rehearsal behind a proxy names its own."""
    serve.free_address(given.host, given.port)
    if not env.text("ORIGIN"):
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(given.host, given.host)  # noqa: S104
        shown = f"[{shown}]" if ":" in shown else shown
        settings.ORIGIN = f"http://{shown}:{given.port}"
        settings.CSRF_TRUSTED_ORIGINS = [settings.ORIGIN]
        settings.ALLOWED_HOSTS = [shown, "localhost"] if given.host == HERE else ["*"]


def kept_instant() -> datetime | None:
    """The instant for which the kept filling was made; None if there is none, or half a one."""
    path = Path(settings.DATA_DIR) / KEPT
    if not path.exists():
        return None
    return datetime.fromisoformat(json.loads(path.read_text())["at"])


def fill(told: Book, at: datetime) -> None:
    """A new database, the packs, and everything that happened up to `at`."""
    started = time.monotonic()
    print("Preparing the database...", flush=True)
    (Path(settings.DATA_DIR) / BEGUN).touch()
    installation.migrate()
    installation.collect_static()
    with hurried():
        for line in replay(at):
            print(line, flush=True)
        for path in other_packs(told):
            with clock.held_at(at):
                load_into(path)
    moving.set_clock(at)
    (Path(settings.DATA_DIR) / KEPT).write_text(json.dumps({"at": at.isoformat()}))
    print(f"Filled in {time.monotonic() - started:.0f} s.", flush=True)


def empty() -> bool:
    """Forget what an earlier demo left. Only a demo's own SQLite file is ever removed: the folder
    of a real installation may be named by mistake. Answers whether nothing is there."""
    folder = Path(settings.DATA_DIR)
    ours = (folder / BEGUN).exists() or (folder / KEPT).exists()
    if connection.vendor != "sqlite" or not ours:
        return not connection.introspection.table_names()
    (folder / KEPT).unlink(missing_ok=True)
    connection.close()
    name = Path(str(connection.settings_dict["NAME"]))
    for left in name.parent.glob(name.name + "*"):
        left.unlink()
    shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
    return True


class hurried:
    """No waiting for the disk while the file is new: a filling that breaks is made anew."""

    def __enter__(self) -> None:
        self._set("OFF")

    def __exit__(self, *_: object) -> None:
        self._set("FULL")

    def _set(self, how: str) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA synchronous={how}")


def replay(at: datetime) -> Iterator[str]:
    """Play the scenario up to an instant; a line for each month of it."""
    total = max(1, len(steps_until(at)))
    month, done = "", 0
    for stop in moving.travel(at):
        done += stop.is_step
        if f"{stop.at:%Y-%m}" != month:
            month = f"{stop.at:%Y-%m}"
            yield f"Playing {month} ... {100 * done // total:3} %"
    yield f"Playing {at:%Y-%m} ... 100 %"


def other_packs(told: Book) -> list[Path]:
    """The packs beside the scenario's own: they are loaded, nobody acts in them."""
    return [path for path in installation.packs() if path.resolve() != told.pack.resolve()]


def resume() -> None:
    """The clock goes on from where it stood when the demo was stopped."""
    installation.migrate()
    installation.collect_static()
    row = RehearsalClock.objects.filter(pk=1).first()
    if row and row.settled_at:
        moving.set_clock(row.settled_at)


def greet() -> None:
    """The address, and somebody to be for every role."""
    with translation.override(settings.LANGUAGE_CODE):
        page = f"{settings.ORIGIN}{reverse('rehearsal:home')}"
    now = clock.now()
    print(f"\nCordata lives on {now:%d %B %Y}: {settings.ORIGIN}")
    print(f"One click makes you any of these people, on {page}")
    with translation.override("en"):  # as everything the command says
        for place, part in cast.one_each(now):
            where = f", {place}" if place else ""
            print(f"  {part.role:26} {part.person} <{part.person.email}>{where}")
    print("Ctrl-C ends it.\n", flush=True)
