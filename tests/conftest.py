"""What every test may stand on: the packs, an open call, people, a held clock."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Template
from django.utils import translation

from cordata.kernel import clock
from cordata.packs import Pack, load
from tests import ready

PACKS = Path(__file__).parent.parent / "packs"
ALCOTRA, AURORA = "alcotra-microprojects", "aurora-small-scale"
PLAIN = Template._render  # as it is before Django's test runner has it note its context
DEMO_INSTANT = datetime(2025, 2, 3, 8, 0, tzinfo=UTC)  # Annecy is ten days ahead


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what may differ there runs again (docs/decisions/0016)."""
    if not on_sqlite():
        kept = set(in_one_language(one for one in items if may_differ(one)))
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = [one for one in items if one in kept]


def may_differ(item: pytest.Item) -> bool:
    """What asks a database, but for how often it is asked, and for what is told once more."""
    return asks_a_database(item) and not {"counting", "retold"} & {
        mark.name for mark in item.iter_markers()
    }


def in_one_language(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Of a test that is asked in several languages, the first: its sentences are no rows."""
    first: dict[str, Any] = {}
    for one in items:
        language = getattr(getattr(one, "callspec", None), "params", {}).get("language")
        if language == first.setdefault(one.nodeid.partition("[")[0], language):
            yield one


def asks_a_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "django_db_setup"} & {*getattr(item, "fixturenames", ())}
    return bool(names) or item.get_closest_marker("django_db") is not None


def pytest_collection_finish() -> None:
    """What has been imported stays: the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the tables are there before Django looks (`tests/ready.py`)."""
    return on_sqlite()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if on_sqlite():
        shutil.copy(ready.sqlite_tables(), settings.DATABASES["default"]["TEST"]["NAME"])


def on_sqlite() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


@cache
def pack_of(name: str) -> Pack:
    return load(PACKS / name)


@pytest.fixture(scope="session")
def alcotra() -> Pack:
    return pack_of(ALCOTRA)


@pytest.fixture(scope="session")
def aurora() -> Pack:
    return pack_of(AURORA)


@pytest.fixture
def at() -> Iterator[datetime]:
    """3 February 2025, 09:00 in Paris and Rome; the clock is held there."""
    with clock.held_at(DEMO_INSTANT):
        yield DEMO_INSTANT


@pytest.fixture
def programme(db: None, at: datetime) -> Any:
    from tests.factories.programme import loaded

    return loaded(ALCOTRA, at)


@pytest.fixture
def call(programme: Any) -> Any:
    """The second call, open."""
    return programme.calls.get(code="microprojets-2")


@pytest.fixture
def aurora_call(db: None, at: datetime) -> Any:
    from tests.factories.programme import loaded

    return loaded(AURORA, at).calls.first()


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


@pytest.fixture(scope="module")
def drawn_as_in_production() -> Iterator[None]:
    """No notes of every template's context, for tests that read only what is answered."""
    noting, Template._render = Template._render, PLAIN
    yield
    Template._render = noting


@pytest.fixture(autouse=True)
def no_language_of_the_test_before() -> None:
    """A page in Italian leaves the thread Italian; each test begins in the default language."""
    translation.deactivate()


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
