"""What phones at the door tell when the network is back (peers 6.13): 0 lost, 0 double."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from cordata.kernel import journal
from cordata.kernel.journal import SYSTEM
from cordata.meetings import actions, queries
from cordata.meetings.actions import SentAct
from cordata.meetings.models import DoorAct, Registration
from cordata.meetings.states import ActKind, RegistrationState
from tests.factories.meetings import answers, asked, registered

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def hours(at):
    """Doors open in an hour."""
    return {
        "starts_at": at + 60 * MINUTE,
        "ends_at": at + 300 * MINUTE,
        "registration_closes_at": at + 30 * MINUTE,
    }


@pytest.fixture
def room(meeting, at):
    """A meeting whose doors open, and its instant."""
    return meeting(places=None, **hours(at))


def scan(registration, age, key=None, **more):
    """A phone saw this code so many minutes ago."""
    return SentAct(
        key or f"{registration.pid}-{age}",
        ActKind.ARRIVED,
        age * MINUTE,
        ticket=registration.pid,
        **more,
    )


def tell(room, acts, at):
    return actions.receive_acts(room.pid, acts, by=SYSTEM, at=at)


def again(registration):
    return Registration.objects.get(pk=registration.pk)


def test_two_phones_that_scanned_one_code_are_one_arrival_at_the_earliest_time(room, at):
    camille = registered(room, at)

    tell(room, [scan(camille, 5, device="left")], at)
    tell(room, [scan(camille, 9, device="right")], at)
    tell(room, [scan(camille, 2, device="left")], at)

    assert again(camille).state == RegistrationState.ATTENDED
    assert again(camille).attended_at == at - 9 * MINUTE
    assert camille.door_acts.count() == 3
    assert queries.presence(room).present_total == 1


def test_an_act_told_twice_is_answered_twice_and_heard_once(room, at):
    camille = registered(room, at)
    act = scan(camille, 5)

    first, second = tell(room, [act], at), tell(room, [act, act], at + MINUTE)

    assert first == second
    assert DoorAct.objects.count() == 1
    assert again(camille).attended_at == at - 5 * MINUTE


def test_the_phone_s_clock_is_kept_beside_ours_and_decides_nothing(room, at):
    wrong = at + timedelta(days=400)
    camille = registered(room, at)

    tell(room, [scan(camille, 5, device="left", device_at=wrong)], at)

    kept = DoorAct.objects.get()
    assert (kept.device_at, kept.received_at) == (wrong, at)
    assert kept.happened_at == at - 5 * MINUTE


def test_an_act_from_the_future_happened_now(room, at):
    camille = registered(room, at)

    tell(room, [scan(camille, -60)], at)

    assert again(camille).attended_at == at


def test_taking_back_one_phone_s_scan_leaves_the_other_s(room, at):
    camille = registered(room, at)
    wrong = scan(camille, 9, "wrong")
    back = SentAct("back", ActKind.UNDONE, 8 * MINUTE, ticket=camille.pid, undoes="wrong")

    tell(room, [scan(camille, 5)], at)
    tell(room, [wrong, back], at)

    assert again(camille).attended_at == at - 5 * MINUTE


def test_an_undoing_counts_by_its_time_not_by_when_it_is_told(room, at):
    camille = registered(room, at)
    back = SentAct("back", ActKind.UNDONE, 7 * MINUTE, ticket=camille.pid)

    tell(room, [scan(camille, 5)], at)
    tell(room, [scan(camille, 9, "early"), back], at)
    assert again(camille).attended_at == at - 5 * MINUTE

    tell(room, [SentAct("last", ActKind.UNDONE, MINUTE, ticket=camille.pid)], at)
    assert again(camille).state == RegistrationState.CONFIRMED
    assert again(camille).attended_at is None


def test_a_page_and_a_phone_share_one_log(room, at):
    camille = registered(room, at)
    actions.check_in(camille.pid, by=SYSTEM, at=at)

    tell(room, [scan(camille, 5)], at + MINUTE)
    assert again(camille).attended_at == at - 4 * MINUTE

    actions.undo_check_in(camille.pid, by=SYSTEM, at=at + 2 * MINUTE)
    assert again(camille).state == RegistrationState.CONFIRMED
    assert list(camille.door_acts.order_by("pk").values_list("kind", flat=True)) == [
        "arrived",
        "arrived",
        "undone",
    ]


def test_who_came_in_before_acts_were_written_down_stays_in(room, at):
    camille = registered(room, at)
    actions.check_in(camille.pid, by=SYSTEM, at=at)
    DoorAct.objects.all().delete()

    tell(room, [scan(camille, -5)], at + 6 * MINUTE)

    assert again(camille).attended_at == at


def test_two_phones_that_wrote_down_one_walk_in_have_seen_one_person(room, at):
    paul = answers(name="Paul  Marin", email="", organisation="Collège des Aravis")
    first = SentAct("one", ActKind.WALKED_IN, 5 * MINUTE, walk_in=paul)
    second = SentAct("two", ActKind.WALKED_IN, 8 * MINUTE, walk_in=replace(paul, name="paul marin"))

    heard = tell(room, [first], at) | tell(room, [second], at)

    walked_in = room.registrations.get()
    assert {one.pid for one in heard.values()} == {walked_in.pid}
    assert walked_in.attended_at == at - 8 * MINUTE


def test_somebody_registered_who_is_written_down_at_the_door_is_one_person(room, at):
    elena = registered(room, at, name="Elena Marchetti", organisation="Comune di Valfredda")
    same = answers(name="Elena Marchetti", organisation="Comune di  Valfredda", email="")

    tell(room, [SentAct("one", ActKind.WALKED_IN, MINUTE, walk_in=same)], at)

    assert room.registrations.get() == elena
    assert again(elena).state == RegistrationState.ATTENDED


def test_a_walk_in_taken_back_and_seen_again_is_in(room, at):
    walk = SentAct("one", ActKind.WALKED_IN, 5 * MINUTE, walk_in=answers(email=""))

    tell(room, [walk, SentAct("back", ActKind.UNDONE, 4 * MINUTE, undoes="one")], at)
    assert room.registrations.get().state == RegistrationState.CANCELLED

    tell(room, [replace(walk, key="two", age=MINUTE)], at)
    assert room.registrations.get().state == RegistrationState.ATTENDED


@pytest.mark.parametrize("state", ["cancelled", "expired", "no_show", "pending", "waitlisted"])
def test_who_was_let_in_offline_is_in_whatever_became_of_the_registration(room, at, state):
    camille = registered(room, at)
    Registration.objects.filter(pk=camille.pk).update(state=state, waiting_since=at)

    tell(room, [scan(camille, 5)], at)

    assert again(camille).state == RegistrationState.ATTENDED


def test_the_old_code_of_somebody_who_registered_anew_still_opens(room, at):
    old = registered(room, at, email="camille@sentiers.example")
    actions.cancel_registration(old.pid, at=at)
    new = registered(room, at, email="camille@sentiers.example")

    tell(room, [scan(old, 5)], at)

    assert again(new).state == RegistrationState.ATTENDED
    assert again(old).state == RegistrationState.CANCELLED


def test_a_code_of_another_meeting_opens_nothing_and_is_kept_in_the_log(room, meeting, at):
    stranger = registered(meeting(), at)

    heard = tell(room, [scan(stranger, 5, "odd")], at)

    assert heard["odd"].code == "act.unknown_code"
    assert tell(room, [scan(stranger, 5, "odd")], at) == heard
    assert again(stranger).state == RegistrationState.CONFIRMED
    assert DoorAct.objects.get().registration is None


def test_a_full_room_refuses_who_asks_and_keeps_who_is_in(meeting, at):
    room = meeting(places=1, **hours(at) | {"starts_at": at - MINUTE})
    Registration.objects.bulk_create(
        [waiting(room, at, "a"), waiting(room, at, "b")],
    )
    first, second = room.registrations.order_by("name")

    tell(room, [scan(first, 1)], at)
    asks = tell(room, [scan(second, 0, "asks", decided=False)], at)["asks"]
    assert (asks.code, asks.refused) == ("registration.room_full", True)
    assert not DoorAct.objects.filter(key="asks").exists()

    tell(room, [scan(second, 0, "inside")], at)
    assert queries.presence(room).present_total == 2


def waiting(room, at, name):
    return Registration(
        meeting=room,
        name=name,
        email=f"{name}@sentiers.example",
        country="FR",
        language="fr",
        state=RegistrationState.WAITLISTED,
        waiting_since=at,
        registered_at=at,
    )


def test_who_never_confirmed_is_asked_for_in_vain(room, at):
    pending = asked(room, at)

    heard = tell(room, [scan(pending, 0, "asks", decided=False)], at)["asks"]

    assert heard.refused is False or heard.code == "registration.not_attended"


@pytest.mark.parametrize("seed", range(3))
def test_any_split_of_a_day_over_two_phones_gives_the_same_room(room, at, seed):
    """Thirty people, scanned by either or both, some taken back; told in any order and twice."""
    chance = random.Random(seed)
    people = [registered(room, at) for _one in range(30)]
    left = [scan(one, chance.randrange(10, 60), device="l") for one in people[:20]]
    right = [scan(one, chance.randrange(10, 60), f"r{one.pid}", device="r") for one in people[10:]]
    back = [
        SentAct(f"u{one.pid}", ActKind.UNDONE, 5 * MINUTE, ticket=one.pid) for one in people[5:8]
    ]
    acts = [*left, *right, *back]
    expected = {one.pid for one in people} - {one.pid for one in people[5:8]}
    times = {
        one.pid: max(act.age for act in [*left, *right] if act.ticket == one.pid) for one in people
    }
    chance.shuffle(acts)
    half = len(acts) // 2

    for batch in (acts[:half], acts[half:], acts[:half]):
        tell(room, batch, at)

    inside = room.registrations.filter(state=RegistrationState.ATTENDED)
    assert {one.pid for one in inside} == expected
    assert all(one.attended_at == at - times[one.pid] for one in inside)
    assert DoorAct.objects.count() == len(acts)
    assert not list(journal.verify())
