"""Other software is told what happens at a meeting: signed, at least once, then given up."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from cordata.api import actions, calling, sending
from cordata.api.due import LOG_KEPT
from cordata.api.models import Delivery, Hook
from cordata.api.states import HookEvent
from cordata.desk import agenda
from cordata.kernel import clock, jobs
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions as meetings
from cordata.meetings.actions import Companion
from tests.factories.meetings import asked, cancelled, hand_over, registered

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def nina(person):
    return person("nina", roles=("organiser",))


@pytest.fixture
def desk(client, nina, settings):
    """The organiser's browser, in a rehearsal: there nobody is asked for a second factor."""
    settings.REHEARSAL = True
    client.force_login(nina)
    return client


def told_of(meeting, url, at, *events):
    return actions.add_hook(
        meeting.pid, url=url, events=events or HookEvent.values, by=SYSTEM, at=at
    )


@pytest.fixture
def hook(receiver, annecy, at):
    return told_of(annecy, receiver.url(), at)


def bodies(receiver):
    return [json.loads(body) for _headers, body in receiver.taken]


def the_delivery():
    return Delivery.objects.get()


@contextmanager
def at_the_next_try(delivery):
    """The machine's clock stands just after the next try of a delivery."""
    delivery.refresh_from_db()
    with time_machine.travel(delivery.send_after + timedelta(seconds=1), tick=False):
        yield


def tick():
    """What the worker does each minute."""
    queued = sending.queue_due()
    jobs.run_now()
    return queued


# What is told


def test_a_place_that_is_confirmed_is_told_without_a_name(hook, receiver, annecy, at):
    camille = registered(annecy, at, name="Camille Favre")
    jobs.run_now()

    (told,) = bodies(receiver)
    assert told == {
        "id": the_delivery().pid,
        "event": "registration.confirmed",
        "at": "2025-02-03T08:00:00Z",
        "meeting": annecy.code,
        "registration": camille.pid,
        "state": "confirmed",
        "side": "FR",
    }
    assert (the_delivery().state, the_delivery().status) == ("sent", 200)


def test_the_receiver_can_check_who_wrote_and_when(hook, receiver, annecy, at):
    registered(annecy, at)
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False):
        Delivery.objects.update(send_after=clock.real_now())
        jobs.run_now()

    headers, body = receiver.taken[0]
    second, given = (part.partition("=")[2] for part in headers["Cordata-Signature"].split(","))
    wanted = hmac.new(hook.secret.encode(), f"{second}.".encode() + body, hashlib.sha256)
    assert given == wanted.hexdigest()
    assert int(second) == 1_772_359_200
    assert headers["Cordata-Event"] == the_delivery().pid
    assert headers["Content-Type"] == "application/json"


def test_two_addresses_sign_with_secrets_of_their_own(hook, receiver, annecy, at):
    other = told_of(annecy, receiver.url() + "&other", at)

    assert len({hook.secret, other.secret}) == 2


def test_the_ends_of_a_registration_are_told(hook, receiver, meeting, at):
    venue = meeting(places=1)
    told_of(venue, receiver.url(), at)
    first, second = registered(venue, at), registered(venue, at)
    meetings.cancel_registration(first.pid, at=at)
    jobs.run_now()

    told = [(one["event"], one["registration"], one["state"]) for one in bodies(receiver)]
    assert told == [
        ("registration.confirmed", first.pid, "confirmed"),
        ("registration.waitlisted", second.pid, "waitlisted"),
        ("registration.cancelled", first.pid, "cancelled"),
    ]


def test_a_colleague_who_takes_a_place_over_is_told(receiver, annecy, at):
    camille = registered(annecy, at)
    told_of(annecy, receiver.url(), at, HookEvent.HANDED_OVER)
    given = hand_over(camille, at)
    meetings.take_over(given.pid, {"name": "Paul Marin"}, at=at)
    jobs.run_now()

    assert [one["event"] for one in bodies(receiver)] == ["registration.handed_over"]


def test_each_of_a_party_is_told(receiver, meeting, at):
    venue = meeting(max_party=2)
    told_of(venue, receiver.url(), at)
    registered(venue, at, companions=(Companion("Paul Marin"),))
    jobs.run_now()

    assert len({one["registration"] for one in bodies(receiver)}) == 2


def test_everybody_of_a_cancelled_meeting_is_told(hook, receiver, annecy, at):
    pids = {registered(annecy, at).pid for _ in range(3)}
    cancelled(annecy, at)
    jobs.run_now()

    told = [one for one in bodies(receiver) if one["event"] == "registration.cancelled"]
    assert {one["registration"] for one in told} == pids


def test_an_address_never_confirmed_by_mail_is_never_told(hook, annecy, at):
    camille = asked(annecy, at)
    meetings.cancel_registration(camille.pid, at=at)

    assert not Delivery.objects.exists()


def test_only_what_was_chosen_is_told(receiver, annecy, at):
    told_of(annecy, receiver.url(), at, HookEvent.CANCELLED)
    registered(annecy, at)

    assert not Delivery.objects.exists()


def test_nothing_of_another_meeting_is_told(hook, meeting, at):
    registered(meeting(), at)

    assert not Delivery.objects.exists()


def test_what_is_rolled_back_is_never_told(hook, receiver, annecy, at):
    """NOT-01."""
    with transaction.atomic():
        registered(annecy, at)
        transaction.set_rollback(True)

    assert jobs.run_now() == 0
    assert (Delivery.objects.count(), receiver.connected) == (0, 0)


def test_in_rehearsal_nothing_leaves(hook, receiver, annecy, at, settings):
    settings.REHEARSAL = True
    registered(annecy, at)

    assert (jobs.waiting(), sending.queue_due()) == (0, 0)
    sending.send_to(hook.pid)
    assert (the_delivery().state, receiver.connected) == ("kept", 0)


# Again and again


def test_two_failures_then_it_is_taken_under_one_id(hook, receiver, annecy, at):
    receiver.moods = [500, 503, 204]
    registered(annecy, at)
    jobs.run_now()
    delivery = the_delivery()
    assert (delivery.state, delivery.tries, delivery.status) == ("waiting", 1, 500)

    for _ in range(2):
        with at_the_next_try(delivery):
            assert tick() == 1

    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.status) == ("sent", 3, 204)
    assert [one["id"] for one in bodies(receiver)] == [delivery.pid] * 3
    assert len({body for _headers, body in receiver.taken}) == 1


def test_before_its_time_nothing_is_tried(hook, receiver, annecy, at):
    receiver.moods = [500]
    registered(annecy, at)
    jobs.run_now()
    delivery = the_delivery()

    with time_machine.travel(delivery.send_after - timedelta(seconds=1), tick=False):
        assert tick() == 0
        sending.send_to(hook.pid)

    assert len(receiver.taken) == 1


def test_the_pauses_grow_then_it_is_given_up_and_can_be_sent_again(hook, receiver, annecy, at):
    receiver.moods = [500]
    registered(annecy, at)
    delivery, pauses = the_delivery(), []
    for _ in range(sending.TRIES):
        with at_the_next_try(delivery):
            now = clock.real_now()
            sending.send_to(hook.pid)
            delivery.refresh_from_db()
            pauses.append(delivery.send_after - now)

    assert pauses[:5] == [MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 720 * MINUTE]
    assert (delivery.state, delivery.tries, delivery.problem) == ("failed", 6, "status")
    with time_machine.travel(delivery.send_after + timedelta(days=1), tick=False):
        assert sending.queue_due() == 0

    receiver.moods = [200]
    actions.send_again(hook, delivery.pid, by=SYSTEM, at=at)
    jobs.run_now()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("sent", 1)
    assert bodies(receiver)[-1]["id"] == delivery.pid


@pytest.mark.parametrize(("mood", "problem"), [(302, "redirect"), (404, "status"), (199, "status")])
def test_whatever_is_not_taken_is_tried_again(hook, receiver, annecy, at, mood, problem):
    receiver.moods = [mood]
    registered(annecy, at)
    jobs.run_now()

    delivery = the_delivery()
    assert (delivery.state, delivery.problem) == ("waiting", problem)
    assert len(receiver.taken) == 1


def test_a_host_no_longer_permitted_is_not_called(hook, receiver, annecy, at, settings):
    settings.HOOK_HOSTS = frozenset()
    registered(annecy, at)
    jobs.run_now()

    assert (the_delivery().state, the_delivery().problem) == ("waiting", "address")
    assert receiver.connected == 0


def test_a_worker_that_dies_costs_one_more_notice_under_the_same_id(
    hook, receiver, annecy, at, monkeypatch
):
    """NOT-03: killed after it was taken, before that was written down."""
    registered(annecy, at)

    class Killed(BaseException):
        pass

    def die(*_told):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(sending, "mark_sent", die)
        with pytest.raises(Killed):
            sending.send_to(hook.pid)
    sending.send_to(hook.pid)  # the job comes again before its turn
    assert len(receiver.taken) == 1

    with at_the_next_try(the_delivery()):
        tick()

    assert [one["id"] for one in bodies(receiver)] == [the_delivery().pid] * 2
    assert the_delivery().state == "sent"


def test_a_worker_that_dies_at_the_last_try_leaves_it_given_up(hook, annecy, at):
    registered(annecy, at)
    Delivery.objects.update(tries=sending.TRIES)

    sending.send_to(hook.pid)

    assert the_delivery().state == "failed"


def test_a_receiver_that_is_down_costs_one_request_a_pause(hook, receiver, annecy, at):
    receiver.moods = [500]
    for _ in range(4):
        registered(annecy, at)
    jobs.run_now()

    assert len(receiver.taken) == 1
    assert set(Delivery.objects.values_list("tries", "status", "state")) == {(1, 500, "waiting")}

    late = registered(annecy, at)  # while it rests
    jobs.run_now()
    assert len(receiver.taken) == 1

    receiver.moods = [200]
    with at_the_next_try(Delivery.objects.get(registration=late.pid)):
        tick()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(receiver.taken) == 6


def test_one_address_that_is_down_does_not_hold_another(hook, receiver, annecy, at):
    hook.url = receiver.url("127.0.0.1")  # not permitted
    hook.save()
    told_of(annecy, receiver.url(), at)
    registered(annecy, at)
    jobs.run_now()

    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent", "waiting"]


def test_a_second_worker_that_comes_meanwhile_tells_nothing(
    hook, receiver, annecy, at, monkeypatch
):
    """REL-05: the first has claimed and not yet been answered."""
    registered(annecy, at)
    call = calling.call

    def meanwhile(*asked_for):
        sending.send_to(hook.pid)
        return call(*asked_for)

    monkeypatch.setattr(calling, "call", meanwhile)
    sending.send_to(hook.pid)

    assert len(receiver.taken) == 1
    assert the_delivery().state == "sent"


# Organisers


def test_an_ended_address_is_told_nothing_more(hook, receiver, annecy, at):
    receiver.moods = [500]
    registered(annecy, at)
    jobs.run_now()
    actions.end_hook(annecy, hook.pid, by=SYSTEM, at=at)
    registered(annecy, at)

    with time_machine.travel(the_delivery().send_after + MINUTE, tick=False):
        assert tick() == 0
    assert (the_delivery().state, the_delivery().problem) == ("failed", "ended")
    with pytest.raises(NotPossible, match=r"delivery\.not_again"):
        actions.send_again(hook_again(hook), the_delivery().pid, by=SYSTEM, at=at)


def hook_again(hook):
    return Hook.objects.get(pk=hook.pk)


def test_what_waits_is_not_sent_again(hook, annecy, at):
    registered(annecy, at)

    with pytest.raises(NotPossible, match=r"delivery\.not_again"):
        actions.send_again(hook, the_delivery().pid, by=SYSTEM, at=at)


def test_one_address_is_told_once_and_a_meeting_tells_five(annecy, at):
    told_of(annecy, "https://crm.example/0", at)
    with pytest.raises(NotPossible, match=r"hook\.known"):
        told_of(annecy, "https://crm.example/0", at)
    for number in range(1, 5):
        told_of(annecy, f"https://crm.example/{number}", at)
    with pytest.raises(NotPossible, match=r"hook\.too_many"):
        told_of(annecy, "https://crm.example/5", at)


def test_the_log_is_kept_thirty_days(hook, receiver, annecy, at):
    """PRI-05: to the instant; what still waits is no line of it yet."""
    registered(annecy, at)
    jobs.run_now()

    assert "api.erase_log" not in codes_due(at + LOG_KEPT - timedelta(microseconds=1))
    assert "api.erase_log" in codes_due(at + LOG_KEPT)
    actions.erase_log(hook.pid, until=at)
    assert not Delivery.objects.exists()
    assert "api.erase_log" not in codes_due(at + LOG_KEPT)

    registered(annecy, at)
    assert "api.erase_log" not in codes_due(at + LOG_KEPT)


def codes_due(until):
    return {act.code for act in agenda.due_acts(until)}


def page(meeting, name="hook", **more):
    with override("fr"):
        return reverse(f"api:{name}", kwargs={"pid": meeting.pid, **more})


def test_an_organiser_adds_an_address_and_sees_its_secret_once(desk, annecy, nina):
    typed = {"url": "https://crm.example/cordata", "events": ["registration.cancelled"]}
    answer = desk.post(page(annecy, "new_hook"), typed)

    hook = Hook.objects.get()
    assert answer.status_code == 201
    assert hook.secret in answer.content.decode()
    assert hook.events == ["registration.cancelled"]
    for path in (page(annecy, "connections"), page(annecy, hook=hook.pid)):
        shown = desk.get(path).content.decode()
        assert hook.url in shown
        assert hook.secret not in shown
    assert Event.objects.get(kind="hook.added").actor == nina.actor_key
    assert desk.post(page(annecy, "new_hook"), typed).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        {"url": "http://crm.example/", "events": ["registration.cancelled"]},
        {"url": "https://crm.example/", "events": []},
        {"url": "https://crm.example/", "events": ["application.submitted"]},
        {"url": "", "events": ["registration.cancelled"]},
    ],
)
def test_what_cannot_be_told_is_refused_beside_its_field(desk, annecy, typed):

    assert desk.post(page(annecy, "new_hook"), typed).status_code == 422
    assert not Hook.objects.exists()


def test_the_log_says_what_came_back_and_the_button_sends_again(
    hook, receiver, annecy, at, desk, settings
):
    receiver.moods, settings.REHEARSAL = [503], False
    registered(annecy, at)
    jobs.run_now()
    Delivery.objects.update(state="failed")
    delivery, settings.REHEARSAL = the_delivery(), True

    shown = desk.get(page(annecy, hook=hook.pid)).content.decode()
    assert "503" in shown
    assert "Le logiciel ne l’a pas accepté." in shown
    assert "who knows what" not in shown
    assert "1 avis abandonné" in desk.get(page(annecy, "connections")).content.decode()

    receiver.moods = [200]
    desk.post(page(annecy, "send_again", hook=hook.pid, delivery=delivery.pid))
    settings.REHEARSAL = False
    jobs.run_now()
    assert the_delivery().state == "sent"
    assert Event.objects.get(kind="hook.sent_again").data["delivery"] == delivery.pid


def test_an_organiser_stops_an_address(hook, desk, annecy):
    desk.post(page(annecy, "end_hook", hook=hook.pid))

    assert hook_again(hook).ended_at is not None


def test_from_another_meeting_an_address_is_neither_seen_nor_stopped(
    hook, annecy, meeting, desk, at
):
    registered(annecy, at)
    other, delivery = meeting(), the_delivery().pid

    statuses = {
        desk.get(page(other, hook=hook.pid)).status_code,
        desk.post(page(other, "end_hook", hook=hook.pid)).status_code,
        desk.post(page(other, "send_again", hook=hook.pid, delivery=delivery)).status_code,
    }
    assert statuses == {404}
    assert hook_again(hook).ended_at is None


@pytest.mark.counting
def test_one_line_of_the_log_and_thirty_cost_the_same(
    hook, desk, annecy, at, django_assert_num_queries, django_assert_max_num_queries
):
    registered(annecy, at)
    desk.get(page(annecy, hook=hook.pid))
    with django_assert_max_num_queries(14) as few:
        desk.get(page(annecy, hook=hook.pid))
    for _ in range(29):
        registered(annecy, at)
    with django_assert_num_queries(len(few)):
        desk.get(page(annecy, hook=hook.pid))


@pytest.mark.counting
def test_where_nobody_was_ever_told_an_event_costs_nothing(annecy, at, django_assert_num_queries):
    camille = asked(annecy, at)
    with django_assert_num_queries(0):
        actions.announce(camille, Event(kind=HookEvent.CONFIRMED, data={}))


def test_the_worker_carries_out_what_is_due(hook, receiver, annecy, at):
    registered(annecy, at)
    jobs.run_now()
    with held_at(at + LOG_KEPT):
        done = [act.code for act in agenda.tick()]

    assert "api.erase_log" in done
    assert not Delivery.objects.exists()
