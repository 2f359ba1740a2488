"""What those who came say of a meeting: each answer apart from whom it is of (PRI-01)."""

from __future__ import annotations

from django.db import models

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting


class SurveyAnswer(models.Model):
    """One person's answers, without the person. Nothing here leads to a registration: the id is
    drawn by lot, so that it keeps no order, and of the time there is the day alone. The
    registration has a mark that it answered, and nothing of what."""

    pid = PublicIdField(primary_key=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="survey_answers")
    answered_on = models.DateField()  # on the clocks of the meeting
    country = models.CharField(max_length=2, blank=True)  # where enough came from it, else empty
    language = models.CharField(max_length=5, blank=True)  # of the words typed, where there are any
    answers = models.JSONField(default=dict)  # code of the question -> answer

    def __str__(self) -> str:
        return str(self.pid)
