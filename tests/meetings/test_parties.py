"""People who register together: a place each, served together, checked in by name (MTG-01..03)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, due, queries
from cordata.meetings.actions import Companion
from cordata.notify.models import Message
from tests.factories.meetings import asked, registered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAUL, ELENA = Companion("Paul Marin", "vegan", "a ramp"), Companion("Elena Rossi")


def again(registration):
    registration.refresh_from_db()
    return registration


def states(registration):
    everyone = [again(registration), *registration.companions.order_by("pk")]
    return [one.state for one in everyone]


def test_each_person_of_a_party_takes_a_place_and_stands_on_the_attendance_list(meeting, at):
    small = meeting(places=4, max_party=3)
    party = registered(small, at, companions=(PAUL, ELENA))

    assert states(party) == ["confirmed"] * 3
    assert queries.places_left(small, at).free == 1
    names = [one.name for one in queries.attendance(small)]
    assert {"Paul Marin", "Elena Rossi"} < set(names)


def test_a_party_gets_one_mail_and_each_is_checked_in_by_name(meeting, at):
    small = meeting(places=4, max_party=3)
    party = registered(small, at, companions=(PAUL,))
    paul = party.companions.get()

    assert not Message.objects.filter(to__endswith="companion.invalid").exists()
    assert "Paul Marin" in Message.objects.get(notice="meetings.registration_confirmed").text
    actions.check_in(paul.pid, by=SYSTEM, at=small.starts_at)
    assert states(party) == ["confirmed", "attended"]


def test_nobody_consents_for_somebody_else(meeting, at):
    party = registered(
        meeting(max_party=2), at, companions=(PAUL,), photo_consent=True, sharing_consent=True
    )
    paul = party.companions.get()

    assert (paul.photo_consent, paul.sharing_consent) == (False, False)
    assert (paul.meal, paul.access_needs) == ("vegan", "a ramp")


def test_a_party_larger_than_the_meeting_allows_is_refused(meeting, at):
    with pytest.raises(NotPossible, match="party_too_large"):
        asked(meeting(max_party=2), at, companions=(PAUL, ELENA))


def test_a_party_that_cancels_gives_all_its_places_back(meeting, at):
    small = meeting(places=2, max_party=2)
    party = registered(small, at, companions=(PAUL,))
    first, second = registered(small, at), registered(small, at)
    actions.cancel_registration(party.pid, at=at + HOUR)

    assert states(party) == ["cancelled", "cancelled"]
    assert [again(one).state for one in (first, second)] == ["offered", "offered"]


def test_a_party_is_offered_all_its_places_at_once_and_accepts_them_once(meeting, at):
    small = meeting(places=2, max_party=2)
    one, other = registered(small, at), registered(small, at)
    party = registered(small, at, companions=(PAUL,))
    actions.cancel_registration(one.pid, at=at + HOUR)
    assert states(party) == ["waitlisted", "waitlisted"]

    actions.cancel_registration(other.pid, at=at + HOUR)
    assert states(party) == ["offered", "offered"]
    actions.accept_offer(party.pid, at=at + 2 * HOUR)

    assert states(party) == ["confirmed", "confirmed"]


def test_a_free_place_is_kept_for_a_party_for_a_day_and_then_goes_to_the_next(meeting, at):
    """The rule of parties, in words on the meeting's page and in docs/meetings.md."""
    small = meeting(places=2, max_party=2)
    one = registered(small, at)
    registered(small, at)
    party = registered(small, at, companions=(PAUL,))
    single = registered(small, at)
    left = at + HOUR
    actions.cancel_registration(one.pid, at=left)
    until = again(party).yields_at

    assert until == left + timedelta(hours=24)
    assert [again(one).state for one in (party, single)] == ["waitlisted", "waitlisted"]
    for act in [act for act in due.due_acts(until) if act.code == "meetings.serve_waiting_list"]:
        act.run(act.at)
    assert [again(one).state for one in (party, single)] == ["waitlisted", "offered"]
    codes = [act.code for act in due.due_acts(until)]
    assert "meetings.serve_waiting_list" not in codes  # carried out, it is gone


def test_a_newcomer_does_not_take_what_is_kept_for_a_party(meeting, at):
    small = meeting(places=2, max_party=2)
    registered(small, at)
    party = registered(small, at, companions=(PAUL,))

    assert again(party).yields_at == at + timedelta(hours=24)
    assert registered(small, at + HOUR).state == "waitlisted"
    assert registered(small, at + timedelta(hours=25)).state == "waitlisted"  # behind the single


def test_an_expired_hold_of_a_party_frees_all_its_places_and_revives_with_it(meeting, at):
    small = meeting(places=2, max_party=2)
    party = asked(small, at, companions=(PAUL,))
    actions.expire_registration(party.pid, at=at + HOUR)
    assert states(party) == ["expired", "expired"]

    actions.confirm_registration(party.pid, at=at + 2 * HOUR)
    assert states(party) == ["confirmed", "confirmed"]


def test_holds_of_a_party_fall_due_once(meeting, at):
    asked(meeting(places=2, max_party=2), at, companions=(PAUL,))

    codes = [act.code for act in due.due_acts(at + HOUR)]
    assert codes.count("meetings.expire") == 1


def test_somebody_fewer_gives_a_place_to_who_waits(meeting, at):
    small = meeting(places=2, max_party=2)
    party = registered(small, at, companions=(PAUL,))
    waits = registered(small, at)
    actions.change_party(party.pid, (), at=at + HOUR)

    assert states(party) == ["confirmed", "cancelled"]
    assert again(waits).state == "offered"


def test_somebody_more_comes_only_if_a_place_is_free_after_who_waits(meeting, at):
    small = meeting(places=2, max_party=3)
    party = registered(small, at)
    actions.change_party(party.pid, (PAUL,), at=at + HOUR)
    assert states(party) == ["confirmed", "confirmed"]

    known = Companion("Paul Marini", pid=party.companions.get().pid)
    with pytest.raises(NotPossible, match="no_place_for_more"):
        actions.change_party(party.pid, (known, ELENA), at=at + HOUR)
    actions.change_party(party.pid, (known,), at=at + HOUR)
    assert party.companions.get().name == "Paul Marini"


def test_a_waiting_party_does_not_grow(meeting, at):
    small = meeting(places=1, max_party=2)
    registered(small, at)
    waits = registered(small, at)

    with pytest.raises(NotPossible, match="waiting_party_does_not_grow"):
        actions.change_party(waits.pid, (PAUL,), at=at)


def test_the_cap_of_an_organisation_counts_who_comes_along_and_who_changes_to_it(meeting, at):
    small = meeting(places=9, max_party=2, per_organisation=2)
    registered(small, at, companions=(PAUL,), organisation="Mairie")
    with pytest.raises(NotPossible, match="organisation_full"):
        asked(small, at, organisation="MAIRIE")

    other = registered(small, at, organisation="Lycée")
    with pytest.raises(NotPossible, match="organisation_full"):
        actions.change_registration(other.pid, {"organisation": "mairie"}, at=at)


def test_erasure_takes_the_names_of_who_came_along(meeting, at):
    some = meeting(max_party=2)
    party = registered(some, at, companions=(PAUL,), own_answers={"car": "yes"})
    actions.erase_registrations(some.pid, at=at + timedelta(days=400))

    paul = party.companions.get()
    assert (paul.name, paul.access_needs, again(party).own_answers) == ("", "", {})
