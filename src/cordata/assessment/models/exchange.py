"""Messages between the secretariat and the partners of a filed application."""

from __future__ import annotations

from django.db import models

from cordata.accounts.models import Person
from cordata.assessment.models.reviewing import Review
from cordata.assessment.states import ExchangeState
from cordata.kernel.ids import PublicIdField


class Exchange(models.Model):
    """One subject that the secretariat and the partners write to each other about."""

    pid = PublicIdField()
    review = models.ForeignKey(Review, models.CASCADE, related_name="exchanges")
    subject = models.CharField(max_length=150)
    state = models.CharField(max_length=12, choices=ExchangeState, default=ExchangeState.SETTLED)
    opened_at = models.DateTimeField()
    since = models.DateTimeField()  # in its present state

    class Meta:
        indexes = [models.Index(fields=["state", "since"], name="exchange_state_since")]

    def __str__(self) -> str:
        return f"exchange {self.review_id}"


class ExchangeMessage(models.Model):
    """What one person wrote, with at most one file; nothing is changed afterwards."""

    pid = PublicIdField()
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_office = models.BooleanField()  # the secretariat speaks; else a partner
    text = models.TextField()
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pid)


class ExchangeRead(models.Model):
    """Until when somebody has read an exchange."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="reads")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "person"], name="exchange_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.exchange_id}"
