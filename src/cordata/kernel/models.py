"""The journal's two tables. Triggers refuse UPDATE and DELETE (migration 0002)."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Event(models.Model):
    """One line of the journal: who did what to which thing, when, and why."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    actor = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    data = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["kind", "at"], name="event_kind_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def content(self) -> dict[str, Any]:
        """What the digest covers: everything but the digest itself."""
        return {
            "number": self.number,
            "kind": self.kind,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "actor": self.actor,
            "reason": self.reason,
            "data": self.data,
            "at": self.at,
            "recorded_at": self.recorded_at,
            "previous": self.previous,
        }


class ChainHead(models.Model):
    """The last link of the chain; one row, locked by every writer."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_chain_head")]

    def __str__(self) -> str:
        return f"head {self.number}"


class Counter(models.Model):
    """Numbers given in order without a gap within a name, such as a call's file numbers."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class Throttle(models.Model):
    """How often a key acted in a window of real time: one upsert, exact across processes."""

    key = models.CharField(max_length=120, primary_key=True)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


class RehearsalClock(models.Model):
    """The shift of a rehearsal instance's clock; a production instance refuses to have one."""

    seconds = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)  # domain instant up to which due acts have run

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_clock")]

    def __str__(self) -> str:
        return f"{self.seconds} s"
