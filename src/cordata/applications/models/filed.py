"""One list a day of what a call received, each with the fingerprint of the one before."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from cordata.programme.models import Call


class FiledDay(models.Model):
    """Fingerprints and instants, nothing else; `salt` keeps an empty list from being guessed."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="filed_days")
    day = models.DateField()
    entries = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    salt = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, blank=True)  # of the day before; empty: the first
    sha256 = models.CharField(max_length=64)  # of `content()`
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "day"], name="filed_day_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.day}"

    def content(self) -> dict[str, Any]:
        """What the fingerprint covers, the same for ever."""
        return {
            "form": "cordata-filed/1",
            "call": self.call.pid,
            "day": self.day,
            "filed": self.entries,
            "previous": self.previous,
            "salt": self.salt,
        }
