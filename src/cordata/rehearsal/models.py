"""What a rehearsal instance remembers: its moves of the clock and what the scenario has played."""

from __future__ import annotations

from django.db import models

from cordata.kernel.ids import PublicIdField


class Move(models.Model):
    """One move of the clock, carried out in order and shown as it goes."""

    pid = PublicIdField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    reached_at = models.DateTimeField()  # domain instant of the last act carried out
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=60)
    finished = models.BooleanField(default=False)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finished"], condition=models.Q(finished=False), name="one_move_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_at:%Y-%m-%d} -> {self.to_at:%Y-%m-%d}"


class Played(models.Model):
    """One act of the scenario that has been played, and the thing it made."""

    key = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()
    thing = models.CharField(max_length=14, blank=True)  # public id of what it made
    problem = models.CharField(max_length=200, blank=True)  # the refusal's code, if refused

    def __str__(self) -> str:
        return self.key
