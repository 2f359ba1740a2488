"""Queries of the busiest pages: their SQL is written once a process, then only sent.

Writing a query costs Django many times what the database needs to answer it. A prepared query is
an ordinary one whose values are left open with `Given`; its rows are those the queryset gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(models.Expression):
    """A value known only when the query is sent: `filter(starts_at__gt=Given("at", ...))`."""

    def __init__(self, name: str, field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field or models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder; the parameter says whose."""
        return "%s", (self,)

    def value(self, given: Mapping[str, Any], connection: Any) -> Any:
        """What is sent in its place. Raises KeyError for a value that was not given."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


NOW = Given("at", models.DateTimeField())  # the instant the page is asked for
Instant = datetime | Given


class Prepared(Generic[Row]):
    """`Prepared(build)`: `build()` gives the queryset once; `rows(**given)` asks it."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._build = build

    def rows(self, **given: Any) -> list[Row]:
        """The rows of the queryset with these values, in one query."""
        asked = self._queryset.all()
        compiler = self._filled(given)
        asked.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(asked)

    def get(self, **given: Any) -> Row:
        """The one row with these values. Raises the model's `DoesNotExist`."""
        rows = self.rows(**given)
        if not rows:
            raise self._queryset.model.DoesNotExist
        return rows[0]

    def _filled(self, given: Mapping[str, Any]) -> SQLCompiler:
        written, sql, params = self._written
        compiler = copy(written)
        connection = compiler.connection = connections[self._queryset.db]
        sent = tuple(
            one.value(given, connection) if isinstance(one, Given) else one for one in params
        )
        compiler.as_sql = lambda *args, **kwargs: (sql, sent)  # type: ignore[method-assign]
        return compiler

    @cached_property
    def _queryset(self) -> models.QuerySet[Any, Row]:
        return self._build()

    @cached_property
    def _written(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._queryset.query.get_compiler(using=self._queryset.db)
        sql, params = compiler.as_sql()
        return compiler, sql, tuple(params)


def keep(thing: models.Model, relation: str, rows: list[Any]) -> None:
    """`thing.relation.all()` says these rows from now on, as after `prefetch_related`."""
    kept = getattr(thing, relation).all()
    kept._result_cache, kept._prefetch_done = rows, True
    thing.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = kept
