"""Addresses that want no more invitations of a programme: kept as a keyed hash, never in clear."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import models

from cordata.programme.models import Programme

SALT = b"cordata.meetings.opt_out:"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def among(self, programme: Programme, emails: Iterable[str]) -> set[str]:
        """Which of the addresses want no invitations of this programme. One query."""
        marks = {mark: email for email in emails for mark in marks_of(email)}
        kept = self.filter(programme=programme).values_list("mark", flat=True)
        return {marks[mark] for mark in kept if mark in marks}


class OptOut(models.Model):
    """One address's no, for good: also to lists imported later, and after its erasure."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="opt_outs")
    mark = models.CharField(max_length=64)
    opted_out_at = models.DateTimeField()

    objects = OptOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "mark"], name="opt_out_once"),
        ]

    def __str__(self) -> str:
        return self.mark[:8]


def marks_of(email: str) -> list[str]:
    """What an address is kept as: under the instance's key, and under keys it had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_mark(key, email) for key in keys]


def _mark(key: str | bytes, email: str) -> str:
    secret = key.encode() if isinstance(key, str) else key
    return hmac.new(SALT + secret, email.encode(), hashlib.sha256).hexdigest()
