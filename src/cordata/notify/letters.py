"""A letter that somebody writes to many: in every language, in draft, then sent exactly once.

Who its readers are is said by the step that has such letters; meetings and calls do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import pgettext_lazy

from cordata.kernel.ids import PublicIdField
from cordata.kernel.transitions import Transition
from cordata.kernel.verdicts import NotPossible

Texts = Mapping[str, str]


class LetterState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("mail", "being written")
    SENT = "sent", pgettext_lazy("mail", "sent")


SEND_LETTER = Transition("sent", frozenset({LetterState.DRAFT}), LetterState.SENT)


class Letter(models.Model):
    """Subject and text in every language, and the groups of readers; `recipients` once sent."""

    pid = PublicIdField()
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    subjects = models.JSONField(default=dict)  # language -> text
    bodies = models.JSONField(default=dict)  # language -> text
    audiences = models.JSONField(default=list)  # codes of the groups written to
    written_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pid)

    def write(
        self, *, subjects: Texts, bodies: Texts, audiences: Sequence[str], by: Any, at: datetime
    ) -> None:
        """Other words, for other groups; nobody gets it yet."""
        self.subjects, self.bodies = dict(subjects), dict(bodies)
        self.audiences, self.written_by, self.written_at = list(audiences), by, at
        self.save()


L = TypeVar("L", bound=Letter)


def locked_draft(letters: models.QuerySet[L], pid: str) -> L:
    """The draft, held until the transaction ends. Raises NotPossible once it is sent."""
    letter = letters.select_for_update(of=("self",)).get(pid=pid)
    if letter.state != LetterState.DRAFT:
        raise NotPossible("mailing.sent_already")
    return letter


def refuse_other_readers(found: int, seen: int) -> None:
    """Raises NotPossible unless a letter would reach as many as its sender was shown."""
    if not found:
        raise NotPossible("mailing.nobody")
    if found != seen:
        raise NotPossible("mailing.readers_changed", count=found, seen=seen)
