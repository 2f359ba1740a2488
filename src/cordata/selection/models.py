"""Committee sessions, the frozen ranking and the decisions."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.programme.models import Call
from cordata.selection.states import DecisionState, Outcome, SessionState


class CommitteeSession(models.Model):
    """A sitting or a written procedure that decides on one or more themes of a call."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="sessions")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PREPARED)
    kind = models.CharField(max_length=10, default="meeting")  # meeting, written
    place = models.CharField(max_length=120, blank=True)
    themes = models.JSONField(default=list)
    held_on = models.DateField()
    remainder = models.CharField(max_length=20, default="stop")  # how the rest is treated
    ranking = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="+")
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    minutes = models.JSONField(default=dict)  # language -> text

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_release_after_signature",
                condition=Q(released_at__isnull=True) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_four_eyes",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("signed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.held_on}"


class Decision(models.Model):
    """What was decided on one application; nothing shows before the session is released."""

    pid = PublicIdField()
    session = models.ForeignKey(CommitteeSession, models.PROTECT, related_name="decisions")
    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    outcome = models.CharField(max_length=12, choices=Outcome)
    theme = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(null=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    grant = models.DecimalField(max_digits=12, decimal_places=2)  # ERDF, euros; 0 if none
    reasons = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # language -> text
    conditions = models.JSONField(default=dict)
    notified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="decision_once"),
            models.CheckConstraint(condition=Q(grant__gte=0), name="grant_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"


class Letter(models.Model):
    """The decision letter to one partner, in its language first, both languages in one document."""

    pid = PublicIdField()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)  # what a person quotes: file, slash, partner
    language = models.CharField(max_length=5)
    texts = models.JSONField(default=dict)  # language -> Markdown as released
    sealed = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "organisation"], name="letter_once")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def in_order(self) -> list[tuple[str, str]]:
        """Language and text, the addressee's own first."""
        return sorted(self.texts.items(), key=lambda item: (item[0] != self.language, item[0]))
