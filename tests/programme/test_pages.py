"""The public pages: for everyone, in every language, in four queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel import clock
from cordata.kernel.models import Event
from cordata.programme.models import Call, Programme, Publication
from cordata.programme.timetable import countdown
from tests.factories.programme import PublicationFactory

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "calls/",
    "calls/microprojets-2/",
    "calls/microprojets-1/",
    "eligible/",
    "help/",
    "map/",
    "news/",
    "status/",
    "accessibility/",
    "privacy/",
    "legal/",
    "pages/about/",
    "calls/microprojets-2/grid/",
    "calls/microprojets-2/form/",
)
ANSWERS = "country=FR&legal_type=association&partner=yes&total=60 000"


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_takes_at_most_four_queries(
    client: Client, call: Call, django_assert_max_num_queries: Any, path: str, language: str
) -> None:
    client.get(f"/{language}/{path}")  # definitions are thawed once a process

    with django_assert_max_num_queries(4 + settings.REHEARSAL):  # a rehearsal reads its clock, too
        response = client.get(f"/{language}/{path}")

    assert response.status_code == 200


@pytest.mark.counting
def test_thirty_news_cost_the_same_as_one(
    client: Client, call: Call, django_assert_num_queries: Any
) -> None:
    PublicationFactory(programme=call.programme, call=call)
    paths = ("/fr/news/", "/fr/calls/microprojets-2/")
    client.get(paths[1])
    with CaptureQueriesContext(connection) as one:
        for path in paths:
            client.get(path)
    PublicationFactory.create_batch(29, programme=call.programme, call=call)
    with django_assert_num_queries(len(one)):
        for path in paths:
            client.get(path)


def test_the_call_says_its_hour_with_the_zone_named(client: Client, call: Call) -> None:
    """TIM-01."""
    page = client.get("/it/calls/microprojets-2/").content.decode()

    assert "23 aprile 2025 alle 12:00" in page
    assert "ora di Parigi e Roma" in page


@pytest.mark.parametrize(
    ("left", "days", "hours", "minutes"),
    [
        (timedelta(days=86, hours=3), 86, 3, 0),
        (timedelta(days=1), 1, 0, 0),
        (timedelta(hours=23, minutes=59, seconds=59), 0, 23, 59),
        (timedelta(minutes=5), 0, 0, 5),
        (timedelta(0), 0, 0, 0),
    ],
)
def test_the_countdown_speaks_in_days_until_the_last(
    call: Call, left: timedelta, days: int, hours: int, minutes: int
) -> None:
    shown = countdown(call, call.closes_at - left)

    assert (shown.state, shown.days, shown.hours, shown.minutes) == ("open", days, hours, minutes)
    assert shown.is_last_day is (days == 0)


def test_the_last_day_is_counted_in_hours_and_minutes(client: Client, call: Call) -> None:
    with clock.held_at(call.closes_at - timedelta(hours=5, minutes=12)):
        page = client.get("/fr/calls/microprojets-2/").content.decode()

    assert "<strong>5</strong>" in page
    assert "<strong>12</strong>" in page


@pytest.mark.parametrize("page", ["", "calls/", "calls/microprojets-2/"])
@pytest.mark.parametrize(("seconds", "closed"), [(0, False), (1, True)])
def test_a_call_reads_closed_from_the_second_after_its_closing(
    client: Client, call: Call, page: str, seconds: int, closed: bool
) -> None:
    """TIM-01: the worker moves the call within its minute; no reader waits for that."""
    with clock.held_at(call.closes_at + timedelta(seconds=seconds)):
        shown = client.get(f"/fr/{page}").content.decode()
    assert ("ouvert\n" in shown or "ouvert<" in shown) is not closed


def test_a_closed_call_offers_no_application(client: Client, call: Call) -> None:
    with clock.held_at(call.closes_at + timedelta(seconds=1)):
        page = client.get("/fr/calls/microprojets-2/").content.decode()

    assert "/applications/start/" not in page


def test_results_stay_hidden_until_their_day(client: Client, call: Call) -> None:
    """ACC-11."""
    url = "/fr/calls/microprojets-2/"
    with clock.held_at(datetime(2025, 11, 12, 12, tzinfo=UTC)):
        before = client.get(url).content.decode()
    with clock.held_at(datetime(2025, 11, 13, 12, tzinfo=UTC)):
        after = client.get(url).content.decode()

    assert "Chambéry" not in before.split("Calendrier")[0]
    assert "Chambéry" in after.split("Calendrier")[0]


def test_a_call_in_preparation_is_nobody_s_business(
    client: Client, db: None, alcotra: Any, at: datetime
) -> None:
    from cordata.kernel.journal import SYSTEM
    from cordata.programme.actions import load_pack

    load_pack(alcotra, by=SYSTEM, at=at, draft=True)

    assert client.get("/fr/calls/microprojets-2/").status_code == 404
    assert client.get("/fr/").status_code == 200


def test_an_empty_installation_says_so(client: Client, db: None) -> None:
    assert client.get("/fr/").status_code == 200
    assert client.get("/fr/calls/").status_code == 200
    assert client.get("/fr/help/").status_code == 404


def test_calls_of_another_programme_are_reached_under_their_own_code(
    client: Client, call: Call, aurora_call: Call
) -> None:
    listed = client.get("/en/calls/").content.decode()

    assert aurora_call.code not in listed
    assert client.get(f"/en/calls/{aurora_call.code}/").status_code == 200


# Am I eligible?


@pytest.mark.parametrize(
    ("answers", "holds", "unmet"),
    [
        (ANSWERS, True, []),
        (ANSWERS.replace("yes", "no"), False, ["partnership.countries"]),
        (ANSWERS.replace("60 000", "75 000,00"), True, []),
        (ANSWERS.replace("60 000", "75 000,01"), False, ["budget.total"]),
        (ANSWERS.replace("60 000", "24999.99"), False, ["budget.total"]),
        (ANSWERS.replace("association", "other"), False, ["partner.type"]),
        (ANSWERS.replace("FR", "elsewhere"), False, ["lead.area", "partnership.countries"]),
    ],
)
def test_four_answers_are_judged_by_the_rules_of_the_call(
    client: Client, call: Call, answers: str, holds: bool, unmet: list[str]
) -> None:
    before = Event.objects.count()

    result = client.get(f"/fr/eligible/?{answers}").context["result"]

    assert result.holds is holds
    assert [f.code for f in result.findings if f.verdict == "unmet"] == unmet
    assert Event.objects.count() == before  # nothing is stored


@pytest.mark.parametrize("total", ["", "abc", "1.234", "-5", "9" * 40, "\u202e12"])
def test_an_unreadable_amount_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, call: Call, total: str
) -> None:
    response = client.get("/fr/eligible/", {"country": "FR", "partner": "yes", "total": total})

    assert response.status_code == 200
    assert response.context["form"].errors["total"]
    assert response.context["result"] is None


# Feeds


def test_the_calendar_holds_every_announced_date(client: Client, call: Call) -> None:
    response = client.get("/fr/calls/microprojets-2/calendar.ics")
    lines = response.content.decode().split("\r\n")

    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20250423T100000Z" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("20250613" in line for line in lines)  # decided later


def test_news_are_followed_by_atom(client: Client, call: Call) -> None:
    PublicationFactory(programme=call.programme, titles={"fr": "Neige & pluie", "it": "Neve"})

    feed = client.get("/fr/news.atom")

    assert "Neige &amp; pluie" in feed.content.decode()
    assert feed["Content-Type"].startswith("application/atom+xml")


def test_markdown_of_a_publication_runs_no_script(client: Client, call: Call) -> None:
    bad = "<script>alert(1)</script> [x](javascript:alert(1))"
    PublicationFactory(programme=call.programme, call=call, texts={"fr": bad})

    page = client.get("/fr/news/").content.decode()

    assert "<script>alert" not in page
    assert "javascript:alert" not in page.replace("[x](javascript:alert(1))", "")


# Staff


@pytest.mark.parametrize(
    ("roles", "status"), [((), 403), (("officer",), 200), (("auditor",), 200), (("assessor",), 403)]
)
def test_staff_see_every_assumption_first(
    client: Client, call: Call, person: Any, roles: tuple[str, ...], status: int
) -> None:
    client.force_login(person("someone", roles=roles))

    response = client.get("/fr/calls/microprojets-2/provenance/")

    assert response.status_code == status
    if status == 200:
        assert response.context["groups"][0][0] == "assumption"
        assert response.context["groups"][0][1]


def test_the_authority_records_a_decision_and_the_public_reads_it(
    client: Client, call: Call, person: Any
) -> None:
    client.force_login(person("authority", roles=("authority",)))
    sent = {
        "theme": "education",
        "amount": "650 000,00",
        "decided_on": "2025-02-01",
        "reference": "CS 2025/1",
        **{f"reason_{code}": f"Demande forte {code}" for code in ("fr", "it", "en")},
    }

    response = client.post("/fr/calls/microprojets-2/envelope/", sent)

    assert response.status_code == 302
    page = Client().get("/it/calls/microprojets-2/").content.decode()
    assert "650.000" in page
    assert "Demande forte it" in page


def test_an_officer_cannot_move_an_envelope(client: Client, call: Call, person: Any) -> None:
    client.force_login(person("officer", roles=("officer",)))

    assert client.get("/fr/calls/microprojets-2/envelope/").status_code == 403


def test_an_answer_is_published_in_every_language_at_once(
    client: Client, call: Call, person: Any
) -> None:
    client.force_login(person("press", roles=("communication",)))
    sent = {"kind": "faq"}
    for code in ("fr", "it", "en"):
        sent |= {f"title_{code}": f"Question {code}", f"text_{code}": f"Réponse {code}"}

    assert (
        client.post("/fr/calls/microprojets-2/publish/", sent | {"text_it": ""}).status_code == 422
    )
    assert client.post("/fr/calls/microprojets-2/publish/", sent).status_code == 302
    assert Publication.objects.get().call == call
    assert "Question it" in Client().get("/it/calls/microprojets-2/").content.decode()


def test_every_address_works_in_every_language(client: Client, call: Call) -> None:
    for language in ("fr", "it", "en"):
        with override(language):
            assert reverse("programme:home") == f"/{language}/"


def test_the_bar_names_the_programme(client: Client, programme: Programme) -> None:
    assert "Interreg Francia-Italia ALCOTRA" in client.get("/it/").content.decode()
