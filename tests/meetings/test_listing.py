"""The list of people registered to take away, CSV or XLSX, whatever its length."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.desk.breach import breach_pack
from cordata.kernel.clock import held_at
from cordata.meetings import guest_listing, listing, queries
from cordata.web.spreadsheets import as_csv, as_xlsx
from tests.factories.meetings import invited, registered

pytestmark = pytest.mark.django_db

HALF_A_MB = 500_000  # what waits to leave together, not the people


def test_there_is_one_line_a_person(meeting: Any, at: Any) -> None:
    some = meeting()
    registered(some, at, name="=HYPERLINK(1)", organisation='Comune; "d’Aosta"')
    head, line = listing.rows_of(queries.people_of(some), some)
    assert line[:3] == ["=HYPERLINK(1)", line[1], 'Comune; "d’Aosta"']
    assert len(head) == len(line)


def test_the_whole_file_speaks_the_language_of_the_page(meeting: Any, at: Any) -> None:
    """It is written after the page has answered, when another language may be spoken."""
    some = meeting()
    registered(some, at)
    with override("it"):
        rows = listing.rows_of(queries.people_of(some), some)
    with override("fr"):
        head = next(rows)
    assert head[0] == "Nome"


@pytest.mark.parametrize("name", ["meetings:export", "meetings:export_xlsx"])
@pytest.mark.counting
def test_one_and_thirty_cost_the_same(
    client: Any, meeting: Any, at: Any, person: Any, name: str, django_assert_max_num_queries: Any
) -> None:
    some = meeting(places=None)
    client.force_login(person("olga", roles=("organiser",)))
    counts = []
    for number in (1, 29):
        for _one in range(number):
            registered(some, at)
        with django_assert_max_num_queries(20) as spent:
            assert client.get(reverse(name, args=[some.pid])).getvalue()
        counts.append(len(spent))
    assert counts[0] == counts[1]


def people(meeting: Any) -> Iterator[list[str]]:
    return listing.rows_of(queries.people_of(meeting), meeting)


def guests(meeting: Any) -> Iterator[list[str]]:
    return guest_listing.rows_of(queries.guests_of(meeting), meeting)


@pytest.mark.parametrize(
    ("first", "rows", "write"),
    [(registered, people, as_csv), (registered, people, as_xlsx), (invited, guests, as_csv)],
)
def test_a_long_list_leaves_without_being_held(
    meeting: Any, at: Any, first: Any, rows: Any, write: Any
) -> None:
    """Five times the people, the same memory: nobody who was written is kept, not even until the
    next collection of waste."""
    some = meeting(places=None)
    like = first(some, at)
    peaks = []
    for number in (600, 3000):
        crowd(like, number)
        peaks.append(peak_of(lambda: write(rows(some))))
    few, many = peaks
    assert many - few < HALF_A_MB


def crowd(like: Any, number: int) -> None:
    """Copies of `like` until the meeting has so many."""
    model, there = type(like), type(like).objects.filter(meeting=like.meeting).count()
    values = {field.attname: getattr(like, field.attname) for field in model._meta.fields}
    own = ("id", "pid", "email")
    shared = {name: value for name, value in values.items() if name not in own}
    model.objects.bulk_create(
        (model(**shared, email=f"{one}@cordata.example") for one in range(there, number)), 500
    )


def peak_of(file: Callable[[], Iterator[bytes]]) -> int:
    """The most bytes held while `file` leaves, when only what nothing points at is freed."""
    list(file())  # templates, catalogues: what is needed once stays
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _part in file():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


@pytest.mark.parametrize("ending", ["", "_xlsx"])
def test_acc_09_who_takes_the_list_away_is_found_after_a_breach(
    client: Any, meeting: Any, at: Any, person: Any, ending: str
) -> None:
    """With whom to tell; looking at the page is no such line."""
    some, olga = meeting(), person("olga", roles=("organiser",))
    elena, guest = registered(some, at), invited(some, at)
    client.force_login(olga)
    client.get(reverse("meetings:people", args=[some.pid]))
    assert breach_pack(at, at)["readings"] == []

    for name in ("export", "guests_export"):
        with held_at(at):
            client.get(reverse(f"meetings:{name}{ending}", args=[some.pid]))

    pack = breach_pack(at, at, files=[some.code])
    assert [(one["email"], one["what"]) for one in pack["readings"]] == [
        (olga.email, "people"),
        (olga.email, "guests"),
    ]
    assert [one["email"] for one in pack["concerned"]] == [elena.email, guest.email]
