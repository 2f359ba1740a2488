"""Information meetings and the people who register for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.kernel.ids import PublicIdField
from cordata.meetings.states import LIVE, MeetingState, RegistrationState
from cordata.packs.freezing import thaw
from cordata.packs.meeting import MeetingDefinition
from cordata.programme.models import Call, Programme, kept
from cordata.web.moments import Zone

ELSEWHERE = "ZZ"  # comes from a country that is not one of the programme's (ISO 3166 user code)
ERASED = "erased.invalid"  # the domain of an address that was erased


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def public(self) -> MeetingQuerySet:
        """What anyone may see: everything but what is in preparation."""
        return self.exclude(state=MeetingState.DRAFT)

    def with_names(self) -> MeetingQuerySet:
        """With programme and call, all frozen data left where it is: `definition` is kept."""
        return self.select_related("programme", "call", "call__version").defer(
            "details", "programme__data", "call__version__data"
        )


class Meeting(models.Model):
    """One information meeting. `details` is the frozen `packs.meeting.MeetingDefinition`:
    venue, organisers, agenda, audience, texts."""

    pid = PublicIdField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="meetings")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="meetings")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of details
    places = models.PositiveIntegerField(null=True)  # null: not limited
    kept_places = models.JSONField(default=dict)  # country -> places kept for it until the release
    released_at = models.DateTimeField(null=True)  # unused kept places are everybody's
    release_done_at = models.DateTimeField(null=True)  # the waiting list was served for it
    per_organisation = models.PositiveSmallIntegerField(null=True)
    registration_opens_at = models.DateTimeField()
    registration_closes_at = models.DateTimeField()
    cancel_reasons = models.JSONField(default=dict)  # language -> text, shown publicly
    week_reminder_at = models.DateTimeField(null=True)  # done at
    day_reminder_at = models.DateTimeField(null=True)  # done at
    attendance_closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="meeting_code_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="meeting_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__lte=F("ends_at")),
                name="meeting_registration_closes_before_the_end",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="meeting_start")]

    def __str__(self) -> str:
        return self.code

    @property
    def definition(self) -> MeetingDefinition:
        return kept(f"meeting:{self.digest}", lambda: thaw(MeetingDefinition, self.details))

    @property
    def zone(self) -> Zone:
        """The zone of its hours, under the cities the programme names."""
        named = self.programme.zone
        return named if named.name == self.definition.zone else Zone(self.definition.zone)

    def takes_registrations(self, at: datetime) -> bool:
        """Whether one may register: both ends of the window are in."""
        announced = self.state == MeetingState.PUBLISHED
        return announced and self.registration_opens_at <= at <= self.registration_closes_at


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding(self, at: datetime) -> RegistrationQuerySet:
        """Those a place is taken by. A hold that ran out frees its place at that instant."""
        return self.filter(
            Q(state__in=[RegistrationState.CONFIRMED, RegistrationState.ATTENDED])
            | Q(state__in=[RegistrationState.PENDING, RegistrationState.OFFERED], held_until__gt=at)
        )

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list in order of arrival (MTG-02)."""
        return self.filter(state=RegistrationState.WAITLISTED).order_by("waiting_since", "pk")

    def with_meeting(self) -> RegistrationQuerySet:
        return self.select_related(
            "meeting", "meeting__programme", "meeting__call", "meeting__call__version"
        ).defer("meeting__details", "meeting__programme__data", "meeting__call__version__data")


class Registration(models.Model):
    """One person's place, or wish for one, at one meeting."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="registrations")
    state = models.CharField(
        max_length=10, choices=RegistrationState, default=RegistrationState.PENDING
    )
    email = models.EmailField()
    name = models.CharField(max_length=150)
    organisation = models.CharField(max_length=250, blank=True)
    country = models.CharField(max_length=2)  # the side whose places it counts on
    nuts3 = models.CharField(max_length=5, blank=True)
    role = models.CharField(max_length=100, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    has_idea = models.BooleanField(default=False)
    seeks_partner_in = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=5)
    meal = models.CharField(max_length=40, blank=True)  # erased 30 days after (PRI-05)
    access_needs = models.CharField(max_length=500, blank=True)  # erased 30 days after
    photo_consent = models.BooleanField(default=False)
    sharing_consent = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="registrations")
    registered_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)  # PENDING: place kept; OFFERED: answer awaited
    waiting_since = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    walked_in = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)  # twelve months after (PRI-05)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=Q(state__in=sorted(LIVE)),
                name="one_live_registration_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="registration_confirmed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.WAITLISTED) | Q(waiting_since__isnull=False),
                name="registration_waiting_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(held_until__isnull=False),
                name="registration_offered_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.ATTENDED) | Q(attended_at__isnull=False),
                name="registration_attended_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "state"], name="registration_state"),
            models.Index(fields=["email"], name="registration_email"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def actor_key(self) -> str:
        return f"registrant:{self.pid}"

    @property
    def key(self) -> str:
        """The secret part of the mailed link. It is derived, so that every mail carries the
        same link and the table holds nothing that opens it."""
        return _signer().signature(self.pid)

    def opened_by(self, key: str) -> bool:
        """Whether `key` comes from a link we mailed."""
        try:
            _signer().unsign(f"{self.pid}:{key}")
        except BadSignature:
            return False
        return True

    def holds_place(self, at: datetime) -> bool:
        """Whether a place is taken by this registration at `at`."""
        if self.state in {RegistrationState.PENDING, RegistrationState.OFFERED}:
            return self.held_until is not None and self.held_until > at
        return self.state in {RegistrationState.CONFIRMED, RegistrationState.ATTENDED}


def _signer() -> Signer:
    return Signer(salt="meetings.registration", sep=":")


class Question(models.Model):
    """A question asked at registration or in the room; the answer is published once."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="questions")
    registration = models.ForeignKey(Registration, models.SET_NULL, null=True)
    text = models.CharField(max_length=600)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text[:40]


def erased(registration: Any) -> str:
    """The address that takes the place of an erased one; unique, and nobody's."""
    return f"{registration.pid}@{ERASED}"
