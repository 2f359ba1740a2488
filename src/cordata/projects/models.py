"""A funded project: from the agreement to the last payment and the retention date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.applications.models import Activity, Application
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.projects.states import DeliverableState, PaymentState, ProjectState


class Project(models.Model):
    """Opened by the event `decision.notified` for an approved application."""

    pid = PublicIdField()
    application = models.OneToOneField(Application, models.PROTECT, related_name="project")
    number = models.CharField(max_length=30, unique=True)  # the operation's public code
    state = models.CharField(max_length=12, choices=ProjectState, default=ProjectState.CONTRACTING)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    grant = models.DecimalField(max_digits=12, decimal_places=2)
    notified_on = models.DateField()  # day 0 of the duration
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    agreement = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="+")
    agreement_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed_by_lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_by_lead_at = models.DateTimeField(null=True)
    signed_by_authority = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_by_authority_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # of the final report
    closed_at = models.DateTimeField(null=True)
    retention_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_two_signatories",
                condition=Q(signed_by_lead__isnull=True)
                | Q(signed_by_authority__isnull=True)
                | ~Q(signed_by_lead=F("signed_by_authority")),
            ),
            models.CheckConstraint(
                name="project_granted_within_total", condition=Q(grant__lte=F("total"))
            ),
            models.CheckConstraint(
                name="project_runs_with_agreement",
                condition=Q(state=ProjectState.CONTRACTING) | Q(agreement__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="project_state")]

    def __str__(self) -> str:
        return self.number


class DueActivity(models.Model):
    """An activity as agreed: its lump sum is earned when all its deliverables are accepted."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="activities")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    lump_sum = models.DecimalField(max_digits=12, decimal_places=2)  # ERDF euros

    def __str__(self) -> str:
        return f"{self.project_id} {self.activity_id}"


class DueDeliverable(models.Model):
    pid = PublicIdField()
    due_activity = models.ForeignKey(DueActivity, models.CASCADE, related_name="deliverables")
    deliverable = models.ForeignKey("applications.Deliverable", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=DeliverableState, default=DeliverableState.PLANNED
    )
    due_on = models.DateField(null=True)
    reason = models.TextField(blank=True)  # why refused
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pid)


class Proof(models.Model):
    pid = PublicIdField()
    due_deliverable = models.ForeignKey(DueDeliverable, models.CASCADE, related_name="proofs")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pid)


class Report(models.Model):
    """The final report: a few lines per question, the indicators reached."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="report")
    texts = models.JSONField(default=dict)  # question -> language -> text
    indicators = models.JSONField(default=dict)  # code -> reached
    saved_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    sealed = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"report {self.project_id}"


class Payment(models.Model):
    """Money to the lead: ordered by one person, confirmed by another (MON-08)."""

    pid = PublicIdField()
    project = models.ForeignKey(Project, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10)  # advance, balance, recovery
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.ORDERED)
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    key = models.CharField(max_length=64, unique=True)  # idempotency key

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_four_eyes",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("ordered_by")),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_not_negative"),
            models.UniqueConstraint(fields=["project", "kind"], name="one_payment_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class BankDetails(models.Model):
    """Asked only at contracting; a change needs a second person (MON-07)."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="bank")
    holder = models.CharField(max_length=100)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bank_four_eyes",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("given_by")),
            )
        ]

    def __str__(self) -> str:
        return f"bank {self.project_id}"
