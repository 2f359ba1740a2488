"""What the desk must remember itself: how far people had come, when their names went."""

from __future__ import annotations

from django.db import models

from cordata.applications.models import Application
from cordata.meetings.models import Meeting


class Trail(models.Model):
    """So many who came to a meeting from a territory had got so far when their names were erased.

    It names nobody and no organisation. `applications` are those of legal persons through which
    these people may still get further; they are files of the programme, not data of a guest.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="trails")
    nuts3 = models.CharField(max_length=5, blank=True)
    steps = models.JSONField(default=list)  # reached by then: idea, draft, filed, funded
    began_before = models.BooleanField(default=False)  # the meeting
    people = models.PositiveIntegerField()
    applications = models.ManyToManyField(Application, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gt=0), name="trail_of_somebody")
        ]

    def __str__(self) -> str:
        return f"{self.people} x {self.nuts3} ({', '.join(self.steps)})"
