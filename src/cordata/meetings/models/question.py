"""What people ask, before a meeting or in the room."""

from __future__ import annotations

from django.db import models

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.models.registration import Registration


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
