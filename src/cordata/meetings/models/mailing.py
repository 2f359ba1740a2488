"""A mail the organisers write themselves, and to whom it went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.invitee import Invitee
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.models.registration import Registration
from cordata.notify.letters import Letter, LetterState


class Mailing(Letter):
    """One mail in every language of the programme, sent once."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="mailings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | Q(sent_at__isnull=False),
                name="mailing_sent_has_date",
            ),
        ]


class MailingCopy(models.Model):
    """One recipient, as the list stood when the mail was sent; never the address itself."""

    pid = PublicIdField()
    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="copies")
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, related_name="mail_copies"
    )
    invitee = models.ForeignKey(Invitee, models.CASCADE, null=True, related_name="mail_copies")
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False, invitee__isnull=True)
                | Q(registration__isnull=True, invitee__isnull=False),
                name="mailing_copy_has_one_reader",
            ),
            models.UniqueConstraint(
                fields=["mailing", "registration"], name="mailing_copy_registration_once"
            ),
            models.UniqueConstraint(
                fields=["mailing", "invitee"], name="mailing_copy_invitee_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pid)
