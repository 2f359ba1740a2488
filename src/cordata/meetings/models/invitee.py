"""Somebody the organisers invite to a meeting, and what became of the invitation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.mailed_link import MailedLink
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.models.registration import Registration
from cordata.meetings.states import InviteeState


class Letter(models.TextChoices):
    """What is ordered to be written to a guest."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def to_write(self) -> InviteeQuerySet:
        """Those to whom a letter is ordered and not written yet, in order."""
        return self.exclude(letter="").order_by("ordered_at", "pk")

    def unanswered(self) -> InviteeQuerySet:
        """Invited, and no answer yet, nor a letter on its way."""
        return self.filter(state=InviteeState.SENT, letter="")


class Invitee(MailedLink, models.Model):
    """A guest of one meeting: one address, one personal link, one answer."""

    link_salt = "meetings.invitee"

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitees")
    state = models.CharField(max_length=12, choices=InviteeState, default=InviteeState.TO_SEND)
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    organisation = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=5)
    added_at = models.DateTimeField()
    letter = models.CharField(max_length=10, choices=Letter, blank=True)  # ordered, not written
    ordered_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, related_name="invitees"
    )
    sent_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="colleagues")
    erased_at = models.DateTimeField(
        null=True
    )  # with the registrations, or as soon as asked (PRI-05)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "email"], name="invitee_once_a_meeting"),
            models.CheckConstraint(
                condition=~Q(state=InviteeState.SENT) | Q(invited_at__isnull=False),
                name="invitee_sent_has_date",
            ),
            models.CheckConstraint(
                condition=Q(letter="") | Q(ordered_at__isnull=False),
                name="invitee_ordered_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "state"], name="invitee_state"),
            models.Index(fields=["email"], name="invitee_email"),
        ]

    def __str__(self) -> str:
        return str(self.pid)

    @property
    def actor_key(self) -> str:
        return f"invitee:{self.pid}"
