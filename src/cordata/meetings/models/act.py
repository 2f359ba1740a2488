"""What was done at the door, on which phone, by which clock: the log arrivals are read from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.meetings.models.meeting import Meeting
from cordata.meetings.models.registration import Registration
from cordata.meetings.states import ActKind


class DoorAct(models.Model):
    """One act at the door as a phone or a page told it. It is never changed; a phone that tells
    it twice is answered twice and heard once. No name stands here."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="door_acts")
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, related_name="door_acts"
    )
    key = models.CharField(max_length=36)  # made by the phone
    kind = models.CharField(max_length=10, choices=ActKind)
    undoes = models.CharField(max_length=36, blank=True)  # key of the arrival taken back
    device = models.CharField(max_length=36, blank=True)  # the phone's own random name
    device_at = models.DateTimeField(null=True)  # by the phone's clock, which may be wrong
    happened_at = models.DateTimeField()  # by ours: when it was told, less its age
    received_at = models.DateTimeField()
    by = models.CharField(max_length=60)  # actor key
    outcome = models.CharField(max_length=60, blank=True)  # code; empty: it counts

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="door_act_once"),
            models.CheckConstraint(
                condition=Q(happened_at__lte=models.F("received_at")),
                name="door_act_told_after_it_happened",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "received_at"], name="door_act_received")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
