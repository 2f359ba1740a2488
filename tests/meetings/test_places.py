"""Who gets a place, who waits, who is offered the next (MTG-01, MTG-02, MTG-03)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordata.kernel import journal
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.meetings.actions.places import offer_ends_at
from cordata.notify.models import Message
from tests.factories.meetings import answers, asked, registered

pytestmark = pytest.mark.django_db
HALF_HOUR = timedelta(minutes=30)


def mails(registration):
    return list(
        Message.objects.filter(subject_id=registration.pid)
        .order_by("pk")
        .values_list("notice", flat=True)
    )


def again(registration):
    registration.refresh_from_db()
    return registration


def test_a_registration_holds_a_place_for_half_an_hour_until_its_mail_is_confirmed(meeting, at):
    small = meeting(places=1)
    first = asked(small, at)

    assert first.state == "pending"
    assert first.held_until == at + HALF_HOUR
    assert queries.places_left(small, at).is_full
    assert not queries.places_left(small, at + HALF_HOUR).is_full


def test_a_confirmed_registration_has_its_place_and_one_mail_with_a_calendar_entry(meeting, at):
    someone = registered(meeting(places=1), at)

    assert someone.state == "confirmed"
    assert mails(someone) == ["meetings.confirm_registration", "meetings.registration_confirmed"]
    attached = Message.objects.get(notice="meetings.registration_confirmed").attachments
    assert [one["name"] for one in attached] == ["meeting.ics", "code-accueil.png"]


def test_the_last_place_goes_to_the_first_and_the_next_waits(meeting, at):
    small = meeting(places=1)
    first, second = registered(small, at), registered(small, at)

    assert (first.state, second.state) == ("confirmed", "waitlisted")
    assert queries.position_of(second) == 1


def test_a_link_used_late_takes_a_place_if_one_is_left(meeting, at):
    small = meeting(places=1)
    late = asked(small, at)
    actions.expire_registration(late.pid, at=at + HALF_HOUR)
    assert again(late).state == "expired"

    actions.confirm_registration(late.pid, at=at + timedelta(hours=2))

    assert again(late).state == "confirmed"


def test_a_link_used_late_waits_if_the_place_is_gone(meeting, at):
    small = meeting(places=1)
    late = asked(small, at)
    registered(small, at + HALF_HOUR)

    actions.confirm_registration(late.pid, at=at + HALF_HOUR)

    assert again(late).state == "waitlisted"


def test_places_kept_for_a_side_are_not_given_to_the_other_before_the_release(meeting, at):
    small = meeting(places=2, sides={"FR": 1, "IT": 1}, released_at=at + timedelta(hours=1))
    registered(small, at)
    french = registered(small, at)
    italian = registered(small, at, country="IT")

    assert (french.state, italian.state) == ("waitlisted", "confirmed")


def test_unused_places_open_to_the_other_side_at_the_release_instant_once(meeting, at):
    released_at = at + timedelta(hours=1)
    small = meeting(places=2, sides={"FR": 1, "IT": 1}, released_at=released_at)
    registered(small, at)
    waits = registered(small, at)

    assert actions.release_places(small.pid, by=SYSTEM, at=released_at - timedelta(seconds=1)) == []
    actions.release_places(small.pid, by=SYSTEM, at=released_at)
    actions.release_places(small.pid, by=SYSTEM, at=released_at)

    assert again(waits).state == "offered"
    assert mails(waits).count("meetings.place_offered") == 1


def test_mtg_02_the_waiting_list_is_served_in_order_of_arrival_exactly_once(meeting, at):
    small = meeting(places=1)
    has_it = registered(small, at)
    first = registered(small, at + timedelta(minutes=1))
    second = registered(small, at + timedelta(minutes=2))

    for _click in range(10):
        actions.cancel_registration(has_it.pid, at=at + HALF_HOUR)

    assert (again(first).state, again(second).state) == ("offered", "waitlisted")
    assert mails(first).count("meetings.place_offered") == 1
    assert Event.objects.filter(kind="registration.cancelled").count() == 1


def test_nobody_is_confirmed_from_the_waiting_list_without_having_accepted(meeting, at):
    small = meeting(places=1)
    has_it, waits = registered(small, at), registered(small, at)
    actions.cancel_registration(has_it.pid, at=at)

    assert again(waits).confirmed_at is None
    actions.accept_offer(waits.pid, at=at + timedelta(hours=1))
    actions.accept_offer(waits.pid, at=at + timedelta(hours=1))

    assert again(waits).state == "confirmed"
    assert mails(waits).count("meetings.registration_confirmed") == 1


def test_an_offer_not_answered_in_time_goes_to_the_next(meeting, at):
    small = meeting(places=1)
    has_it, first, second = (registered(small, at) for _one in range(3))
    actions.cancel_registration(has_it.pid, at=at)
    until = again(first).held_until

    actions.expire_registration(first.pid, at=until - timedelta(microseconds=1))
    assert again(first).state == "offered"
    actions.expire_registration(first.pid, at=until)

    assert (again(first).state, again(second).state) == ("expired", "offered")
    with pytest.raises(NotPossible, match="offer_over"):
        actions.accept_offer(first.pid, at=until)


def test_a_declined_offer_goes_to_the_next_at_once(meeting, at):
    small = meeting(places=1)
    has_it, first, second = (registered(small, at) for _one in range(3))
    actions.cancel_registration(has_it.pid, at=at)

    actions.decline_offer(first.pid, at=at)

    assert (again(first).state, again(second).state) == ("cancelled", "offered")


@pytest.mark.parametrize(
    ("left", "term"),
    [
        (timedelta(days=10), timedelta(hours=24)),
        (timedelta(days=4), timedelta(hours=24)),
        (timedelta(days=2), timedelta(hours=12)),
        (timedelta(hours=4), timedelta(hours=1)),
        (timedelta(hours=1), timedelta(minutes=30)),
        (timedelta(minutes=10), timedelta(minutes=10)),
    ],
)
def test_an_offer_stands_for_a_day_and_for_less_as_the_meeting_comes_near(at, left, term):
    assert offer_ends_at(at, at + left) == at + term


def test_a_newcomer_does_not_pass_those_who_wait(meeting, at):
    small = meeting(places=1)
    has_it = registered(small, at)
    waits = registered(small, at)
    actions.cancel_registration(has_it.pid, at=at)
    newcomer = registered(small, at)

    assert (again(waits).state, newcomer.state) == ("offered", "waitlisted")


def test_mtg_03_one_address_has_one_registration_and_gets_the_same_answer(meeting, at):
    small = meeting(places=5)
    first = asked(small, at, email="anna@a.example")
    second = asked(small, at + timedelta(seconds=1), email="anna@a.example", name="Bot")

    assert second.pid == first.pid
    assert again(first).name != "Bot"
    assert mails(first) == ["meetings.confirm_registration"]
    assert queries.places_left(small, at).free == 4


def test_asking_again_later_mails_the_link_at_most_once_an_hour(meeting, at):
    small = meeting(places=5)
    first = registered(small, at, email="anna@a.example")
    for minutes in (10, 11, 12):
        asked(small, at + timedelta(minutes=minutes), email="anna@a.example")

    assert mails(first).count("meetings.registration_link") == 1


def test_an_organisation_has_no_more_places_than_its_cap(meeting, at):
    small = meeting(places=9, per_organisation=1)
    registered(small, at, organisation="Comune di Valfredda")

    with pytest.raises(NotPossible, match="organisation_full"):
        asked(small, at, organisation="  comune di  VALFREDDA")


def test_somebody_signed_in_with_the_same_address_is_confirmed_at_once(meeting, at, person):
    camille = person("camille")
    made = actions.register(meeting().pid, answers(email=camille.email), at=at, person=camille)

    assert made.state == "confirmed"
    assert made.person == camille


def test_signed_in_with_another_address_confirms_nothing(meeting, at, person):
    made = actions.register(meeting().pid, answers(), at=at, person=person("camille"))

    assert (made.state, made.person) == ("pending", None)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("opens", "registration.opens_later"),
        ("closes", "registration.closed"),
        ("starts", "registration.meeting_begun"),
    ],
)
def test_registration_has_its_window_to_the_microsecond(meeting, moment, code):
    some = meeting()
    tick = timedelta(microseconds=1)
    inside = {"opens": some.registration_opens_at, "closes": some.registration_closes_at}
    outside = {
        "opens": some.registration_opens_at - tick,
        "closes": some.registration_closes_at + tick,
        "starts": some.starts_at,
    }
    if moment in inside:
        assert asked(some, inside[moment]).state == "pending"
    with pytest.raises(NotPossible) as refusal:
        asked(some, outside[moment])
    assert refusal.value.code == code


def test_without_a_limit_everybody_has_a_place(meeting, at):
    open_to_all = meeting(places=None)

    assert {registered(open_to_all, at).state for _one in range(4)} == {"confirmed"}
    assert queries.places_left(open_to_all, at).sides == ()


def test_everything_stands_in_the_journal_without_names(meeting, at):
    small = meeting(places=1)
    someone = registered(small, at, name="Paul Marin")
    actions.cancel_registration(someone.pid, at=at)

    kinds = (
        Event.objects.filter(subject_id=someone.pid)
        .order_by("number")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == [
        "registration.confirmed",
        "registration.cancelled",
    ]
    assert not Event.objects.filter(data__icontains="Marin").exists()
    assert list(journal.verify()) == []
