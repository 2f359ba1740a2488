"""What the clock does: reminders, ends, erasures (PRI-05), each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cordata.meetings import actions
from cordata.meetings.due import due_acts, reminder_at
from cordata.notify.models import Message
from tests.factories.meetings import asked, cancelled, registered

pytestmark = pytest.mark.django_db


def run_until(until):
    """Carry out everything due, in order, and again what that brought; the codes that ran."""
    ran = []
    while acts := sorted(act for act in due_acts(until)):
        acts[0].run(acts[0].at)
        ran.append(acts[0].code)
        assert len(ran) < 200, ran
    return ran


def of_notice(code):
    return Message.objects.filter(notice=f"meetings.{code}").count()


@pytest.fixture
def only(meeting, meetings):
    """One meeting on an instance without others."""
    some = meeting(places=3, sides={"FR": 2, "IT": 1})
    for other in meetings:
        other.delete()
    return some


def test_reminders_go_at_nine_on_the_meetings_own_clocks(only):
    assert reminder_at(only, 7) == datetime(2025, 2, 6, 8, 0, tzinfo=UTC)
    assert reminder_at(only, 1) == datetime(2025, 2, 12, 8, 0, tzinfo=UTC)


def test_the_clock_moved_over_the_meeting_does_each_act_once(only, at):
    came, missed = registered(only, at), registered(only, at, country="IT")
    pending = asked(only, at)
    waits = registered(only, at)

    ran = run_until(only.starts_at - timedelta(hours=1))
    actions.check_in(came.pid, by=came, at=only.starts_at)
    ran += run_until(only.ends_at + timedelta(days=4))

    assert ran == [
        "meetings.expire",
        "meetings.expire",
        "meetings.remind_week",
        "meetings.release_places",
        "meetings.remind_day",
        "meetings.hold",
        "meetings.close_attendance",
    ]
    for registration in (came, missed, pending, waits):
        registration.refresh_from_db()
    states = [one.state for one in (came, missed, pending, waits)]
    assert states == ["attended", "no_show", "expired", "expired"]
    assert (of_notice("reminder_week"), of_notice("reminder_day")) == (2, 2)


def test_nobody_is_absent_where_the_list_was_kept_on_paper(only, at):
    someone = registered(only, at)
    run_until(only.ends_at + timedelta(days=4))

    someone.refresh_from_db()
    assert someone.state == "confirmed"


def test_who_confirmed_within_the_last_day_is_not_reminded(only):
    registered(only, reminder_at(only, 1) - timedelta(hours=2))
    run_until(only.starts_at)

    assert of_notice("reminder_day") == 0


def test_pri_05_diets_and_access_needs_are_erased_thirty_days_after(only, at):
    someone = registered(only, at, meal="vegan", access_needs="Boucle magnétique")
    thirty = only.ends_at + timedelta(days=30)

    run_until(thirty - timedelta(microseconds=1))
    someone.refresh_from_db()
    assert someone.meal == "vegan"
    assert "meetings.erase_needs" in run_until(thirty)

    someone.refresh_from_db()
    assert (someone.meal, someone.access_needs, someone.name != "") == ("", "", True)


def test_pri_05_names_and_addresses_are_erased_twelve_months_after(only, at):
    someone = registered(only, at, email="anna@a.example", question="Et les écoles ?")
    year = only.ends_at.replace(year=only.ends_at.year + 1)
    assert "meetings.erase_names" not in run_until(year - timedelta(microseconds=1))
    assert "meetings.erase_names" in run_until(year)

    someone.refresh_from_db()
    assert (someone.name, someone.organisation) == ("", "")
    assert someone.email == f"{someone.pid}@erased.invalid"
    assert someone.country == "FR"
    assert only.questions.get().registration is None
    assert run_until(only.ends_at + timedelta(days=400)) == []


@pytest.fixture
def in_the_north(only, aurora_call):
    """A meeting of the other pack: names for six months, needs for fourteen days."""
    only.programme, only.call = aurora_call.programme, aurora_call
    only.save(update_fields=["programme", "call"])
    return only


def test_pri_05_another_pack_erases_at_its_own_terms(in_the_north, at):
    some = in_the_north
    someone = registered(some, at, meal="vegan", language="en")
    moment = timedelta(microseconds=1)
    fourteen, half_a_year = some.ends_at + timedelta(days=14), some.ends_at.replace(month=8)

    assert "meetings.erase_needs" not in run_until(fourteen - moment)
    assert "meetings.erase_needs" in run_until(fourteen)
    assert "meetings.erase_names" not in run_until(half_a_year - moment)
    assert "meetings.erase_names" in run_until(half_a_year)
    someone.refresh_from_db()
    assert someone.name == ""


def test_pri_01_another_pack_says_its_own_terms(client, in_the_north, at):
    some = in_the_north
    someone = registered(some, at, language="en")
    asked_here = client.get(f"/en/meetings/{some.pid}/").content.decode()
    own = client.get(f"/en/meetings/registration/{someone.pid}/{someone.key}/").content.decode()
    for shown in (asked_here, own):
        assert "6 months" in shown
        assert "14 days" in shown
        assert "12 months" not in shown
        assert "30 days" not in shown


def test_who_is_absent_is_known_when_the_attendance_closes_to_the_instant(only, at):
    came, missed = registered(only, at), registered(only, at, country="IT")
    actions.check_in(came.pid, by=came, at=only.starts_at)
    closes = only.ends_at + timedelta(days=3)
    assert "meetings.close_attendance" not in run_until(closes - timedelta(microseconds=1))
    assert "meetings.close_attendance" in run_until(closes)
    missed.refresh_from_db()
    assert missed.state == "no_show"


def test_a_cancelled_meeting_tells_everyone_once_and_takes_the_entry_out(only, at):
    registered(only, at)
    registered(only, at, country="IT", language="it")
    waits = [registered(only, at), registered(only, at)]
    actions.cancel_registration(waits[0].pid, at=at)
    cancelled(only, at)
    cancelled(only, at)

    sent = Message.objects.filter(notice="meetings.meeting_cancelled")
    assert sent.count() == 3
    assert {"Neige" in mail.text or "Neve" in mail.text for mail in sent} == {True}
    assert not only.registrations.exclude(state="cancelled").exists()
    assert [act.code for act in due_acts(only.ends_at)] == []
