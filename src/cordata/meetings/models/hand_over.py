"""A place on its way to a colleague: it stays with its owner until the colleague takes it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.mailed_link import MailedLink
from cordata.meetings.models.registration import Registration


class HandOver(MailedLink, models.Model):
    """Who shall come instead. The colleague's mailed link confirms; then this row goes."""

    link_salt = "meetings.hand_over"

    pid = PublicIdField()
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="hand_overs")
    name = models.CharField(max_length=150)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(withdrawn_at=None),
                name="one_hand_over_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.pid)
