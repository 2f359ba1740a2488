"""The one door for state, the clock, verdicts, the limiter, ids and jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from cordata.accounts.models import Organisation
from cordata.kernel import clock, jobs, transitions
from cordata.kernel.ids import ALPHABET, public_id
from cordata.kernel.journal import SYSTEM
from cordata.kernel.localised import pick, picked_language
from cordata.kernel.models import Event
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import Transition, move, tell
from cordata.kernel.verdicts import ALLOWED, Denied, NotPossible, all_of, refused
from cordata.notify.models import Message, State

SEND = Transition("sent", frozenset({State.WAITING}), State.SENT)


@pytest.fixture
def message(db, at):
    return Message.objects.create(
        notice="x.y",
        to="a@cordata.example",
        language="fr",
        subject="s",
        text="t",
        created_at=at,
        send_after=at,
    )


def test_a_state_moves_and_writes_its_line(message, at):
    event = move(message, SEND, by=SYSTEM, at=at, because="ready", size=3)

    message.refresh_from_db()
    assert message.state == State.SENT
    assert (event.kind, event.subject_id, event.reason) == ("message.sent", message.pid, "ready")
    assert event.data == {"before": "waiting", "after": "sent", "size": 3}


def test_a_state_does_not_move_from_anywhere(message, at):
    move(message, SEND, by=SYSTEM, at=at)

    with pytest.raises(NotPossible, match=r"message\.not_sent"):
        move(message, SEND, by=SYSTEM, at=at)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_state_moves_only_inside_a_transaction(at):
    with pytest.raises(RuntimeError):
        move(Message(), SEND, by=SYSTEM, at=at)


def test_reactions_run_in_the_same_transaction(message, at, monkeypatch):
    monkeypatch.setattr(transitions, "_reactions", {})
    seen = []
    transitions.on("message.seen", lambda thing, event: seen.append((thing, event.kind)))

    tell(message, "seen", by=SYSTEM, at=at)

    assert seen == [(message, "message.seen")]


def test_a_failing_reaction_undoes_the_act(message, at, monkeypatch):
    monkeypatch.setattr(transitions, "_reactions", {})

    def fail(thing, event):
        raise NotPossible("later.step_refuses")

    transitions.on("message.sent", fail)
    with pytest.raises(NotPossible), transaction.atomic():
        move(message, SEND, by=SYSTEM, at=at)

    message.refresh_from_db()
    assert message.state == State.WAITING
    assert not Event.objects.exists()


def test_the_clock_is_held_and_let_go():
    instant = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)
    with clock.held_at(instant):
        assert clock.now() == instant
        assert clock.real_now() != instant
    assert clock.now() - clock.real_now() < timedelta(seconds=1)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"), clock.held_at(datetime(2025, 1, 1)):  # noqa: DTZ001
        pass


def test_a_shifted_clock_ticks_on():
    clock.set_offset(timedelta(days=-30))
    try:
        first, second = clock.now(), clock.now()
    finally:
        clock.set_offset(timedelta(0))
    assert first <= second < clock.real_now() - timedelta(days=29)


def test_the_first_refusal_speaks():
    verdict = all_of(ALLOWED, refused("call.closed", day=3), refused("other"))

    assert (bool(verdict), verdict.code, verdict.params) == (False, "call.closed", {"day": 3})
    with pytest.raises(Denied) as denial:
        verdict.or_deny()
    assert denial.value.params == {"day": 3}
    ALLOWED.or_deny()


@pytest.mark.django_db
def test_the_limiter_counts_each_address_by_itself():
    """AUT-02: one's tries do not clear another's counter."""
    tries = [within_limit("code", "a", limit=3, seconds=86400) for _ in range(5)]

    assert tries == [True, True, True, False, False]
    assert within_limit("code", "b", limit=3, seconds=86400)
    assert within_limit("other", "a", limit=3, seconds=86400)


def test_public_ids_do_not_repeat_or_count():
    """ACC-02: 64 bits or more."""
    made = {public_id() for _ in range(2000)}

    assert len(made) == 2000
    assert all(len(pid) == 14 and set(pid) <= set(ALPHABET) for pid in made)
    assert len(ALPHABET) ** 14 > 2**64


def test_a_text_is_picked_in_the_readers_language_or_the_first_there_is():
    assert pick({"fr": "oui", "it": "sì"}, "it") == "sì"
    assert pick({"fr": "oui"}, "it") == "oui"
    assert picked_language({"fr": "", "it": "sì"}, "fr") == "it"
    assert pick({}, "fr") == ""


def count_organisation(pid):
    Organisation.objects.filter(pid=pid).update(short_name="counted")


@pytest.mark.django_db
def test_a_job_runs_after_and_with_ids_only(at):
    made = Organisation.objects.create(name="X", country="FR", created_at=at)

    jobs.later("tests.kernel.test_doors.count_organisation", made.pid)

    assert jobs.waiting() == 1
    assert jobs.run_now() == 1
    made.refresh_from_db()
    assert made.short_name == "counted"
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_job_is_rolled_back_with_its_transaction():
    with transaction.atomic():
        jobs.later("tests.kernel.test_doors.count_organisation", "x")
        transaction.set_rollback(True)

    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_mistyped_job_is_refused_at_once():
    with pytest.raises(ValueError, match="names no job"):
        jobs.later("cordata.kernel.nothing", 1)
