"""Who is told of what is published on a call, and how far they were told."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.mailed_link import MailedLink
from cordata.programme.models import Call


class NewsTold(models.Model):
    """One row a call; what was published after `until` is still to be told."""

    call = models.OneToOneField(Call, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.call_id} {self.until:%Y-%m-%d %H:%M}"


class FollowerQuerySet(models.QuerySet["Follower"]):
    def of(self, call_pk: int, before: datetime, after: int) -> FollowerQuerySet:
        """Who wanted the news before an instant and proved the address; in order, from a row on."""
        proved = self.filter(call=call_pk, confirmed_at__lt=before, pk__gt=after)
        return proved.select_related("call__programme", "call__version").order_by("pk")


class Follower(MailedLink, models.Model):
    """An address that asked for the news of a call, with or without an account. Nothing is
    written to it before its mailed link was used (NOT-04)."""

    link_salt = "applications.follower"

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="followers")
    email = models.EmailField()
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "email"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return str(self.pid)

    @property
    def name(self) -> str:
        return ""  # it was not asked for

    @property
    def actor_key(self) -> str:
        return f"follower:{self.pid}"
