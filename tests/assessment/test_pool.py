"""The pool of assessors: rows, absences, the undertaking, what handing back means (EVA-01, 02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Membership, Organisation
from cordata.applications.models import Guest
from cordata.assessment import access
from cordata.assessment.actions import (
    Profile,
    accept_assignment,
    assign_assessor,
    end_assessor,
    hand_back,
    keep_confidential,
    save_assessor,
)
from cordata.assessment.conflicts import conflicts_among, conflicts_of
from cordata.assessment.due import REMINDED, due_acts
from cordata.assessment.models import Assessor, Review
from cordata.assessment.pool import pool
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import SEMNOZ, VALFREDDA
from tests.factories.assessment import (
    after_closing,
    eligible,
    filed,
    given_to,
    review_of,
    scored,
    staff,
)

pytestmark = pytest.mark.django_db
BOTH = Profile(languages=["fr", "it"], themes=["education"], territories=["FRK28"])


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def review(call: Any, at: datetime, officer: Any, later: datetime) -> Review:
    return eligible(review_of(filed(call, at, SEMNOZ, VALFREDDA)), by=officer, at=later)


@pytest.fixture
def anna(db: None) -> Any:
    return staff("Anna Assessore", "assessor", language="it")


def test_somebody_who_said_nothing_reads_their_own_language(
    call: Any, anna: Any, later: datetime
) -> None:
    (member,) = pool(call, later)
    assert (member.person, list(member.profile.languages)) == (anna, ["it"])
    assert member.takes_files
    assert not Assessor.objects.exists()


def test_a_row_is_kept_and_the_journal_says_by_whom(
    call: Any, anna: Any, officer: Any, later: datetime
) -> None:
    save_assessor(call, anna, BOTH, by=officer, at=later)
    (member,) = pool(call, later)
    assert member.knows.themes == {"education"}
    event = Event.objects.get(kind="assessor.described")
    assert (event.actor, event.data["person"]) == (officer.actor_key, anna.pid)


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (replace(BOTH, languages=[]), "assessor.no_language"),
        (replace(BOTH, least=4, most=3), "assessor.least_over_most"),
        (replace(BOTH, away_from=date(2025, 7, 1)), "assessor.away_half"),
        (replace(BOTH, away_until=date(2025, 7, 1)), "assessor.away_half"),
        (
            replace(BOTH, away_from=date(2025, 7, 2), away_until=date(2025, 7, 1)),
            "assessor.away_backwards",
        ),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(
    call: Any, anna: Any, later: datetime, profile: Profile, code: str
) -> None:
    with pytest.raises(NotPossible, match=code):
        save_assessor(call, anna, profile, by=anna, at=later)
    assert not Assessor.objects.exists()


def test_the_database_refuses_a_least_above_the_most(call: Any, anna: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessor.objects.create(call=call, person=anna, least=4, most=3)


@pytest.mark.parametrize(("day", "away"), [(0, False), (1, True), (3, True), (4, False)])
def test_both_days_named_are_away(
    call: Any, anna: Any, later: datetime, day: int, away: bool
) -> None:
    first = (later + timedelta(days=1)).date()
    gone = replace(BOTH, away_from=first, away_until=first + timedelta(days=2))
    save_assessor(call, anna, gone, by=anna, at=later)
    (member,) = pool(call, later + timedelta(days=day))
    assert member.away is away


def test_nobody_outside_the_role_gets_a_row(call: Any, officer: Any, later: datetime) -> None:
    stranger = staff("Sara Straniera")
    with pytest.raises(NotPossible, match=r"assessment\.not_assessor"):
        save_assessor(call, stranger, BOTH, by=officer, at=later)


def test_no_file_opens_before_the_undertaking_and_one_is_enough_for_the_call(
    call: Any, at: datetime, review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    first = assign_assessor(review.pid, anna, by=officer, at=later)
    with pytest.raises(NotPossible, match=r"assessment\.confidential_first"):
        accept_assignment(first.pid, by=anna, at=later)
    client = Client()
    client.force_login(anna)
    with held_at(later):
        url = reverse("assessment:accept", args=[first.pid])
        assert client.post(url, {"free": "on"}).status_code == 422
        assert client.post(url, {"free": "on", "confidential": "on"}).status_code == 302
        second = eligible(review_of(filed(call, at)), by=officer, at=later)
        other = assign_assessor(second.pid, anna, by=officer, at=later)
        page = client.get(reverse("assessment:assignment", args=[other.pid])).content.decode()
        assert 'name="free"' in page
        assert 'name="confidential"' not in page
        url = reverse("assessment:accept", args=[other.pid])
        assert client.post(url, {"free": "on"}).status_code == 302
    assert Event.objects.filter(kind="assessor.bound_to_confidence").count() == 1


def test_handing_back_is_no_conflict_and_says_nothing_of_the_partners(
    call: Any, at: datetime, review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    own = given_to(review, anna, by=officer, at=later)
    hand_back(own.pid, reason="Je pars en mission.", by=anna, at=later)
    own.refresh_from_db()
    assert (own.state, own.handed_back_reason) == ("handed", "Je pars en mission.")
    told = Message.objects.filter(notice="assessment.handed_back", to=officer.email)
    assert told.count() == 1
    other = eligible(review_of(filed(call, at, SEMNOZ, VALFREDDA)), by=officer, at=later)
    assert conflicts_of(anna, other) == ()
    assert assign_assessor(other.pid, anna, by=officer, at=later).pk
    assert not access.read_text(anna, review, at=later)


def test_handing_back_wants_its_reason_and_a_sheet_not_sent(
    review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    own = given_to(review, anna, by=officer, at=later)
    with pytest.raises(NotPossible, match=r"assessment\.reason_missing"):
        hand_back(own.pid, reason=" ", by=anna, at=later)
    scored(own, 4, at=later)
    with pytest.raises(NotPossible, match=r"assignment\.not_handed_back"):
        hand_back(own.pid, reason="Trop tard.", by=anna, at=later)


def test_who_still_reads_does_not_leave_the_pool(
    call: Any, review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    own = given_to(review, anna, by=officer, at=later)
    with pytest.raises(NotPossible, match=r"assessor\.still_reads"):
        end_assessor(call, anna, ended=True, by=officer, at=later)
    scored(own, 4, at=later)
    end_assessor(call, anna, ended=True, by=officer, at=later)
    assert not pool(call, later)[0].takes_files
    end_assessor(call, anna, ended=False, by=officer, at=later)
    assert pool(call, later)[0].takes_files


def test_the_file_closes_when_its_assessment_is_over(
    review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    """The end of access when the work is done; one's own sheet can still be read."""
    bruno = staff("Bruno Bilancio", "assessor")
    pair = [given_to(review, one, by=officer, at=later) for one in (anna, bruno)]
    scored(pair[0], 4, at=later)
    assert access.read_text(anna, review, at=later)
    scored(pair[1], 4, at=later)
    review.refresh_from_db()
    assert access.read_text(anna, review, at=later).code == "assessment.reading_over"
    client = Client()
    client.force_login(anna)
    with held_at(later):
        assert client.get(reverse("assessment:text", args=[review.pid])).status_code == 403
        sheet = client.get(reverse("assessment:sheet", args=[pair[0].pid]))
    assert sheet.status_code == 200
    assert "Valfredda" not in sheet.content.decode()


# Conflicts (EVA-01)


def member_of(person: Any, organisation: Organisation, at: datetime) -> Organisation:
    Membership.objects.create(
        person=person, organisation=organisation, kind="editor", started_at=at
    )
    return organisation


def seated(name: str, like: Organisation, at: datetime, **other: str) -> Organisation:
    place = {"country": like.country, "postcode": like.postcode, "city": like.city} | other
    return Organisation.objects.create(name=name, created_at=at, **place)


def test_a_seat_in_the_same_municipality_is_a_conflict_and_one_beside_it_is_not(
    review: Review, anna: Any, later: datetime
) -> None:
    lead = review.application.partners.get(is_lead=True).organisation
    own = member_of(anna, seated("Bureau d’à côté", lead, later, city=lead.city.upper()), later)
    assert conflicts_of(anna, review) == ("conflict.same_town",)
    Organisation.objects.filter(pk=own.pk).update(postcode="00001")
    assert conflicts_of(anna, review) == ()


def test_an_organisation_without_a_seat_shares_it_with_nobody(
    review: Review, anna: Any, later: datetime
) -> None:
    bodies = [partner.organisation for partner in review.application.partners.all()]
    Organisation.objects.filter(pk__in=[one.pk for one in bodies]).update(postcode="", city="")
    member_of(anna, seated("Sans adresse", bodies[0], later, postcode="", city=""), later)
    assert conflicts_of(anna, review) == ()


def test_who_was_partner_of_a_partner_in_a_filed_application_is_in_conflict(
    call: Any, at: datetime, review: Review, anna: Any, later: datetime
) -> None:
    cast = filed(call, at)
    third = cast.application.partners.get(is_lead=False).organisation
    Organisation.objects.filter(pk=third.pk).update(postcode="00001")
    member_of(anna, third, later)
    assert conflicts_of(anna, review) == ()
    lead = review.application.partners.get(is_lead=True).organisation
    cast.application.partners.filter(is_lead=True).update(organisation=lead)
    assert conflicts_of(anna, review) == ("conflict.co_partner",)


def test_who_was_invited_into_the_draft_does_not_assess_the_file(
    review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    assert conflicts_of(anna, review) == ()
    Guest.objects.create(
        application=review.application, email=anna.email, kind="adviser",
        invited_by=officer, invited_at=later, until=later, ended_at=later,
    )  # fmt: skip
    assert conflicts_of(anna, review) == ("conflict.adviser",)


def test_conflicts_of_all_pairs_cost_the_queries_of_one(
    call: Any, at: datetime, review: Review, anna: Any, django_assert_num_queries: Any
) -> None:
    others = [staff(f"Assessore {number}", "assessor") for number in range(5)]
    reviews = [review, *(review_of(filed(call, at)) for _ in range(2))]
    with django_assert_num_queries(7):
        conflicts_among([anna], [review])
    with django_assert_num_queries(7):
        conflicts_among([anna, *others], reviews)


# Reminders


@pytest.mark.parametrize(("early", "reminded"), [(timedelta(seconds=1), 0), (timedelta(0), 1)])
def test_a_sheet_not_sent_is_reminded_of_three_days_before_its_term(
    review: Review, anna: Any, officer: Any, later: datetime, early: timedelta, reminded: int
) -> None:
    term = later + timedelta(days=20)
    own = assign_assessor(review.pid, anna, due_at=term, by=officer, at=later)
    acts = [one for one in due_acts(term - REMINDED - early) if one.key == own.pid]
    assert len(acts) == reminded
    for act in acts:
        act.run(act.at)
        act.run(act.at)
    sent = Message.objects.filter(notice="assessment.sheet_near", to=anna.email)
    assert sent.count() == reminded
    if reminded:
        assert not [one for one in due_acts(term) if one.key == own.pid]


def test_a_sheet_sent_or_given_out_late_is_not_reminded_of(
    review: Review, anna: Any, officer: Any, later: datetime
) -> None:
    term = later + timedelta(days=20)
    own = assign_assessor(review.pid, anna, due_at=term, by=officer, at=later)
    keep_confidential(review.application.call, by=anna, at=later)
    accept_assignment(own.pid, by=anna, at=later)
    scored(own, 4, at=later)
    bruno = staff("Bruno Bilancio", "assessor")
    soon = later + REMINDED
    assign_assessor(review.pid, bruno, due_at=soon, by=officer, at=later)
    assert not list(due_acts(term))
