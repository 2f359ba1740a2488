"""One row a minute, chained by its digests, and one a day for good."""

from __future__ import annotations

from typing import Any

from django.db import models


class Failed(models.TextChoices):
    """What did not work: the first of them, in the order in which they are asked."""

    READY = "ready"  # the process or its database
    PAGE = "page"  # a page as visitors read it
    OPENING = "opening"  # a draft opened, and the page on which it is filed
    SAVING = "saving"  # a text saved in it
    FILING = "filing"  # the act of filing, and its receipt
    STORING = "storing"  # a row that stays, a file put on the disk
    SLOW = "slow"  # all of it, but too late to be of use


class Probe(models.Model):
    """What was found in one minute. `previous` is the digest of the probe before."""

    minute = models.DateTimeField(primary_key=True)
    failed = models.CharField(max_length=8, choices=Failed, blank=True)  # empty: well
    milliseconds = models.PositiveIntegerField()
    offset_ms = models.IntegerField(null=True)  # by which a time server is ahead of our clock
    recorded_at = models.DateTimeField()  # real time
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.failed or 'well'}"

    def content(self) -> dict[str, Any]:
        """What the digest covers."""
        return {
            "minute": self.minute,
            "failed": self.failed,
            "milliseconds": self.milliseconds,
            "offset_ms": self.offset_ms,
            "recorded_at": self.recorded_at,
            "previous": self.previous,
        }


class ProbeDay(models.Model):
    """The sums of a day (UTC), kept when its minutes no longer are."""

    day = models.DateField(primary_key=True)
    well = models.PositiveSmallIntegerField()
    failing = models.PositiveSmallIntegerField()
    missing = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, blank=True)  # of its last probe

    def __str__(self) -> str:
        return f"{self.day}"


class Trial(models.Model):
    """The row that each probe writes for good, as a filing does: the filing it tries is undone."""

    tried_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_trial")]

    def __str__(self) -> str:
        return f"{self.tried_at}"
