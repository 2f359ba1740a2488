"""A prepared query answers what the ordinary one does, with the values of the moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, Count

from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.programme.models import Call, Programme

pytestmark = pytest.mark.django_db

opened: Prepared[Call] = Prepared(
    lambda: (
        Call.objects.filter(programme__code=Given("code", CharField()), opens_at__lte=NOW)
        .select_related("programme")
        .order_by("opens_at")
    )
)
counted: Prepared[tuple[str, int]] = Prepared(
    lambda: (
        Programme.objects.filter(pk=Given("programme"))
        .values_list("code")
        .annotate(number=Count("calls"))
    )
)


def ordinary(programme: Programme, at: datetime) -> list[Call]:
    found = Call.objects.filter(programme=programme, opens_at__lte=at)
    return list(found.order_by("opens_at"))


def test_its_rows_are_those_of_the_queryset(programme: Programme, at: datetime) -> None:
    for instant in (at, at - timedelta(days=300), at - timedelta(days=3000)):
        assert opened.rows(code=programme.code, at=instant) == ordinary(programme, instant)
    assert counted.rows(programme=programme.pk) == [(programme.code, programme.calls.count())]


def test_it_is_one_query_with_everything_it_selects(
    programme: Programme, at: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        rows = opened.rows(code=programme.code, at=at)
        assert {call.programme.code for call in rows} == {programme.code}


def test_it_sees_what_changed_since(programme: Programme, at: datetime) -> None:
    before = opened.rows(code=programme.code, at=at)
    before[0].opens_at -= timedelta(days=1)
    before[0].save()

    assert opened.rows(code=programme.code, at=at)[0].opens_at == before[0].opens_at


def test_a_value_left_out_is_a_mistake(programme: Programme) -> None:
    with pytest.raises(KeyError):
        opened.rows(code=programme.code)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection(at: datetime) -> None:
    def ask(number: int) -> list[Call]:
        try:
            return opened.rows(code=f"nobody-{number}", at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(8))) == [[]] * 8
