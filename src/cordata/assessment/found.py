"""How many findings of a sealed file have a verdict, counted where they lie: a list need not
read the forty-five findings of each of its files."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler

from cordata.rules.finding import Outcome

SQLITE = "(SELECT COUNT(*) FROM JSON_EACH(%(expressions)s) WHERE value ->> 'verdict' = '{}')"
POSTGRESQL = (
    "(SELECT COUNT(*) FROM JSONB_ARRAY_ELEMENTS(%(expressions)s) AS found"
    " WHERE found ->> 'verdict' = '{}')"
)


class Found(Func):
    """`Found("submission__findings", Outcome.UNMET)`: their number."""

    output_field = IntegerField()

    def __init__(self, findings: str, verdict: Outcome) -> None:
        super().__init__(findings)
        self.verdict = verdict

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=SQLITE.format(self.verdict.value))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=POSTGRESQL.format(self.verdict.value))
