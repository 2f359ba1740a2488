"""Guests come onto the list: a file looked at first and taken whole, or one typed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.documents.spreadsheets import Table
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.guest_lists import judged, known_of
from cordata.meetings.models import GuestList, Invitee, Meeting
from cordata.meetings.states import InviteeState
from cordata.rules.guest_lists import guessed, has_titles, recognised

PREVIEW_KEPT = timedelta(days=1)
BATCH = 500


@transaction.atomic
def bring_list(
    meeting: Meeting, rows: Table, *, name: str, language: str, by: Person, at: datetime
) -> GuestList:
    """Keep a table for its preview, with what its titles say of its columns; nobody is a guest
    by it. An earlier one of the same person is dropped."""
    meeting.guest_lists.filter(brought_by=by).delete()
    titled = has_titles(rows[0])
    return GuestList.objects.create(
        meeting=meeting,
        file_name=name[:255],
        rows=rows,
        columns=recognised(rows[0]) if titled else guessed(rows[0]),
        has_titles=titled,
        language=language,
        brought_by=by,
        brought_at=at,
    )


@transaction.atomic
def choose_columns(
    guest_list: GuestList, columns: Mapping[str, int], *, has_titles: bool, language: str
) -> GuestList:
    """What each column holds, said by who brought the list."""
    guest_list.columns, guest_list.has_titles = dict(columns), has_titles
    guest_list.language = language
    guest_list.save(update_fields=["columns", "has_titles", "language"])
    return guest_list


@transaction.atomic
def import_guests(meeting_pid: str, list_pid: str, *, by: Actor, at: datetime) -> int:
    """Everybody the preview shows as taken, or nobody; how many. A second press finds the list
    gone and adds nobody. Raises NotPossible where no row can be taken."""
    meeting = locked_meeting(meeting_pid)
    guest_list = meeting.guest_lists.select_for_update(of=("self",)).filter(pid=list_pid).first()
    if guest_list is None:
        return 0
    guest_list.meeting = meeting
    taken = judged(guest_list, meeting.programme.definition.languages).taken
    if not taken:
        raise NotPossible("guest.nobody_to_add")
    new = [
        Invitee(
            meeting=meeting,
            email=row.email,
            name=row.name,
            organisation=row.organisation,
            language=row.language,
            added_at=at,
        )
        for row in taken
    ]
    Invitee.objects.bulk_create(new, batch_size=BATCH)
    guest_list.delete()
    tell(meeting, "guests_added", by=by, at=at, count=len(new))
    return len(new)


@transaction.atomic
def add_guest(
    meeting_pid: str,
    *,
    email: str,
    name: str,
    organisation: str,
    language: str,
    by: Actor,
    at: datetime,
) -> Invitee:
    """One guest by hand. Raises NotPossible when the address is known already, or wants no
    invitations."""
    meeting = locked_meeting(meeting_pid)
    if reason := known_of(meeting, [email]).reason(email):
        raise NotPossible(f"guest.row.{reason}")
    guest = Invitee.objects.create(
        meeting=meeting,
        email=email,
        name=name,
        organisation=organisation,
        language=language,
        added_at=at,
    )
    tell(meeting, "guests_added", by=by, at=at, count=1)
    return guest


@transaction.atomic
def remove_guest(meeting_pid: str, pid: str, *, by: Actor, at: datetime) -> bool:
    """Take somebody off who was not written to; whether it was done."""
    meeting = locked_meeting(meeting_pid)
    found = meeting.invitees.filter(pid=pid, state=InviteeState.TO_SEND, letter="")
    if removed := bool(found.delete()[0]):
        tell(meeting, "guest_removed", by=by, at=at)
    return removed


@transaction.atomic
def drop_lists(meeting_pid: str, *, brought_before: datetime) -> int:
    """Previews nobody came back to; how many."""
    old = GuestList.objects.filter(meeting__pid=meeting_pid, brought_at__lte=brought_before)
    return old.delete()[0]
