"""What every test may stand on: the packs, an open call, people, a held clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cordata.kernel import clock
from cordata.packs import Pack, load

PACKS = Path(__file__).parent.parent / "packs"
DEMO_INSTANT = datetime(2025, 2, 3, 8, 0, tzinfo=UTC)  # Annecy is ten days ahead


@pytest.fixture(scope="session")
def alcotra() -> Pack:
    return load(PACKS / "alcotra-microprojects")


@pytest.fixture(scope="session")
def aurora() -> Pack:
    return load(PACKS / "aurora-small-scale")


@pytest.fixture
def at() -> Iterator[datetime]:
    """3 February 2025, 09:00 in Paris and Rome; the clock is held there."""
    with clock.held_at(DEMO_INSTANT):
        yield DEMO_INSTANT


@pytest.fixture
def programme(db: None, alcotra: Pack, at: datetime) -> Any:
    from cordata.kernel.journal import SYSTEM
    from cordata.programme.actions import load_pack

    return load_pack(alcotra, by=SYSTEM, at=at)


@pytest.fixture
def call(programme: Any) -> Any:
    """The second call, open."""
    return programme.calls.get(code="microprojets-2")


@pytest.fixture
def aurora_call(db: None, aurora: Pack, at: datetime) -> Any:
    from cordata.kernel.journal import SYSTEM
    from cordata.programme.actions import load_pack

    return load_pack(aurora, by=SYSTEM, at=at).calls.first()


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """`person("camille")` creates somebody; `roles=("officer",)` grants them roles."""
    from cordata.accounts.models import Grant, Person

    def make(name: str, *, roles: tuple[str, ...] = (), scope: str = "", **fields: Any) -> Any:
        someone = Person.objects.create_user(f"{name}@cordata.example", name=name.title(), **fields)
        for role in roles:
            Grant.objects.create(
                person=someone,
                role=role,
                scope=scope,
                starts_at=datetime(2020, 1, 1, tzinfo=UTC),
                granted_by="system",
            )
        return someone

    return make


@pytest.fixture(autouse=True, scope="session")
def emptying_a_test_database_may_touch_the_journal() -> Iterator[None]:
    """Django empties the tables after a test with real transactions; the guards of the journal
    and of sealed facts step aside for that one moment, on PostgreSQL, where it truncates."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self: Any, statements: list[str]) -> None:
        role = "SET session_replication_role = "
        flush(self, [f"{role}replica", *statements, f"{role}DEFAULT"])

    DatabaseOperations.execute_sql_flush = unguarded
    yield
    DatabaseOperations.execute_sql_flush = flush
