"""A world that was built once from the same rows is put back row by row, not built again.

`@remembered` runs a factory whenever the rows it starts from, or what it is asked, differ from
every time before; then it notes which rows it wrote. Where everything is the same, to the byte,
those rows are written at once. Public ids are drawn at random, so only a world that was itself put
back, or an empty database, is ever the same twice.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

AT_MOST = 100  # worlds of one process
AT_ONCE = 50  # rows of one statement

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]
Tables = Mapping[type[models.Model], Mapping[Any, Row]]


@dataclass(frozen=True, slots=True)
class Memory:
    """The rows a factory wrote, by table, and what it answered."""

    added: Mapping[type[models.Model], list[Row]]
    changed: Mapping[type[models.Model], list[Row]]
    gone: Mapping[type[models.Model], list[Any]]
    answer: bytes


_memories: OrderedDict[str, Memory] = OrderedDict()


def remembered(build: Callable[P, T]) -> Callable[P, T]:
    """Decorate a factory that writes rows and answers something that can be pickled."""

    @wraps(build)
    def again(*args: Any, **kwargs: Any) -> Any:
        before = read()
        key = f"{build.__module__}.{build.__name__} {asked((args, kwargs))} {seal(before)}"
        if memory := _memories.get(key):
            _memories.move_to_end(key)
            write(memory)
            return pickle.loads(memory.answer)
        answer = build(*args, **kwargs)
        _memories[key] = difference(before, read(), answer)
        if len(_memories) > AT_MOST:
            _memories.popitem(last=False)
        return answer

    return again


def asked(value: Any) -> str:
    """What a factory is asked, in words that are the same for the same rows."""
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(asked(one) for one in value)}]"
    if isinstance(value, dict):
        return asked(sorted(value.items()))
    return value.isoformat() if isinstance(value, datetime) else repr(value)


# Rows as the database holds them


@cache
def kinds() -> tuple[type[models.Model], ...]:
    """Every model with a table, but for what Django itself writes after a migration."""
    models_ = apps.get_models(include_auto_created=True)
    return tuple(one for one in models_ if one not in {ContentType, Permission})


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns, the primary key first."""
    own = [one for one in model._meta.concrete_fields if not one.primary_key]
    return (key_of(model), *(one.column for one in own))


def key_of(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return str(model._meta.pk.column)


def quoted(*names: str) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def read() -> Tables:
    """All rows of all tables that have any, by primary key."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {quoted(model._meta.db_table)})"
                for number, model in enumerate(kinds())
            )
        )
        filled = sorted(number for (number,) in cursor.fetchall())
        return {model: dict(_rows(cursor, model)) for model in (kinds()[one] for one in filled)}


def _rows(cursor: Any, model: type[models.Model]) -> Iterator[tuple[Any, Row]]:
    table, key = quoted(model._meta.db_table), quoted(key_of(model))
    cursor.execute(f"SELECT {quoted(*columns(model))} FROM {table} ORDER BY {key}")
    for row in cursor.fetchall():
        yield row[0], tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


def seal(tables: Tables) -> str:
    found = hashlib.sha256()
    for model, rows in tables.items():
        found.update(f"{model._meta.label}{list(rows.values())!r}".encode())
    return found.hexdigest()


def difference(before: Tables, after: Tables, answer: Any) -> Memory:
    added, changed, gone = {}, {}, {}
    for model in kinds():
        old, new = before.get(model, {}), after.get(model, {})
        added[model] = [row for key, row in new.items() if key not in old]
        changed[model] = [row for key, row in new.items() if key in old and old[key] != row]
        gone[model] = [key for key in old if key not in new]
    return Memory(added, changed, gone, pickle.dumps(answer))


@transaction.atomic
def write(memory: Memory) -> None:
    """Put the rows there; keys between them are checked at the end, as ever."""
    with connection.cursor() as cursor:
        for model, keys in memory.gone.items():
            for key in keys:
                name = quoted(key_of(model))
                cursor.execute(
                    f"DELETE FROM {quoted(model._meta.db_table)} WHERE {name} = %s", [key]
                )
        for model, rows in memory.changed.items():
            for row in rows:
                _change(cursor, model, row)
        for model, rows in memory.added.items():
            for first in range(0, len(rows), AT_ONCE):
                _add(cursor, model, rows[first : first + AT_ONCE])


def _change(cursor: Any, model: type[models.Model], row: Row) -> None:
    key, *others = columns(model)
    given = ", ".join(f"{quoted(one)} = %s" for one in others)
    where = f"WHERE {quoted(key)} = %s"
    cursor.execute(f"UPDATE {quoted(model._meta.db_table)} SET {given} {where}", [*row[1:], row[0]])


def _add(cursor: Any, model: type[models.Model], rows: list[Row]) -> None:
    places = f"({', '.join(['%s'] * len(columns(model)))})"
    values = ", ".join([places] * len(rows))
    cursor.execute(
        f"INSERT INTO {quoted(model._meta.db_table)} ({quoted(*columns(model))}) VALUES {values}",
        [value for row in rows for value in row],
    )
