"""Meetings come from the pack with every fact; later changes are told."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.meetings.actions import load_meetings
from cordata.meetings.models import Meeting
from cordata.notify.models import Message
from tests.factories.meetings import registered

pytestmark = pytest.mark.django_db


def changed(pack, code, **fields):
    """The pack with one meeting otherwise."""
    calls = tuple(
        dataclasses.replace(
            call,
            meetings=tuple(
                dataclasses.replace(meeting, **fields) if meeting.code == code else meeting
                for meeting in call.meetings
            ),
        )
        for call in pack.calls
    )
    return dataclasses.replace(pack, calls=calls)


def test_every_meeting_of_the_pack_is_announced_once(programme, alcotra, meetings, at):
    load_meetings(programme, alcotra, by=SYSTEM, at=at)

    assert Meeting.objects.count() == sum(len(call.meetings) for call in alcotra.calls)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"published"}
    assert Event.objects.filter(kind="meeting.published").count() == len(meetings)


def test_annecy_keeps_the_places_of_each_side_until_the_release(annecy):
    assert annecy.kept_places == {"FR": 70, "IT": 50}
    assert annecy.places == 120
    assert annecy.starts_at - annecy.released_at == timedelta(hours=69)


def test_a_moved_meeting_is_told_to_everyone_registered(programme, alcotra, annecy, at):
    registered(annecy, at)
    venue = dataclasses.replace(annecy.definition.venue, rooms={"fr": "Salle Tournette"})
    moved = changed(alcotra, annecy.code, venue=venue)
    load_meetings(programme, moved, by=SYSTEM, at=at)
    load_meetings(programme, moved, by=SYSTEM, at=at)

    mail = Message.objects.get(notice="meetings.meeting_changed")
    assert "Salle Tournette" in mail.text


def test_more_places_serve_the_waiting_list(programme, alcotra, annecy, at):
    small = changed(alcotra, annecy.code, places=1, shares=())
    load_meetings(programme, small, by=SYSTEM, at=at)
    registered(annecy, at)
    waits = registered(annecy, at)

    load_meetings(programme, changed(alcotra, annecy.code, places=2, shares=()), by=SYSTEM, at=at)

    waits.refresh_from_db()
    assert waits.state == "offered"


def test_another_programme_has_its_own_sides(aurora_call, aurora, at):
    loaded = load_meetings(aurora_call.programme, aurora, by=SYSTEM, at=at)

    assert all(meeting.programme == aurora_call.programme for meeting in loaded)
