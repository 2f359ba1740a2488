"""Work left for the worker: a row of the queue in the transaction that asks for it.

A job is a dotted path and ids. It may run twice (the worker may die after doing it and before
saying so), so every job reads the state it finds and does nothing the second time.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

Id = int | str


def later(path: str, *ids: Id) -> None:
    """Queue `path(*ids)`. Rolled back with the caller's transaction, never run before it commits.

    Raises `ValueError` at once when the path names nothing: a typing error is not a failed job.
    """
    named(path)
    async_task(path, *ids, q_options={"sync": False, "save": False})


def at(instant: datetime, path: str, *ids: Id) -> None:
    """Queue `path(*ids)` for a real instant (UTC); the worker looks every half minute."""
    named(path)
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    Schedule.objects.create(
        func=path, args=repr(ids), schedule_type=Schedule.ONCE, repeats=-1, next_run=instant
    )


def named(path: str) -> Any:
    """The function a dotted path names. Raises `ValueError` when there is none."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} names no job") from error


def waiting() -> int:
    """How many jobs are queued."""
    return int(OrmQ.objects.count())


def run_now(*, rounds: int = 20) -> int:
    """Carry out what is queued here and now, oldest first, and what that queues in turn.

    For tests, the demo's first filling and the command line; returns how many were run. An
    error leaves the job in the queue and is raised.
    """
    done = 0
    for _round in range(rounds):
        rows = list(OrmQ.objects.order_by("pk"))
        if not rows:
            break
        for row in rows:
            _run(row)
            done += 1
    return done


def _run(row: Any) -> None:
    named(row.task["func"])(*row.task["args"])
    row.delete()
