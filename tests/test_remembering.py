"""A world that is put back is, row for row, the one that was built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.kernel import journal
from tests.factories.accounts import OrganisationFactory
from tests.factories.applications import complete_application
from tests.remembering import read, remembered

pytestmark = pytest.mark.django_db


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def factory() -> tuple[Callable[..., Person], list[str]]:
    """Renames the first body there is, removes all others, makes a person; notes each building."""
    built: list[str] = []

    @remembered
    def make(name: str) -> Person:
        built.append(name)
        first = Organisation.objects.order_by("pk").first()
        Organisation.objects.filter(pk=first.pk).update(name="Renamed")  # type: ignore[union-attr]
        Organisation.objects.exclude(pk=first.pk).delete()  # type: ignore[union-attr]
        return Person.objects.create_user(f"{name}@cordata.example", name=name)

    return make, built


def test_the_same_rows_are_there_the_second_time(factory: Any) -> None:
    make, built = factory
    OrganisationFactory.create_batch(2)
    with undone():
        first, rows = make("camille"), read()
    with undone():
        second = make("camille")

        assert built == ["camille"]
        assert read() == rows
        assert (second.pk, second.pid, second.name) == (first.pk, first.pid, first.name)
        assert Organisation.objects.get().name == "Renamed"


def test_another_row_or_another_question_is_built_anew(factory: Any) -> None:
    make, built = factory
    OrganisationFactory()
    with undone():
        make("camille")
    with undone():
        make("elena")
    Organisation.objects.update(city="Aoste")
    with undone():
        make("camille")

    assert built == ["camille", "elena", "camille"]


def test_a_whole_file_put_back_can_be_worked_on(call: Any, at: datetime) -> None:
    """Its journal holds, its keys are sound, new rows come after those put back."""
    with undone():
        first = complete_application(call, at)
        rows = read()
    again = complete_application(call, at)

    assert again.application.pid == first.application.pid
    assert read() == rows
    assert list(journal.verify()) == []
    assert Person.objects.create_user("new@cordata.example").pk > again.signatory.pk
