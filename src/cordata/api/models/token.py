"""Keys with which other software reads what the steps hold."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.api.states import Scope
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models import Meeting


class Token(models.Model):
    """A key of one person for one meeting. It is shown once; the table holds its digest."""

    pid = PublicIdField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="tokens")
    scope = models.CharField(max_length=40, choices=Scope, default=Scope.REGISTRATIONS)
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)  # the last day (UTC)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "label"],
                condition=Q(revoked_at__isnull=True),
                name="token_label_once",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__lt=F("expires_at")), name="token_issued_before_it_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def in_force(self, at: datetime) -> bool:
        """Whether the key itself still opens; whether its owner may read is another question."""
        return self.revoked_at is None and at < self.expires_at
