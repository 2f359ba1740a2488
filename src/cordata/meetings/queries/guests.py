"""Who is invited to a meeting, and what they answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from cordata.meetings.models import GuestList, Invitee, Meeting, MeetingQuerySet
from cordata.meetings.models.invitee import InviteeQuerySet
from cordata.meetings.queries.seeking import holding
from cordata.meetings.states import InviteeState
from cordata.notify.queries import messages_given_up_about

BETWEEN_LETTERS = timedelta(days=1)


def guests_of(meeting: Meeting) -> QuerySet[Invitee]:
    """Everybody on the list, by name, with registration and who sent them."""
    everyone = meeting.invitees.filter(erased_at=None)
    return everyone.select_related("registration", "sent_by").order_by("name", "email", "pk")


def guests_searched(guests: QuerySet[Invitee], text: str) -> QuerySet[Invitee]:
    """Those whose name, organisation or address holds each of the words."""
    return holding(guests, text, "name", "organisation", "email")


def guest_counts(meeting: Meeting) -> dict[str, int]:
    """How many guests are in each state, every state named, the erased too."""
    rows = meeting.invitees.order_by().values_list("state").annotate(Count("pk"))
    return {state: 0 for state in InviteeState.values} | dict(rows)


def guests_to_invite(meeting: Meeting) -> InviteeQuerySet:
    """On the list and not written to yet."""
    waiting = Invitee.objects.filter(meeting=meeting, state=InviteeState.TO_SEND, letter="")
    return waiting.filter(erased_at=None)


def guests_to_remind(meeting: Meeting, at: datetime) -> InviteeQuerySet:
    """Invited a day ago at least, not reminded within a day, no answer yet."""
    last = at - BETWEEN_LETTERS
    silent = Invitee.objects.unanswered().filter(meeting=meeting, invited_at__lte=last)
    return silent.filter(Q(reminded_at=None) | Q(reminded_at__lte=last), erased_at=None)


def guests_on_the_way(meeting: Meeting) -> int:
    """How many letters are ordered and not written yet."""
    return meeting.invitees.to_write().count()


def meetings_with_letters(until: datetime) -> list[tuple[str, datetime, int]]:
    """Meeting, hour of the first order and number of letters ordered and not written yet."""
    ordered = Invitee.objects.exclude(letter="").filter(ordered_at__lte=until)
    rows = ordered.order_by().values_list("meeting__pid")
    return list(rows.annotate(first=Min("ordered_at"), left=Count("pk")))


def guests_bounced(until: datetime) -> list[tuple[str, datetime]]:
    """Guests whose mail the server refused, with the moment; still counted as invited."""
    refused = messages_given_up_about("invitee").filter(given_up_at__lte=until)
    at: dict[str, datetime] = {}
    for pid, given_up in refused.values_list("subject_id", "given_up_at"):
        if given_up is not None:
            at[pid] = max(given_up, at.get(pid, given_up))
    invited = Invitee.objects.filter(pid__in=list(at), state=InviteeState.SENT)
    return [
        (guest.pid, at[guest.pid])
        for guest in invited
        if guest.invited_at is None or guest.invited_at <= at[guest.pid]
    ]


def meetings_with_guests() -> MeetingQuerySet:
    """Meetings whose guests are not erased yet."""
    named = Invitee.objects.filter(meeting=OuterRef("pk"), erased_at=None)
    return Meeting.objects.filter(Exists(named))


def guest_lists_before(until: datetime) -> QuerySet[GuestList]:
    """Previews brought until then."""
    return GuestList.objects.filter(brought_at__lte=until).select_related("meeting").defer("rows")


def guest_by_link() -> QuerySet[Invitee]:
    """What the page behind a guest's link shows, in one query."""
    return Invitee.objects.select_related(
        "registration",
        "meeting",
        "meeting__programme",
        "meeting__call",
        "meeting__call__version",
    ).defer("meeting__details", "meeting__programme__data", "meeting__call__version__data")
