"""One box for the staff: everything they may see, nothing else, whatever the accents."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cordata.accounts.models import Person
from cordata.desk.search import SHOWN, search
from cordata.meetings.models import Meeting
from cordata.programme.models import Call
from tests.conftest import ALCOTRA
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PersonFactory
from tests.factories.applications import SEMNOZ, VALFREDDA, organisation, people, started
from tests.factories.assessment import filed, staff
from tests.factories.meetings import question
from tests.factories.programme import meetings_of

pytestmark = pytest.mark.django_db


def officer() -> Person:
    return staff("Odile Officier", "officer")


def kinds(person: Person, asked: str, at: datetime) -> dict[str, list[str]]:
    return {one.kind: [hit.text for hit in one.hits] for one in search(person, asked, at)}


@pytest.fixture
def annecy(call: Call, at: datetime) -> Meeting:
    meetings = meetings_of(ALCOTRA, call.programme, at)
    return next(one for one in meetings if one.code == "annecy-2025-02-13")


def test_a_file_is_found_by_number_acronym_and_partner(call: Call, at: datetime) -> None:
    application = filed(call, at).application
    application.acronym = "ÉTÉ-ALPI"
    application.save()
    shown = f"{application.number} · ÉTÉ-ALPI"
    partner = application.partners.all()[0].organisation.name

    for asked in (application.number, application.number.lower(), "ete alpi", partner, "Ete"):
        assert shown in kinds(officer(), asked, at)["files"], asked


def test_every_word_has_to_be_there(call: Call, at: datetime) -> None:
    number = filed(call, at).application.number
    assert "files" in kinds(officer(), number, at)
    assert kinds(officer(), f"{number} nowhere", at) == {}


def test_a_draft_is_found_by_nobody_who_may_not_open_it(call: Call, at: datetime) -> None:
    """ACC-02."""
    draft = started(call, at, SEMNOZ, VALFREDDA).application
    draft.acronym = "SECRETO"
    draft.save()

    assert kinds(officer(), "secreto", at) == {}
    assert kinds(officer(), draft.pid, at) == {}


@pytest.mark.parametrize("asked", ["evian", "ÉVIAN", "Évian", "musee d'évian"])
def test_accents_and_capitals_make_no_difference(db: None, at: datetime, asked: str) -> None:
    OrganisationFactory(name="Musée d’Évian")
    assert kinds(officer(), asked, at)["organisations"] == ["Musée d’Évian"]


def test_an_organisation_is_found_by_its_number_and_people_by_name_and_address(
    db: None, at: datetime
) -> None:
    body = OrganisationFactory(name="Ente")
    someone = PersonFactory(name="Zoë Brûlé", email="zoe@ente.example")
    MembershipFactory(organisation=body, person=someone)

    assert kinds(officer(), next(iter(body.identifier_values.values())), at)["organisations"]
    assert kinds(officer(), "zoe brule", at)["people"] == ["Zoë Brûlé"]
    assert kinds(officer(), "zoe@ente", at)["people"] == ["Zoë Brûlé"]


def test_what_was_merged_away_is_not_found(db: None, at: datetime) -> None:
    kept, gone = OrganisationFactory(name="Ente uno"), OrganisationFactory(name="Ente due")
    type(gone).objects.filter(pk=gone.pk).update(merged_into=kept, merged_at=at)

    assert kinds(officer(), "ente", at)["organisations"] == ["Ente uno"]


def test_an_organiser_finds_meetings_and_questions_and_no_organisation(
    annecy: Meeting, at: datetime
) -> None:
    """ACC-05."""
    OrganisationFactory(name="Annecy Montagne")
    question(annecy, at, text="Où se garer à Annecy ?")
    organiser = staff("Omar Organiser", "organiser", scope=f"meeting:{annecy.pid}")

    found = kinds(organiser, "annecy", at)

    assert set(found) == {"meetings", "questions"}
    assert found["questions"] == ["Où se garer à Annecy ?"]
    assert len(found["meetings"]) == 1


@pytest.mark.parametrize("asked", ["", " ", "a", "…", "' --"])
def test_less_than_two_letters_finds_nothing(db: None, at: datetime, asked: str) -> None:
    OrganisationFactory(name="a")
    assert search(officer(), asked, at) == []


def test_the_first_ones_are_shown_and_the_rest_counted(db: None, at: datetime) -> None:
    for number in range(SHOWN + 2):
        OrganisationFactory(name=f"Doppio {number:02}")

    found = search(officer(), "doppio", at)[0]

    assert (len(found.hits), found.count, found.left) == (SHOWN, SHOWN + 2, 2)


def test_the_desk_has_the_box_for_staff_alone(client: Client, call: Call, at: datetime) -> None:
    started(call, at, SEMNOZ, VALFREDDA)
    client.force_login(officer())
    assert 'role="search"' in client.get("/fr/desk/").text
    assert organisation(SEMNOZ).name in client.get("/fr/desk/search/?q=semnoz").text

    client.force_login(people(SEMNOZ)[0])
    assert 'role="search"' not in client.get("/fr/desk/").text
    assert client.get("/fr/desk/search/?q=semnoz").status_code == 403


def test_the_box_stands_above_every_page_of_staff_and_of_nobody_else(
    client: Client, call: Call
) -> None:
    """Once on each page, on the desk too."""
    pages = ("/fr/", "/fr/calls/", f"/fr/assessment/calls/{call.code}/", "/fr/desk/")
    client.force_login(officer())
    for page in pages:
        assert client.get(page).text.count('action="/fr/desk/search/"') == 1, page
    client.force_login(people(SEMNOZ)[0])
    assert "/desk/search/" not in client.get("/fr/applications/").text
    client.logout()
    assert "/desk/search/" not in client.get("/fr/").text


@pytest.mark.counting
def test_one_of_each_and_thirty_cost_the_same_queries(
    client: Client, call: Call, annecy: Meeting, at: datetime
) -> None:
    client.force_login(officer())

    def fill() -> None:
        body = OrganisationFactory(name="Trenta")
        MembershipFactory(organisation=body, person=PersonFactory(name="Trenta"))
        question(annecy, at, text="Trenta?")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/fr/desk/search/?q=trenta").status_code == 200
        return len(queries)

    fill()
    asked()
    few = asked()
    for _number in range(30):
        fill()
    assert asked() == few
