"""Who registered, who came, who asked: the lists of the organisers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cordata.meetings.models import Invitee, Meeting, Question, Registration
from cordata.meetings.queries.seeking import holding
from cordata.meetings.states import EXPECTED, RegistrationState
from cordata.notify.models import Message


def people_of(meeting: Meeting) -> QuerySet[Registration]:
    """Everyone who registered, by name; those not confirmed by mail and the expired last."""
    everyone = meeting.registrations.filter(erased_at=None)
    return everyone.select_related("party").order_by("name", "pk")


def companions_of(registration: Registration) -> QuerySet[Registration]:
    """Who comes along and stands as the one who registered does."""
    if registration.meeting.max_party == 1:
        return registration.companions.none()
    return registration.companions.filter(state=registration.state).order_by("pk")


def mails_to(registration: Registration, asked: Iterable[Question]) -> QuerySet[Message]:
    """What was written to who holds the registration now: about it, about the questions `asked`,
    to invite them, and by the organisers to many; the oldest first."""
    copies = registration.mail_copies.values_list("pid", flat=True)
    invited = Invitee.objects.filter(registration=registration).values_list("pid", flat=True)
    about = Q(subject_type="registration", subject_id=registration.pid)
    about |= Q(subject_type="question", subject_id__in=[one.pid for one in asked])
    about |= Q(subject_type="mailingcopy", subject_id__in=list(copies))
    about |= Q(subject_type="invitee", subject_id__in=list(invited))
    return Message.objects.filter(about, to=registration.email).order_by("created_at", "pk")


def searched(people: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Those whose name or organisation holds each of the words."""
    return holding(people, text, "name", "organisation")


def state_counts(meeting: Meeting) -> dict[str, int]:
    """How many registrations are in each state, every state named."""
    rows = meeting.registrations.order_by().values_list("state").annotate(Count("pk"))
    return {state: 0 for state in RegistrationState.values} | dict(rows)


def attendance(meeting: Meeting) -> QuerySet[Registration]:
    """Who stands on the attendance list, by name."""
    return meeting.registrations.filter(state__in=EXPECTED).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room and who is expected, by country."""

    present: Mapping[str, int]
    expected: Mapping[str, int]

    @property
    def present_total(self) -> int:
        return sum(self.present.values())

    @property
    def expected_total(self) -> int:
        return sum(self.expected.values())


def presence(meeting: Meeting) -> Presence:
    """The live count of the check-in page, in one query."""
    rows = (
        meeting.registrations.filter(state__in=EXPECTED)
        .order_by()
        .values_list("country")
        .annotate(
            came=Count("pk", filter=Q(state=RegistrationState.ATTENDED)), everyone=Count("pk")
        )
    )
    counted = list(rows)
    return Presence(
        {country: came for country, came, _all in counted},
        {country: everyone for country, _came, everyone in counted},
    )
