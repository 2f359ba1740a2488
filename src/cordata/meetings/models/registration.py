"""One person's place, or wish for one, at one meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q

from cordata.accounts.models import Person
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.states import LIVE, RegistrationState

ELSEWHERE = "ZZ"  # comes from a country that is not one of the programme's (ISO 3166 user code)
ERASED = "erased.invalid"  # the domain of an address that was erased
COMPANION = "companion.invalid"  # the domain of somebody who comes with another


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding(self, at: datetime) -> RegistrationQuerySet:
        """Those a place is taken by. A hold that ran out frees its place at that instant."""
        return self.filter(
            Q(state__in=[RegistrationState.CONFIRMED, RegistrationState.ATTENDED])
            | Q(state__in=[RegistrationState.PENDING, RegistrationState.OFFERED], held_until__gt=at)
        )

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list in order of arrival, a party by the one who registered (MTG-02)."""
        waits = self.leading().filter(state=RegistrationState.WAITLISTED)
        return waits.order_by("waiting_since", "pk")

    def leading(self) -> RegistrationQuerySet:
        """Those who registered themselves: they have a link and get the mails of their party."""
        return self.filter(party=None)

    def with_meeting(self) -> RegistrationQuerySet:
        return self.select_related(
            "meeting", "meeting__programme", "meeting__call", "meeting__call__version"
        ).defer("meeting__details", "meeting__programme__data", "meeting__call__version__data")


class Registration(models.Model):
    """One person's place, or wish for one, at one meeting.

    People who come together are a party: one registered, the others hang on that registration,
    each with a name, a place and an arrival of their own.
    """

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
    meal = models.CharField(max_length=40, blank=True)  # erased days after, as the pack says
    access_needs = models.CharField(max_length=500, blank=True)  # erased with the meal (PRI-05)
    photo_consent = models.BooleanField(default=False)
    sharing_consent = models.BooleanField(default=False)
    follow_up_consent = models.BooleanField(default=False)  # be written to after the meeting
    own_answers = models.JSONField(default=dict)  # code of the organisers' question -> answer
    party = models.ForeignKey("self", models.CASCADE, null=True, related_name="companions")
    yields_at = models.DateTimeField(null=True)  # from when smaller ones pass a party that waits
    yielded = models.BooleanField(default=False)  # those behind it were served for it
    link_number = models.PositiveSmallIntegerField(default=0)  # a new one ends the old link
    decline_reason = models.CharField(max_length=600, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="registrations")
    registered_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)  # PENDING: place kept; OFFERED: answer awaited
    waiting_since = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    walked_in = models.BooleanField(default=False)
    survey_answered = models.BooleanField(default=False)  # once; neither what nor when
    erased_at = models.DateTimeField(null=True)  # months after, as the pack says (PRI-05)

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
        return _signer().signature(self._linked)

    @property
    def _linked(self) -> str:
        return f"{self.pid}/{self.link_number}" if self.link_number else self.pid

    def opened_by(self, key: str) -> bool:
        """Whether `key` comes from a link we mailed, and from the last owner's."""
        try:
            _signer().unsign(f"{self._linked}:{key}")
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


def erased(registration: Any) -> str:
    """The address that takes the place of an erased one; unique, and nobody's."""
    return f"{registration.pid}@{ERASED}"
