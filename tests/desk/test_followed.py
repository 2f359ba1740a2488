"""The path event -> idea -> draft -> filed -> funded, and who came and has begun nothing (issue 3).

Here because the path crosses all the steps.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Membership, Organisation
from cordata.applications.actions import submit_application
from cordata.applications.models import Application
from cordata.desk.followed import Path, follow_up_of, followers_of, path_of, paths_by_territory
from cordata.desk.models import Trail
from cordata.desk.trails import trails_of
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.matching.states import SearchState
from cordata.meetings import actions
from cordata.meetings.actions import Companion
from cordata.meetings.models import Meeting, Registration
from tests.conftest import ALCOTRA
from tests.factories.accounts import OrganisationFactory, PersonFactory
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    complete_application,
    member,
    organisation,
    started,
)
from tests.factories.matching import PartnerSearchFactory
from tests.factories.meetings import answers, meeting_with, registered
from tests.factories.programme import meetings_of
from tests.factories.selection import files, notified_at, released

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def annecy(programme: Any, at: datetime) -> Meeting:
    """Ten days ahead, with room for a hundred and nobody in it."""
    found = meetings_of(ALCOTRA, programme, at)
    return meeting_with(next(one for one in found if one.code.startswith("annecy")), places=100)


@pytest.fixture
def olga(client: Client, person: Any) -> Any:
    """An organiser, signed in."""
    olga = person("olga", roles=("organiser",))
    client.force_login(olga)
    return olga


def came(meeting: Meeting, at: datetime, **fields: Any) -> Registration:
    """Registered, and checked in as the meeting begins."""
    one = registered(meeting, at, **{"follow_up_consent": True} | fields)
    return actions.check_in(one.pid, by=SYSTEM, at=meeting.starts_at)


def after(meeting: Meeting) -> datetime:
    return meeting.ends_at + timedelta(hours=1)


def path(meeting: Meeting, until: datetime | None = None) -> Path:
    at = until or after(meeting)
    return path_of(followers_of(meeting, at), trails_of(meeting, at))


def counts(meeting: Meeting, until: datetime | None = None) -> tuple[int, ...]:
    """Registered, came, idea, draft, filed, funded."""
    return tuple(path(meeting, until).counts.values())


def listed(meeting: Meeting, until: datetime | None = None) -> list[Registration]:
    return list(follow_up_of(followers_of(meeting, until or after(meeting))).people)


def page(meeting: Meeting, name: str = "path", language: str = "fr") -> str:
    with override(language):
        return reverse(f"desk:{name}", args=[meeting.pid])


# Who is on the path, who is on the list


def test_who_had_a_place_and_did_not_come_is_counted_and_not_listed(annecy, at):
    one = came(annecy, at)
    registered(annecy, at, follow_up_consent=True)
    actions.close_attendance(annecy.pid, at=after(annecy))

    assert counts(annecy) == (2, 1, 0, 0, 0, 0)
    assert listed(annecy) == [one]


def test_who_cancelled_or_waits_is_not_on_the_path(annecy, at):
    small = meeting_with(annecy, places=1)
    one = registered(small, at)
    registered(small, at)  # waits
    assert counts(small) == (1, 0, 0, 0, 0, 0)

    actions.cancel_registration(one.pid, at=at)
    assert counts(small) == (0, 0, 0, 0, 0, 0)


def test_somebody_registered_at_two_meetings_came_to_the_one_they_came_to(annecy, at):
    other = meeting_with(annecy, places=10)
    came(annecy, at, email="elena@valfredda.example")
    registered(other, at, email="elena@valfredda.example")

    assert counts(annecy) == (1, 1, 0, 0, 0, 0)
    assert counts(other) == (1, 0, 0, 0, 0, 0)
    assert listed(other) == []


def test_who_came_to_both_of_a_series_counts_at_each(annecy, at):
    cuneo = meeting_with(
        annecy, starts_at=annecy.starts_at + timedelta(days=2),
        ends_at=annecy.ends_at + timedelta(days=2),
    )  # fmt: skip
    author = PersonFactory()
    for meeting in (annecy, cuneo):
        came(meeting, at, email=author.email)
    PartnerSearchFactory(call=annecy.call, author=author, published_at=after(annecy))

    assert counts(annecy) == (1, 1, 1, 0, 0, 0)
    assert counts(cuneo, after(cuneo)) == (1, 1, 1, 0, 0, 0)
    assert path(annecy).before["idea"] == 0
    assert path(cuneo, after(cuneo)).before["idea"] == 1  # begun between the two


def test_who_registered_again_after_cancelling_is_one_person(annecy, at):
    first = registered(annecy, at, email="elena@valfredda.example")
    actions.cancel_registration(first.pid, at=at)
    came(annecy, at, email="elena@valfredda.example")
    assert counts(annecy) == (1, 1, 0, 0, 0, 0)


# What counts as an idea, to the second


@pytest.mark.parametrize(("offset", "before"), [(-SECOND, 1), (timedelta(0), 0), (SECOND, 0)])
def test_what_was_begun_a_second_before_the_meeting_is_told_apart(annecy, at, offset, before):
    author = PersonFactory()
    came(annecy, at, email=author.email)
    begun = annecy.starts_at + offset
    PartnerSearchFactory(call=annecy.call, author=author, published_at=begun, created_at=at)

    assert counts(annecy) == (1, 1, 1, 0, 0, 0)
    assert path(annecy).before["idea"] == before
    assert listed(annecy) == []


def test_a_search_counts_from_the_second_it_is_published(annecy, at):
    author, published = PersonFactory(), after(annecy)
    one = came(annecy, at, email=author.email)
    PartnerSearchFactory(call=annecy.call, author=author, published_at=published)

    assert listed(annecy, published - SECOND) == [one]
    assert listed(annecy, published) == []


@pytest.mark.parametrize("state", [SearchState.WITHDRAWN, SearchState.EXPIRED, SearchState.MATCHED])
def test_an_idea_given_up_was_an_idea(annecy, at, state):
    author = PersonFactory()
    came(annecy, at, email=author.email)
    PartnerSearchFactory(call=annecy.call, author=author, state=state)
    assert counts(annecy)[2] == 1


def test_a_search_never_published_is_nobodys_business(annecy, at):
    author = PersonFactory()
    came(annecy, at, email=author.email)
    PartnerSearchFactory(
        call=annecy.call, author=author, state=SearchState.DRAFT, published_at=None
    )
    assert counts(annecy)[2] == 0


def test_what_was_begun_for_another_call_is_not_of_this_meeting(annecy, at):
    author = PersonFactory()
    one = came(annecy, at, email=author.email)
    other = annecy.programme.calls.exclude(pk=annecy.call.pk).get()
    PartnerSearchFactory(call=other, author=author)

    assert counts(annecy)[2] == 0
    assert listed(annecy) == [one]
    Meeting.objects.filter(pk=annecy.pk).update(call=None)
    assert counts(Meeting.objects.get(pk=annecy.pk))[2] == 1  # of no call: any of the programme


# By whom: the person, a colleague, the organisation


def test_a_draft_by_a_colleague_takes_one_off_the_list(annecy, call, at):
    lucie = member("lucie", organisation(SEMNOZ))
    one = came(annecy, at, email=lucie.email, organisation="")
    assert listed(annecy) == [one]

    started(call, at)  # camille opens it
    assert counts(annecy) == (1, 1, 1, 1, 0, 0)
    assert listed(annecy) == []


def test_a_partner_counts_like_the_lead(annecy, call, at):
    started(call, at)
    came(annecy, at, email="marco@marco.example", organisation="", country="IT")
    assert counts(annecy) == (1, 1, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("name", "country", "found"),
    [
        (SEMNOZ.name, "FR", 1),
        (f"  {SEMNOZ.name.upper().replace(' ', '  ')} ", "FR", 1),
        (SEMNOZ.name, "IT", 0),
        (f"{SEMNOZ.name} 2", "FR", 0),
        ("", "FR", 0),
    ],
)
def test_without_an_account_the_organisation_is_known_by_its_name_and_side(
    annecy, call, at, name, country, found
):
    started(call, at)
    came(annecy, at, organisation=name, country=country)
    assert counts(annecy)[3] == found


def test_a_name_that_two_bodies_have_tells_nobody(annecy, call, at):
    started(call, at)
    twin = OrganisationFactory(name=SEMNOZ.name, country="FR")
    PartnerSearchFactory(call=call, organisation=twin)
    came(annecy, at, organisation=SEMNOZ.name)
    assert counts(annecy)[2] == 0


@pytest.mark.parametrize(("offset", "found"), [(-SECOND, 0), (timedelta(0), 1)])
def test_who_left_the_organisation_before_the_meeting_no_longer_acts_for_it(
    annecy, call, at, offset, found
):
    started(call, at)
    came(annecy, at, email="lucie@lucie.example", organisation="")
    left = Membership.objects.filter(person__email="lucie@lucie.example")
    left.update(ended_at=annecy.starts_at + offset)
    assert counts(annecy)[3] == found


def test_an_account_whose_address_changed_is_still_found(annecy, at):
    author = PersonFactory()
    one = came(annecy, at, email=author.email)
    Registration.objects.filter(pk=one.pk).update(person=author)
    author.email = "new@elsewhere.example"
    author.save()
    PartnerSearchFactory(call=annecy.call, author=author)
    assert counts(annecy)[2] == 1


# Filed and funded, to the second


def test_filed_counts_from_its_receipt_and_stays_when_withdrawn(annecy, call, at):
    cast = complete_application(call, at)
    came(annecy, at, email=cast.editor.email)
    sent = after(annecy)
    assert counts(annecy, sent) == (1, 1, 1, 1, 0, 0)

    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key="one",
        statements=STATED,
        received_at=sent,
        at=sent,
    )
    assert counts(annecy, sent - SECOND) == (1, 1, 1, 1, 0, 0)
    assert counts(annecy, sent) == (1, 1, 1, 1, 1, 0)
    Application.objects.update(state="withdrawn")
    assert counts(annecy, sent) == (1, 1, 1, 1, 1, 0)


def test_acc_11_funded_counts_from_the_notification_and_not_a_second_before(annecy, call, at):
    lead = files(call, at, 4)[0].application.created_by
    came(annecy, at, email=lead.email, organisation="")
    released(call)

    told = notified_at(call)
    assert counts(annecy, told - SECOND) == (1, 1, 1, 1, 1, 0)
    assert counts(annecy, told) == (1, 1, 1, 1, 1, 1)


# Whom one may write to


def test_pri_01_only_who_agreed_is_named(client, annecy, at, olga):
    agreed = came(annecy, at, name="Elena Marchetti")
    came(annecy, at, name="Paul Marin", follow_up_consent=False)

    follow_up = follow_up_of(followers_of(annecy, after(annecy)))
    assert (follow_up.people, follow_up.silent) == ((agreed,), 1)
    with held_at(after(annecy)):
        shown = client.get(page(annecy)).content.decode()
        taken = b"".join(client.get(page(annecy, "follow_up"))).decode()
    for text in (shown, taken):
        assert "Elena Marchetti" in text
        assert "Paul Marin" not in text


def test_a_consent_taken_back_takes_the_name_off(annecy, at):
    one = came(annecy, at)
    actions.change_registration(one.pid, {"follow_up_consent": False}, at=after(annecy))
    assert listed(annecy) == []


def test_who_came_along_or_left_no_address_is_counted_and_not_listed(annecy, at):
    party = meeting_with(annecy, max_party=2)
    one = came(party, at, companions=(Companion(name="Paul Marin"),))
    actions.check_in(one.companions.get().pid, by=SYSTEM, at=party.starts_at)
    walk_in = answers(email="", follow_up_consent=True)
    actions.add_walk_in(party.pid, walk_in, by=SYSTEM, at=party.starts_at)

    follow_up = follow_up_of(followers_of(party, after(party)))
    assert counts(party)[:2] == (3, 3)
    assert (follow_up.people, follow_up.unreachable) == ((one,), 2)


def test_pri_05_once_names_are_erased_what_had_followed_stays_as_a_count_without_anybody(
    client, annecy, at, olga
):
    author = PersonFactory()
    came(annecy, at, email=author.email, nuts3="FRK28")
    came(annecy, at)
    PartnerSearchFactory(call=annecy.call, author=author)
    actions.erase_registrations(annecy.pid, at=after(annecy))

    assert counts(annecy) == (2, 2, 1, 0, 0, 0)
    assert listed(annecy) == []
    assert follow_up_of(followers_of(annecy, after(annecy))).erased == 2
    with held_at(after(annecy)):
        shown = client.get(page(annecy)).content.decode()
    assert "Les noms de 2 personnes venues ont été effacés" in shown
    assert "ce qui avait suivi a été compté ce jour-là" in shown.lower()
    assert author.email not in shown


def test_names_erased_before_what_followed_was_counted_leave_no_later_step(
    client, annecy, at, olga
):
    """No step is made up where nothing was kept."""
    came(annecy, at)
    actions.erase_registrations(annecy.pid, at=after(annecy))
    Trail.objects.all().delete()
    with held_at(after(annecy)):
        shown = client.get(page(annecy)).content.decode()
    assert "Projet financé" not in shown
    assert "Présents" in shown


@pytest.mark.parametrize(("offset", "funded"), [(-SECOND, 0), (timedelta(0), 1)])
def test_a_grant_notified_after_the_names_went_is_counted_from_its_notification(
    annecy, call, at, offset, funded
):
    """The erasure lies between the filing and the grant: the path goes on, nobody is named."""
    filed = files(call, at, 4)[0].application
    came(annecy, at, email=filed.created_by.email, organisation="")
    came(annecy, at)
    released(call)
    said = notified_at(call)
    actions.erase_registrations(annecy.pid, at=said - timedelta(days=1))

    assert counts(annecy, said - timedelta(days=1)) == (2, 2, 1, 1, 1, 0)
    assert counts(annecy, said + offset)[-1] == funded
    (kept,) = Trail.objects.exclude(steps=[])
    assert kept.people == 1
    assert [one.pk for one in kept.applications.all()] == [filed.pk]


def test_pri_05_the_file_of_an_enterprise_is_not_tied_to_a_guest(annecy, call, at):
    """It may be one person: how far it had come is counted, and nothing carried on."""
    filed = files(call, at, 4)[0].application
    Organisation.objects.update(is_enterprise=True)
    came(annecy, at, email=filed.created_by.email, organisation="")
    released(call)
    said = notified_at(call)
    actions.erase_registrations(annecy.pid, at=said - timedelta(days=1))

    assert counts(annecy, said) == (1, 1, 1, 1, 1, 0)
    assert not Trail.objects.get().applications.exists()


def test_a_trail_holds_no_word_of_a_guest_or_a_body(annecy, at):
    author = PersonFactory()
    came(annecy, at, email=author.email, nuts3="FRK28", organisation="Mairie de Semnoz")
    PartnerSearchFactory(call=annecy.call, author=author)
    actions.erase_registrations(annecy.pid, at=after(annecy))
    (kept,) = Trail.objects.values()
    said = {name: kept[name] for name in ("nuts3", "steps", "began_before", "people")}
    assert said == {"nuts3": "FRK28", "steps": ["idea"], "began_before": True, "people": 1}
    assert set(kept) == {*said, "id", "meeting_id", "kept_at"}


# By territory


def test_each_territory_has_its_path_and_who_said_none_is_named_so(client, annecy, at, olga):
    author = PersonFactory()
    came(annecy, at, nuts3="ITC20", country="IT")
    came(annecy, at, nuts3="FRK28", email=author.email)
    came(annecy, at)
    PartnerSearchFactory(call=annecy.call, author=author)

    programme = annecy.programme.definition
    paths = paths_by_territory(followers_of(annecy, after(annecy)), programme)
    in_order = [place.code for place in programme.territories if place.code in {"FRK28", "ITC20"}]
    assert [one.territory for one in paths] == [*in_order, ""]
    found = {one.territory: (one.counts["came"], one.counts["idea"]) for one in paths}
    assert found == {"ITC20": (1, 0), "FRK28": (1, 1), "": (1, 0)}
    with held_at(after(annecy)):
        assert "Territorio non indicato" in client.get(page(annecy, language="it")).content.decode()


# The page and the files


def test_the_bars_and_the_tables_say_the_same(client, annecy, call, at, olga):
    started(call, at)
    came(annecy, at, email="lucie@lucie.example", organisation="", nuts3="FRK28")
    came(annecy, at, nuts3="FRK28")

    with held_at(after(annecy)):
        shown = client.get(page(annecy)).content.decode()
    said = "Inscrits avec une place 2, Présents 2, Idée 1, Brouillon 1, Dossier déposé 0"
    assert shown.count(said) == 2  # of the meeting and of its one territory
    assert re.search(r"<th[^>]*>Idée</th><td[^>]*>1</td><td[^>]*>1</td>", shown)


def test_acc_09_who_takes_the_list_away_stands_in_the_journal(client, annecy, at, olga):
    came(annecy, at, name="=1+1", email="elena@valfredda.example", seeks_partner_in="IT")

    with held_at(after(annecy)):
        client.get(page(annecy))
        assert not Event.objects.filter(kind="meeting.list_taken").exists()
        answer = client.get(page(annecy, "follow_up"))
        text = b"".join(answer).decode()
        book = client.get(page(annecy, "follow_up_xlsx"))
    assert "'=1+1;elena@valfredda.example;" in text
    assert ";Italie;2025-02-13 09:30" in text
    assert b"".join(book).startswith(b"PK")
    lines = Event.objects.filter(kind="meeting.list_taken")
    assert {line.actor for line in lines} == {olga.actor_key}
    assert [line.data["what"] for line in lines] == ["follow_up", "follow_up"]


def test_acc_02_the_organiser_of_another_meeting_learns_nothing(client, annecy, at, person):
    other = meeting_with(annecy)
    client.force_login(person("nina", roles=("organiser",), scope=f"meeting:{other.pid}"))
    assert client.get(page(other)).status_code == 200
    for name in ("path", "follow_up", "follow_up_xlsx"):
        assert client.get(page(annecy, name)).status_code == 404


def test_the_tab_stands_with_those_of_after_the_meeting(client, annecy, at, olga):
    with override("fr"):
        documents, people = (
            reverse(f"meetings:{name}", args=[annecy.pid]) for name in ("documents", "people")
        )
    assert page(annecy) in client.get(documents).content.decode()
    assert page(annecy) not in client.get(people).content.decode()


@pytest.mark.parametrize("name", ["path", "follow_up"])
@pytest.mark.counting
def test_one_person_and_thirty_cost_the_same(client, annecy, call, at, olga, name):
    def more() -> None:
        author = PersonFactory()
        own = OrganisationFactory()
        Membership.objects.create(person=author, organisation=own, kind="editor", started_at=at)
        came(annecy, at, email=author.email, nuts3="FRK28")
        came(annecy, at, organisation=own.name)
        PartnerSearchFactory(call=call, author=author, organisation=own)
        came(annecy, at)

    def cost() -> int:
        with held_at(after(annecy)), CaptureQueriesContext(connection) as asked:
            answer = client.get(page(annecy, name))
            b"".join(answer)
        return len(asked)

    more()
    cost()  # what is kept for all is read now
    one = cost()
    for _more in range(9):
        more()
    started(call, at, SEMNOZ, VALFREDDA)
    assert cost() == one
