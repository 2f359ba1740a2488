"""How far the people with a draft were told of what was published on a call."""

from __future__ import annotations

from django.db import models

from cordata.programme.models import Call


class NewsTold(models.Model):
    """One row a call; what was published after `until` is still to be told."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.call_id} {self.until:%Y-%m-%d %H:%M}"
