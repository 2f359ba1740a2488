"""To whom the organisers may write, and what they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from cordata.kernel.prepared import NOW, Prepared
from cordata.meetings.models import (
    COMPANION,
    ERASED,
    Invitee,
    Mailing,
    MailingCopy,
    Meeting,
    Registration,
)
from cordata.meetings.states import RegistrationState
from cordata.notify.letters import LetterState

REGISTERED_GROUPS = {
    "coming": (RegistrationState.CONFIRMED, RegistrationState.ATTENDED),
    "waiting": (RegistrationState.WAITLISTED, RegistrationState.OFFERED),
    "applied": (RegistrationState.APPLIED,),
    "absent": (RegistrationState.NO_SHOW,),
}
GUESTS = "guests"  # invited, no answer yet
GROUPS = (*REGISTERED_GROUPS, GUESTS)


def registered_readers(meeting: Meeting, groups: Iterable[str]) -> QuerySet[Registration]:
    """Who of these groups reads a mail: one of each party, nobody whose address is erased."""
    states = [state for group in groups for state in REGISTERED_GROUPS.get(group, ())]
    leading = meeting.registrations.leading().filter(state__in=states, erased_at=None)
    nobody = Q(email__endswith=f"@{COMPANION}") | Q(email__endswith=f"@{ERASED}")
    return leading.exclude(nobody | Q(email="")).order_by("name", "pk")


def guest_readers(meeting: Meeting, groups: Iterable[str]) -> QuerySet[Invitee]:
    """Guests without an answer, where the mail goes to them."""
    silent = meeting.invitees.unanswered().filter(erased_at=None)
    return silent.order_by("name", "email", "pk") if GUESTS in groups else silent.none()


def group_sizes(meeting: Meeting) -> dict[str, int]:
    """How many readers each group has, every group named, in two queries."""
    rows = dict(
        registered_readers(meeting, REGISTERED_GROUPS)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    sizes = {
        group: sum(rows.get(state, 0) for state in states)
        for group, states in REGISTERED_GROUPS.items()
    }
    return sizes | {GUESTS: guest_readers(meeting, [GUESTS]).count()}


def mailings_of(meeting: Meeting) -> QuerySet[Mailing]:
    """What the organisers wrote, the newest first."""
    return meeting.mailings.select_related("written_by").order_by("-written_at", "-pk")


def mailings_to_post(until: datetime) -> list[tuple[Mailing, int]]:
    """Mails sent whose copies are not all written, with how many are left."""
    return [(mailing, mailing.left) for mailing in _unposted.rows(at=until) if mailing.left]


_unposted: Prepared[Any] = Prepared(
    lambda: (
        Mailing.objects.filter(state=LetterState.SENT, sent_at__lte=NOW)
        .filter(copies__posted_at=None)
        .annotate(left=Count("copies"))
        .order_by("sent_at", "pk")
    )
)


def readers_of(mailing: Mailing) -> QuerySet[Registration, tuple[str, str, str]]:
    """Name, address and language of everybody a draft would reach now, by name."""
    columns = ("name", "email", "language")
    people = registered_readers(mailing.meeting, mailing.audiences).order_by()
    guests = guest_readers(mailing.meeting, mailing.audiences).order_by()
    both = people.values_list(*columns).union(guests.values_list(*columns), all=True)
    return both.order_by("name", "email")


def copies_of(mailing: Mailing) -> QuerySet[MailingCopy]:
    """Who got a mail that was sent."""
    return mailing.copies.select_related("registration", "invitee").order_by("pk")
