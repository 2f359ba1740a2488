"""Committee sessions, the frozen ranking and the decisions."""

from __future__ import annotations

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from cordata.accounts.models import Person
from cordata.applications.models import Application, PartnerLetter
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.programme.models import Call
from cordata.selection.states import (
    Attendance,
    DecisionState,
    LiftingState,
    Outcome,
    SessionState,
    Stance,
    TieBreak,
)


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
    convened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    convened_at = models.DateTimeField(null=True)
    short_notice = models.TextField(blank=True)  # why the pack's term was not kept
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


class Tie(models.Model):
    """The order of files of equal merit, before the signature: chosen with a reason, or drawn by
    a lot whose seed anybody can draw with again.

    `files`: public ids of applications, the first first; of a choice only the one chosen.
    """

    pid = PublicIdField()
    session = models.ForeignKey(CommitteeSession, models.CASCADE, related_name="ties")
    how = models.CharField(max_length=10, choices=TieBreak)
    files = models.JSONField(default=list)
    because = models.TextField(blank=True)
    seed = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tie_has_its_ground",
                condition=(Q(how=TieBreak.COMMITTEE) & ~Q(because=""))
                | (Q(how=TieBreak.LOT) & ~Q(seed="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.how}"


class Hypothesis(models.Model):
    """What somebody tried on the board and why: kept, compared, never a decision.

    `envelopes`: theme -> ERDF euros supposed to be left; `result`: theme -> funded, reserve,
    granted and left, as the rules computed them then.
    """

    pid = PublicIdField()
    session = models.ForeignKey(CommitteeSession, models.CASCADE, related_name="hypotheses")
    remainder = models.CharField(max_length=20)
    envelopes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"hypothesis {self.remainder}"

    @property
    def amounts(self) -> dict[str, Decimal]:
        return {theme: Decimal(amount) for theme, amount in self.envelopes.items()}


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
    because = models.TextField(blank=True)  # why the committee departs from the proposal
    notified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="decision_once"),
            models.CheckConstraint(condition=Q(grant__gte=0), name="grant_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"


class Seat(models.Model):
    """A place in a session: a member, who may be replaced, or an observer without a vote."""

    pid = PublicIdField()
    session = models.ForeignKey(CommitteeSession, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    delegation = models.CharField(max_length=20, blank=True)  # a code of the pack
    votes = models.BooleanField(default=True)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.UNKNOWN)

    class Meta:
        ordering = ["-votes", "delegation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="seat_once"),
            models.CheckConstraint(
                name="seat_substitute_is_another", condition=~Q(substitute=F("person"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.session_id}"

    @property
    def holder(self) -> Person:
        """Who sits there: the member, or the substitute where that one came."""
        replaced = self.attendance == Attendance.SUBSTITUTE and self.substitute is not None
        return self.substitute if replaced and self.substitute else self.person

    @property
    def present(self) -> bool:
        return self.attendance in {Attendance.MEMBER, Attendance.SUBSTITUTE}


class Recusal(models.Model):
    """Somebody stands aside on one file: neither vote, nor count, nor its talk (EVA-02)."""

    pid = PublicIdField()
    session = models.ForeignKey(CommitteeSession, models.CASCADE, related_name="recusals")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "application", "person"], name="recusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.application_id}"


class Ballot(models.Model):
    """What a seat says to the decision proposed on one file, with its comment."""

    pid = PublicIdField()
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="ballots")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="ballots")
    stance = models.CharField(max_length=10, choices=Stance)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "decision"], name="ballot_once")]

    def __str__(self) -> str:
        return f"{self.stance} {self.decision_id}"


class Letter(PartnerLetter):
    """What a partner is written of a decision."""

    class Kind(models.TextChoices):
        DECISION = "decision", pgettext_lazy("letter", "decision")
        GRANT = "grant", pgettext_lazy("letter", "grant, conditions lifted")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DECISION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "organisation", "kind"], name="letter_once")
        ]

    @property
    def application(self) -> Application:
        return self.decision.application


class Lifting(models.Model):
    """The conditions of an approval: met in time, stated by one person, confirmed by another."""

    pid = PublicIdField()
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="lifting")
    state = models.CharField(max_length=10, choices=LiftingState, default=LiftingState.AWAITED)
    due_at = models.DateTimeField()  # the term itself is still in time
    met = models.BooleanField(null=True)  # what the case officer states
    stated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)  # when the lead is reminded; null: not or no more
    told_at = models.DateTimeField(null=True)  # the term that passed, once the secretariat knows

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lifting_four_eyes",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("stated_by")),
            ),
            models.CheckConstraint(
                name="lifting_confirmed_has_instant",
                condition=~Q(state__in=[LiftingState.LIFTED, LiftingState.RETURNED])
                | Q(confirmed_at__isnull=False, stated_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="lifting_state_due")]

    def __str__(self) -> str:
        return f"conditions {self.decision_id}"


class LiftingEntry(models.Model):
    """One thing said about the conditions: an answer, a statement, a later term; with one file."""

    class Kind(models.TextChoices):
        ANSWER = "answer", pgettext_lazy("conditions", "Answer of the lead partner")
        MET = "met", pgettext_lazy("conditions", "The secretariat finds the conditions met")
        UNMET = "unmet", pgettext_lazy("conditions", "The secretariat finds them not met")
        SENT_BACK = "sent_back", pgettext_lazy("conditions", "The authority asks to look again")
        EXTENDED = "extended", pgettext_lazy("conditions", "A later term is given")

    pid = PublicIdField()
    lifting = models.ForeignKey(Lifting, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.lifting_id}"
