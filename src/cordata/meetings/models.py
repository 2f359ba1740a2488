"""Information meetings and the people who register for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.kernel.ids import PublicIdField
from cordata.meetings.states import LIVE, MeetingState, RegistrationState
from cordata.programme.models import Call, Programme


class Meeting(models.Model):
    """One information meeting. `details` holds venue, organisers, agenda, audience, texts
    as `packs.model.MeetingDefinition.frozen()` gives them."""

    pid = PublicIdField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="meetings")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="meetings")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    details = models.JSONField(default=dict)
    places = models.PositiveIntegerField(null=True)  # null: not limited
    per_organisation = models.PositiveSmallIntegerField(null=True)
    registration_opens_at = models.DateTimeField()
    registration_closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="meeting_code_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="meeting_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SidePlaces(models.Model):
    """Places kept for one side (country) until the release instant."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sides")
    country = models.CharField(max_length=2)
    places = models.PositiveIntegerField()
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "country"], name="side_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.places}"


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
    secret_digest = models.CharField(max_length=64)  # of the mailed link
    registered_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)  # PENDING: place kept; OFFERED: answer awaited
    waiting_since = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    walked_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=Q(state__in=sorted(LIVE)),
                name="one_live_registration_per_address",
            )
        ]
        indexes = [models.Index(fields=["meeting", "state"], name="registration_state")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def actor_key(self) -> str:
        return f"registrant:{self.pid}"


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
