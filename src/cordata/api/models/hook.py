"""Addresses of other software that are told what happens, and what was told to them."""

from __future__ import annotations

from django.core.signing import Signer
from django.db import models
from django.db.models import Q

from cordata.api.states import DeliveryState, HookEvent
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models import Meeting


class Hook(models.Model):
    """An https address told of the events of one meeting."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="hooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)  # of HookEvent
    added_by = models.CharField(max_length=60)  # actor key
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "url"],
                condition=Q(ended_at__isnull=True),
                name="hook_address_once",
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        """What its bodies are signed with. It is derived, so that the table holds nothing with
        which a stranger could sign."""
        return f"cds_{Signer(salt='api.hook').signature(self.pid)}"


class Delivery(models.Model):
    """One event to tell one address. Its pid is the event's id at every try."""

    pid = PublicIdField()
    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, choices=HookEvent)
    registration = models.CharField(max_length=14)  # its public id
    body = models.TextField()  # the very bytes that are signed
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    created_at = models.DateTimeField()  # domain time
    tries = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField()  # real time
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    problem = models.CharField(max_length=20, blank=True)  # api.problem.<code>
    sent_at = models.DateTimeField(null=True)  # domain time

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False),
                name="delivery_sent_has_date",
            )
        ]
        indexes = [
            models.Index(fields=["state", "send_after"], name="delivery_due"),
            models.Index(fields=["hook", "created_at"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.event} -> {self.hook_id}"

    @property
    def may_go_again(self) -> bool:
        """Whether it has ended, one way or the other, and could be told anew."""
        return self.state in {DeliveryState.SENT, DeliveryState.FAILED}
