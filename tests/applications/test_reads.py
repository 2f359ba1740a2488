"""ACC-09: who opens a whole file is noted, once a person, file and day, and can be looked up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.actions import invite_guest, submit_application
from cordata.applications.reads import KIND
from cordata.assessment.models import Review
from cordata.documents.models import Sealed
from cordata.kernel.clock import held_at
from cordata.kernel.journal import verify
from cordata.kernel.models import Event
from tests.access.worlds import annexed, stored
from tests.factories.applications import STATED, complete_application
from tests.factories.assessment import consolidated, eligible, filed, given_to, review_of, staff
from tests.factories.selection import prepared, sitting_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def opened(person: Person, name: str, **kwargs: Any) -> int:
    with override("fr"):
        return browser(person).get(reverse(name, kwargs=kwargs)).status_code


def lines() -> list[tuple[str, str]]:
    """Who opened what first, in order."""
    events = Event.objects.filter(kind=KIND).order_by("number")
    return [(one.actor, one.data["what"]) for one in events]


@pytest.fixture
def officer() -> Person:
    return staff("Odile Officier", "officer")


@pytest.fixture
def review(call: Any, at: datetime) -> Review:
    return review_of(filed(call, at))


def test_each_way_to_a_whole_file_leaves_its_line(call: Any, at: datetime, officer: Person) -> None:
    """Text, examination, annex, receipt and dossier by the secretariat; each on its own day."""
    cast = complete_application(call, at)
    annex = annexed(cast.application, at, cast)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    application, review = cast.application, review_of(cast)
    Sealed.objects.update(dossier=stored(at))
    ways = [
        ("assessment:text", {"pid": review.pid}, "text"),
        ("assessment:review", {"pid": review.pid}, "examination"),
        ("assessment:annex", {"pid": review.pid, "annex": annex}, "annex"),
        ("applications:receipt", {"pid": application.pid}, "receipt"),
        ("applications:dossier", {"pid": application.pid}, "dossier"),
    ]
    for number, (name, kwargs, what) in enumerate(ways):
        with held_at(at + number * DAY):
            assert opened(officer, name, **kwargs) == 200
        assert lines()[-1] == (officer.actor_key, what)
    assert len(lines()) == 5
    assert list(verify()) == []


def test_an_assessor_and_the_committee_leave_theirs(call: Any, at: datetime) -> None:
    review = consolidated(call, at)
    session, later = prepared(call), sitting_at(call)
    chair, assessor = staff("Chiara Presidente", "chair"), staff("Anna Assessore", "assessor")
    officer = staff("Odile Officier", "officer")
    other = eligible(review_of(filed(call, at)), by=officer, at=later)
    sheet = given_to(other, assessor, by=officer, at=later)
    with held_at(later):
        assert opened(assessor, "assessment:sheet", pid=sheet.pid) == 200
        done = review.assignments.get(assessor=assessor)  # the file behind it is closed by now
        assert opened(assessor, "assessment:sheet", pid=done.pid) == 200
        decision = session.decisions.get()
        assert opened(chair, "selection:file", pid=session.pid, decision=decision.pid) == 200
    assert lines() == [(assessor.actor_key, "sheet"), (chair.actor_key, "committee")]


def test_one_line_a_person_file_and_day(review: Review, at: datetime, officer: Person) -> None:
    auditor = staff("Aldo Auditore", "auditor")
    for person in (officer, officer, auditor, officer):
        assert opened(person, "assessment:text", pid=review.pid) == 200
    assert lines() == [(officer.actor_key, "text"), (auditor.actor_key, "text")]
    with held_at(at + DAY):
        opened(officer, "assessment:text", pid=review.pid)
    assert len(lines()) == 3


def test_partners_leave_no_line_and_see_none(call: Any, at: datetime, officer: Person) -> None:
    cast = filed(call, at)
    for person in (cast.editor, cast.partner_editor):
        assert opened(person, "applications:receipt", pid=cast.application.pid) == 200
        assert opened(person, "applications:detail", pid=cast.application.pid) == 200
    assert lines() == []
    for number in range(14):  # enough to push everything else off the last dozen
        with held_at(at + number * DAY):
            opened(officer, "applications:receipt", pid=cast.application.pid)
    with override("fr"):
        path = reverse("applications:detail", args=[cast.application.pid])
    shown = browser(cast.editor).get(path).content.decode()
    assert "Odile" not in shown
    assert "a déposé la candidature" in shown


def test_a_guest_of_a_draft_leaves_one(call: Any, at: datetime, person: Any) -> None:
    cast, guest = complete_application(call, at), person("guest")
    invite_guest(cast.application, guest.email, "adviser", until=at + DAY, by=cast.editor, at=at)
    for name in ("detail", "budget", "project"):
        assert opened(guest, f"applications:{name}", pid=cast.application.pid) == 200
    assert lines() == [(guest.actor_key, "draft")]


def test_who_may_not_read_leaves_none(review: Review, at: datetime, person: Any) -> None:
    assert opened(person("stranger"), "assessment:text", pid=review.pid) == 404
    assert lines() == []


@pytest.mark.parametrize("page", ["text", "review"])
def test_reading_again_asks_once_and_writes_nothing(
    review: Review, officer: Person, page: str
) -> None:
    """The write lock is taken by the first opening of a day only."""
    client = browser(officer)
    with override("fr"):
        path = reverse(f"assessment:{page}", args=[review.pid])
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    sql = [one["sql"] for one in queries]
    assert not any(text.startswith(("INSERT", "UPDATE", "BEGIN", "SAVEPOINT")) for text in sql)
    assert sum("kernel_event" in text and KIND in text for text in sql) == 1


# Looking it up


def test_who_read_this_file_is_answered_by_number_and_by_person(
    call: Any, at: datetime, officer: Person
) -> None:
    first, second = (review_of(filed(call, at)) for _ in range(2))
    for review in (first, second):
        opened(officer, "assessment:text", pid=review.pid)
    watcher = staff("Diane Donnees", "data_protection")
    with override("fr"):
        path = reverse("desk:reads")
    both = browser(watcher).get(path).content.decode()
    one = browser(watcher).get(path, {"file": first.application.number}).content.decode()
    by_person = browser(watcher).get(path, {"person": "odile"}).content.decode()
    nobody = browser(watcher).get(path, {"person": "nessuno"}).content.decode()

    assert first.application.number in both
    assert second.application.number in both
    assert first.application.number in one
    assert second.application.number not in one
    assert by_person.count("Odile Officier") == 2
    assert "Aucune lecture" in nobody


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_and_for_thirty(
    call: Any, review: Review, at: datetime, officer: Person
) -> None:
    watcher = browser(staff("Aldo Auditore", "auditor"))
    with override("fr"):
        path = reverse("desk:reads")

    def read() -> int:
        with CaptureQueriesContext(connection) as queries:
            watcher.get(path)
        return len(queries)

    opened(officer, "assessment:text", pid=review.pid)
    read()
    few = read()
    for number in range(29):
        with held_at(at + number * DAY):
            opened(officer, "assessment:text", pid=review.pid)
    assert read() == few
