"""The list of people registered to take away, CSV or XLSX, whatever its length."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.desk.breach import breach_pack
from cordata.kernel.clock import held_at
from cordata.meetings import listing, queries
from tests.factories.meetings import invited, registered

pytestmark = pytest.mark.django_db


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
