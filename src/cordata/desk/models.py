"""What the desk must remember itself: how far people had come, when their names went; what auditors
checked and drew."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models import Meeting
from cordata.programme.models import Call


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


class ChainCheck(models.Model):
    """One walk along the chain of the journal, up to the event that was the last when it began."""

    pid = PublicIdField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.BigIntegerField()  # number of the last event
    reached = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # of the head, at the end
    breaks = models.JSONField(default=list)  # [{number, code}]
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"check up to {self.until}"

    def come_to(self, number: int) -> None:
        """Tell others how far the walk has come."""
        ChainCheck.objects.filter(pk=self.pk).update(reached=min(number, self.until))


class Sample(models.Model):
    """Files of a call drawn by lot for a closer look; whoever draws again with the same seed gets
    the same ones (`rules.sampling`).

    `population`: file number -> theme, of every file it was drawn from; `files`: those drawn.
    """

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    by_theme = models.BooleanField(default=False)
    population = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    files = models.JSONField(default=list)
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="sample_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.seed}"
