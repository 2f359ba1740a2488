"""Examination of a submitted file: checks by an officer, sheets by assessors."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.applications.models import Application, Submission
from cordata.assessment.states import (
    AssignmentState,
    CalibrationState,
    ConsensusState,
    ReviewState,
)
from cordata.documents.models import Sealed
from cordata.kernel.ids import PublicIdField
from cordata.programme.models import Call


class Review(models.Model):
    """The examination of one application; opened by the event `application.submitted`."""

    pid = PublicIdField()
    application = models.OneToOneField(Application, models.PROTECT, related_name="review")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")  # what is examined
    state = models.CharField(max_length=15, choices=ReviewState, default=ReviewState.ADMISSIBILITY)
    officer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reviews")
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()  # in its present state since
    decided_at = models.DateTimeField(null=True)  # admissibility and eligibility settled
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # consolidated
    priority_points = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    passed = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"review {self.application_id}"


class Verification(models.Model):
    """An officer's answer to one check; the machine's frozen finding stays in the submission.

    Under `OUTCOME` it is a refusal that waits for a second officer. A second officer agrees or
    not; a new answer asks for a new second look.
    """

    OUTCOME = "outcome"

    review = models.ForeignKey(Review, models.CASCADE, related_name="verifications")
    code = models.CharField(max_length=60)
    verdict = models.CharField(max_length=15)  # met, unmet, not_applicable
    reason = models.TextField(blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField()

    seconded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    agrees = models.BooleanField(null=True)
    second_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "code"], name="verification_once"),
            models.CheckConstraint(
                name="verification_four_eyes",
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("verified_by")),
            ),
            models.CheckConstraint(
                name="verification_second_look_whole",
                condition=Q(seconded_by__isnull=True, seconded_at__isnull=True, agrees__isnull=True)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False, agrees__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.verdict}"


class CompletionRequest(models.Model):
    """What the secretariat asks to be completed, with a term; as many rounds as the call allows.

    `texts` are written beside the sealed file, in the parts that `items` open and nowhere else.
    """

    pid = PublicIdField()
    review = models.ForeignKey(Review, models.CASCADE, related_name="completions")
    items = models.JSONField(default=list)  # [{code, text}]: codes of `assessment.parts`
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    texts = models.JSONField(default=dict)  # code of a part -> language -> text
    saved = models.PositiveIntegerField(default=0)  # how often: nothing is overwritten unseen
    saved_at = models.DateTimeField(null=True)
    sealed = models.OneToOneField(Sealed, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pid)


class CompletionFile(models.Model):
    """A file sent in answer to a completion request; the sealed application does not change."""

    pid = PublicIdField()
    completion = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="files")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, blank=True)  # code of the slot it completes
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)  # by a later one, before the answer was sent

    def __str__(self) -> str:
        return str(self.pid)


class Assessor(models.Model):
    """One person of a call's pool: what they read and know, how much they take, until when."""

    MOST = 10  # default: files at most

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="assessors")
    person = models.ForeignKey(Person, models.CASCADE, related_name="assessing")
    languages = models.JSONField(default=list)  # of the call, read well enough to judge
    themes = models.JSONField(default=list)
    territories = models.JSONField(default=list)  # NUTS 3
    least = models.PositiveSmallIntegerField(default=0)  # files
    most = models.PositiveSmallIntegerField(default=MOST)
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)  # the last day
    confidential_at = models.DateTimeField(null=True)  # the undertaking, accepted for this call
    ended_at = models.DateTimeField(null=True)  # out of the pool: reads nothing any more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "person"], name="assessor_once"),
            models.CheckConstraint(
                condition=Q(most__gte=F("least")), name="assessor_least_within_most"
            ),
            models.CheckConstraint(
                condition=Q(away_from=None, away_until=None) | Q(away_until__gte=F("away_from")),
                name="assessor_away_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.call_id}"


class AssignmentPlan(models.Model):
    """Who would read what, computed from a seed that is kept; nothing is given before it is used.

    `data`: file -> [{"assessor", "reasons": [{"code", "points", "params"}], "by_hand"}], with
    public ids; `reached`: worst, bound, total and the seats nobody can take.
    """

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="assignment_plans")
    seed = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    reached = models.JSONField(default=dict)
    computed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"plan {self.seed}"


class Assignment(models.Model):
    """One assessor's work on one file."""

    pid = PublicIdField()
    review = models.ForeignKey(Review, models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=10, choices=AssignmentState, default=AssignmentState.ASSIGNED
    )
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    conflict_reason = models.TextField(blank=True)
    handed_back_reason = models.TextField(blank=True)  # no conflict: no time, no knowledge
    chosen_for = models.JSONField(default=list)  # [{code, points, params}]: "why me?"
    plan = models.ForeignKey(AssignmentPlan, models.SET_NULL, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)  # before the term, once
    comment = models.TextField(blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # of the locked sheet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "assessor"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.assessor_id}"


class Score(models.Model):
    """One criterion's points and the motivation that the letter will quote."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    motivation = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="score_once")
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


class Calibration(models.Model):
    """One text that the whole pool of a call scores before the start; it enters no ranking."""

    pid = PublicIdField()
    call = models.OneToOneField(Call, models.CASCADE, related_name="calibration")
    state = models.CharField(
        max_length=10, choices=CalibrationState, default=CalibrationState.WRITTEN
    )
    titles = models.JSONField(default=dict)  # language -> text
    texts = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calibration {self.call_id}"


class CalibrationSheet(models.Model):
    """What one assessor gave the common text: criterion -> points."""

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="sheets")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    points = models.JSONField(default=dict)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "assessor"], name="calibration_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.calibration_id} {self.assessor_id}"


class Consensus(models.Model):
    """The common sheet of a file whose call consolidates by consensus: `points` and `motivations`
    are the rapporteur's, criterion -> points or words."""

    pid = PublicIdField()
    review = models.OneToOneField(Review, models.CASCADE, related_name="consensus")
    state = models.CharField(max_length=10, choices=ConsensusState, default=ConsensusState.OPEN)
    rapporteur = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    points = models.JSONField(default=dict)
    motivations = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"consensus {self.review_id}"

    @property
    def authors(self) -> list[Person]:
        """Those who sent a sheet: they agree, or do not."""
        sent = self.review.assignments.filter(state=AssignmentState.LOCKED)
        return [one.assessor for one in sent.select_related("assessor").order_by("pk")]


class Agreement(models.Model):
    """One author agreed to the common sheet as it stood."""

    consensus = models.ForeignKey(Consensus, models.CASCADE, related_name="agreements")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consensus", "assessor"], name="sheet_agreement_once")
        ]

    def __str__(self) -> str:
        return f"{self.consensus_id} {self.assessor_id}"
