"""What falls due around meetings: holds, the release of places, reminders, ends, erasures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField

from cordata.kernel.due import DueAct
from cordata.kernel.journal import SYSTEM
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.meetings import actions, queries
from cordata.meetings.models import ItemPlace, Meeting, MeetingQuerySet, Registration
from cordata.meetings.states import MeetingState, RecordKind, RegistrationState
from cordata.packs.programme import MeetingTerms
from cordata.programme.models import Call

REMINDER_HOUR = time(9)  # on the clocks of the meeting's zone
REMINDER_DAYS = {"week": 7, "day": 1}


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Every act around a meeting that falls due up to `until`."""
    yield from _holds(until)
    yield from _item_holds(until)
    yield from _parties(until)
    yield from _releases(until)
    for meeting in _unfinished.rows():
        yield from _reminders(meeting, until)
        if meeting.ends_at <= until:
            yield DueAct(meeting.ends_at, "meetings.hold", meeting.pid, partial(_hold, meeting.pid))
    yield from _attendances(until)
    yield from _letters(until)
    yield from _erasures(until)


def _letters(until: datetime) -> Iterator[DueAct]:
    """Mails to many, batch after batch, and what the mail server gave back."""
    for meeting, at, left in queries.meetings_with_letters(until):
        run = partial(_post_letters, meeting)
        yield DueAct(at, "meetings.post_letters", f"{meeting}:{left}", run)
    for mailing, left in queries.mailings_to_post(until):
        if mailing.sent_at:
            run = partial(_post_mailing, mailing.pid)
            key = f"{mailing.pid}:{left}"
            yield DueAct(mailing.sent_at, "meetings.post_mailing", key, run)
    for guest, at in queries.guests_bounced(until):
        yield DueAct(at, "meetings.note_bounce", guest, partial(_note_bounce, guest))


_unfinished: Prepared[Meeting] = Prepared(
    lambda: queries.unfinished_meetings().defer("cancel_reasons")
)
_held: Prepared[Registration] = Prepared(
    lambda: Registration.objects.leading().filter(
        state__in=[RegistrationState.PENDING, RegistrationState.OFFERED], held_until__lte=NOW
    )
)
_unheld: Prepared[Registration] = Prepared(
    lambda: Registration.objects.leading().filter(
        state=RegistrationState.PENDING,
        held_until=None,
        registered_at__lte=Given("asked", DateTimeField()),
    )
)


def _holds(until: datetime) -> Iterator[DueAct]:
    unheld = _unheld.rows(asked=until - actions.HOLD_TERM)
    for registration in [*_held.rows(at=until), *unheld]:
        at = registration.held_until or registration.registered_at + actions.HOLD_TERM
        yield DueAct(at, "meetings.expire", registration.pid, partial(_expire, registration.pid))


_held_items: Prepared[ItemPlace] = Prepared(
    lambda: (
        ItemPlace.objects.filter(state=RegistrationState.OFFERED, held_until__lte=NOW)
        .select_related("registration")
        .order_by("held_until", "pk")
    )
)


def _item_holds(until: datetime) -> Iterator[DueAct]:
    for place in _held_items.rows(at=until):
        if place.held_until:
            run = partial(_expire_item, place.registration.pid, place.pid)
            yield DueAct(place.held_until, "meetings.expire_item", place.pid, run)


def _parties(until: datetime) -> Iterator[DueAct]:
    """Free places were kept for a party long enough: they go to those behind it."""
    for meeting, yields_at in queries.parties_that_yield(until):
        run = partial(_serve, meeting)
        yield DueAct(yields_at, "meetings.serve_waiting_list", meeting, run)


_to_release: Prepared[Meeting] = Prepared(
    lambda: queries.unfinished_meetings().filter(release_done_at=None, released_at__lte=NOW)
)


def _releases(until: datetime) -> Iterator[DueAct]:
    for meeting in _to_release.rows(at=until):
        if meeting.released_at:
            run = partial(_release, meeting.pid)
            yield DueAct(meeting.released_at, "meetings.release_places", meeting.pid, run)


def _reminders(meeting: Meeting, until: datetime) -> Iterator[DueAct]:
    done = {"week": meeting.week_reminder_at, "day": meeting.day_reminder_at}
    for reminder, days in REMINDER_DAYS.items():
        at = reminder_at(meeting, days)
        if done[reminder] is None and at <= until:
            run = partial(_remind, meeting.pid, reminder)
            yield DueAct(at, f"meetings.remind_{reminder}", meeting.pid, run)


def reminder_at(meeting: Meeting, days: int) -> datetime:
    """Nine in the morning, so many days ahead, on the meeting's own clocks."""
    zone = ZoneInfo(meeting.definition.zone)
    day = meeting.starts_at.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, REMINDER_HOUR, zone).astimezone(UTC)


def _ended(meetings: Callable[[], MeetingQuerySet]) -> Prepared[Meeting]:
    """Those of the meetings that are over, with what their terms are read from."""
    return Prepared(lambda: meetings().filter(ends_at__lte=NOW).with_names())


_to_close = _ended(
    lambda: Meeting.objects.filter(state=MeetingState.HELD, attendance_closed_at=None)
)
_with_needs = _ended(queries.meetings_with_needs)
_with_names = _ended(queries.meetings_with_names)
_with_guests = _ended(queries.meetings_with_guests)
_with_askers: Prepared[Call] = Prepared(
    lambda: queries.calls_with_askers().filter(closes_at__lte=NOW)
)
_with_photos = _ended(lambda: queries.meetings_with_records(*queries.WITH_NAMES))
_with_sheets: Prepared[Meeting] = Prepared(
    lambda: queries.meetings_with_records(RecordKind.SHEET).with_names()
)


def _attendances(until: datetime) -> Iterator[DueAct]:
    for at, pid in _after(_to_close, MeetingTerms.attendance_closes_at, until):
        yield DueAct(at, "meetings.close_attendance", pid, partial(_close_attendance, pid))


def _erasures(until: datetime) -> Iterator[DueAct]:
    for at, pid in _after(_with_needs, MeetingTerms.needs_kept_until, until):
        yield DueAct(at, "meetings.erase_needs", pid, partial(_erase_needs, pid))
    for at, pid in _after(_with_names, MeetingTerms.names_kept_until, until):
        yield DueAct(at, "meetings.erase_names", pid, partial(_erase_names, pid))
    for call in _with_askers.rows(at=until):
        at = call.programme.definition.meetings.names_kept_until(call.closes_at)
        if at <= until:
            yield DueAct(at, "meetings.erase_askers", call.pid, partial(_erase_askers, call))
    for at, pid in _after(_with_guests, MeetingTerms.names_kept_until, until):
        yield DueAct(at, "meetings.erase_guests", pid, partial(_erase_guests, pid))
    yield from _records(until)
    for left in queries.guest_lists_before(until - actions.PREVIEW_KEPT):
        at = left.brought_at + actions.PREVIEW_KEPT
        run = partial(_drop_lists, left.meeting.pid)
        yield DueAct(at, "meetings.drop_guest_lists", left.pid, run)


def _erase_askers(call: Call, at: datetime) -> None:
    actions.part_from_call(call, at=at)


def _after(
    ended: Prepared[Meeting], term: Callable[[MeetingTerms, datetime], datetime], until: datetime
) -> Iterator[tuple[datetime, str]]:
    """The meetings whose term is over by `until`, and when it was: each programme sets its own."""
    for meeting in ended.rows(at=until):
        at = term(meeting.programme.definition.meetings, meeting.ends_at)
        if at <= until:
            yield at, meeting.pid


def _records(until: datetime) -> Iterator[DueAct]:
    """Photographs and other proofs go with the names; signed sheets on the programme's day."""
    for at, pid in _after(_with_photos, MeetingTerms.names_kept_until, until):
        run = partial(_erase_records, pid, queries.WITH_NAMES)
        yield DueAct(at, "meetings.erase_records", pid, run)
    for meeting in _with_sheets.rows():
        end = queries.sheets_kept_until(meeting)
        if end is not None and end <= until:
            run = partial(_erase_records, meeting.pid, (RecordKind.SHEET,))
            yield DueAct(end, "meetings.erase_sheets", meeting.pid, run)


def _expire(pid: str, at: datetime) -> object:
    return actions.expire_registration(pid, at=at)


def _expire_item(registration: str, pid: str, at: datetime) -> object:
    return actions.expire_item(registration, pid, by=SYSTEM, at=at)


def _serve(pid: str, at: datetime) -> object:
    return actions.serve_waiting_list(pid, by=SYSTEM, at=at)


def _release(pid: str, at: datetime) -> object:
    return actions.release_places(pid, by=SYSTEM, at=at)


def _remind(pid: str, reminder: str, at: datetime) -> object:
    return actions.remind(pid, reminder, at=at)


def _hold(pid: str, at: datetime) -> object:
    return actions.hold_meeting(pid, at=at)


def _close_attendance(pid: str, at: datetime) -> object:
    return actions.close_attendance(pid, at=at)


def _erase_needs(pid: str, at: datetime) -> object:
    return actions.erase_needs(pid, at=at)


def _erase_names(pid: str, at: datetime) -> object:
    return actions.erase_registrations(pid, at=at)


def _post_letters(pid: str, at: datetime) -> object:
    return actions.post_letters(pid, at=at)


def _post_mailing(pid: str, at: datetime) -> object:
    return actions.post_mailing(pid, at=at)


def _note_bounce(pid: str, at: datetime) -> object:
    return actions.note_bounce(pid, by=SYSTEM, at=at)


def _erase_guests(pid: str, at: datetime) -> object:
    return actions.erase_guests(pid, at=at)


def _erase_records(pid: str, kinds: tuple[str, ...], at: datetime) -> object:
    return actions.erase_records(pid, kinds, at=at)


def _drop_lists(pid: str, at: datetime) -> object:
    return actions.drop_lists(pid, brought_before=at - actions.PREVIEW_KEPT)
