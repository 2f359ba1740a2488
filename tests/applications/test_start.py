"""Opening a draft, alone or with the partner one was introduced to; nothing typed twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cordata.applications.actions import start_application
from cordata.applications.models import Answer, Application
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import IntroductionState, SearchState
from tests.applications.test_pages import signed_in
from tests.factories.applications import SEMNOZ, VALFREDDA, organisation, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def introduction(call: Any, at: datetime) -> Introduction:
    """Valfredda answered the search of Semnoz, and Semnoz accepted."""
    author, asker = people(SEMNOZ)[0], people(VALFREDDA)[0]
    search = PartnerSearch.objects.create(
        call=call,
        organisation=organisation(SEMNOZ),
        author=author,
        state=SearchState.PUBLISHED,
        theme=call.definition.themes[0].code,
        titles={"fr": "Chemins de mémoire"},
        ideas={"fr": "Les récits sont conservés séparément."},
        created_at=at,
        published_at=at,
        expires_at=call.closes_at,
    )
    return Introduction.objects.create(
        search=search,
        asked_by=asker,
        organisation=organisation(VALFREDDA),
        state=IntroductionState.ACCEPTED,
        message="Bonjour",
        language="it",
        asked_at=at,
        answered_at=at,
    )


def test_an_introduction_becomes_a_draft_of_both(
    introduction: Any, call: Any, at: datetime
) -> None:
    draft = start_application(
        call=call,
        organisation=organisation(SEMNOZ),
        by=people(SEMNOZ)[1],
        at=at,
        introduction=introduction,
    )
    partners = list(draft.partners.values_list("organisation__name", "is_lead"))
    assert partners == [(SEMNOZ.name, True), (VALFREDDA.name, False)]
    assert draft.theme == introduction.search.theme
    assert Answer.objects.get(application=draft, field="title").text == "Chemins de mémoire"
    assert Answer.objects.get(application=draft, field="need").language == "fr"


def test_both_sides_open_the_same_draft(introduction: Any, call: Any, at: datetime) -> None:
    drafts = {
        start_application(
            call=call,
            organisation=organisation(side),
            by=people(side)[0],
            at=at,
            introduction=introduction,
        ).pk
        for side in (SEMNOZ, VALFREDDA)
    }
    assert len(drafts) == 1


def test_an_introduction_still_open_opens_nothing(
    introduction: Any, call: Any, at: datetime
) -> None:
    introduction.state = IntroductionState.ASKED
    introduction.save()
    with pytest.raises(NotPossible) as refusal:
        start_application(
            call=call,
            organisation=organisation(SEMNOZ),
            by=people(SEMNOZ)[0],
            at=at,
            introduction=introduction,
        )
    assert refusal.value.code == "application.start.not_introduced"


def test_the_same_page_sent_twice_is_one_draft(call: Any, at: datetime) -> None:
    """SUB-04."""
    client = signed_in(people(SEMNOZ)[0])
    address = f"/fr/applications/start/{call.code}/"
    sent = {"organisation": organisation(SEMNOZ).pid, "key": "one"}
    places = {client.post(address, sent)["Location"] for _click in range(3)}
    assert len(places) == 1
    assert Application.objects.count() == 1


def test_nobody_starts_for_an_organisation_of_others(call: Any, at: datetime) -> None:
    """ACC-03."""
    client = signed_in(people(SEMNOZ)[0])
    sent = {"organisation": organisation(VALFREDDA).pid, "key": "one"}
    answer = client.post(f"/fr/applications/start/{call.code}/", sent)
    assert answer.status_code == 422
    assert not Application.objects.exists()
    with pytest.raises(NotPossible):
        start_application(
            call=call, organisation=organisation(VALFREDDA), by=people(SEMNOZ)[0], at=at
        )


@pytest.mark.parametrize("late", [timedelta(microseconds=1), timedelta(days=9)])
def test_a_closed_call_opens_no_draft(call: Any, at: datetime, late: timedelta) -> None:
    with pytest.raises(NotPossible) as refusal:
        start_application(
            call=call,
            organisation=organisation(SEMNOZ),
            by=people(SEMNOZ)[0],
            at=call.closes_at + late,
        )
    assert refusal.value.code == "application.too_late"


def test_the_pages_of_an_introduction_are_for_its_two_sides(
    introduction: Any, at: datetime, person: Any
) -> None:
    address = f"/it/applications/start/from/{introduction.pid}/"
    assert signed_in(person("stranger")).get(address).status_code == 404
    client = signed_in(people(VALFREDDA)[0])
    assert client.get(address).status_code == 200
    sent = {"organisation": organisation(VALFREDDA).pid, "key": "x"}
    assert client.post(address, sent).status_code == 302
    lead = Application.objects.get().partners.get(is_lead=True)
    assert lead.organisation.name == VALFREDDA.name
