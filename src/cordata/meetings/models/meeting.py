"""One information meeting."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from cordata.kernel.ids import PublicIdField
from cordata.meetings.states import MeetingState
from cordata.packs.canonical import digest
from cordata.packs.freezing import thaw
from cordata.packs.meeting import MeetingDefinition, MeetingFormat
from cordata.programme.models import Call, Programme, kept
from cordata.web.moments import Zone


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
    max_party = models.PositiveSmallIntegerField(default=1)  # persons in one registration
    approval = models.BooleanField(default=False)  # the organisers decide on each registration
    registration_opens_at = models.DateTimeField()
    registration_closes_at = models.DateTimeField()
    cancel_reasons = models.JSONField(default=dict)  # language -> text, shown publicly
    week_reminder_at = models.DateTimeField(null=True)  # done at
    day_reminder_at = models.DateTimeField(null=True)  # done at
    attendance_closed_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)  # who came got the mail with the documents
    pending = models.JSONField(default=dict)  # the definition as edited, not published yet
    edited_at = models.DateTimeField(null=True)  # on a screen: the pack no longer overwrites it
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry: one more a change
    link = models.URLField(max_length=500, blank=True)  # shown to the confirmed and nobody else
    link_words = models.CharField(max_length=200, blank=True)  # number and code to type
    watched = models.BooleanField(default=False)  # a later step tells others what happens here

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
    def planned(self) -> MeetingDefinition:
        """The definition as edited: what is waiting to be published, else what is public."""
        return thaw(MeetingDefinition, self.pending) if self.pending else self.definition

    @property
    def planned_digest(self) -> str:
        return digest(self.pending) if self.pending else self.digest

    @property
    def is_online(self) -> bool:
        return self.definition.format is not MeetingFormat.ON_SITE

    @property
    def zone(self) -> Zone:
        """The zone of its hours, under the cities the programme names."""
        named = self.programme.zone
        return named if named.name == self.definition.zone else Zone(self.definition.zone)

    def takes_registrations(self, at: datetime) -> bool:
        """Whether one may register: both ends of the window are in."""
        announced = self.state == MeetingState.PUBLISHED
        return announced and self.registration_opens_at <= at <= self.registration_closes_at
