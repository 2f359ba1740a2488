"""A complaint about a notified decision, or about a file that was turned away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from cordata.accounts.models import Person
from cordata.applications.models import Application, PartnerLetter
from cordata.documents.models import StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.selection.states import ComplaintState


class Complaint(models.Model):
    """What the lead of a file complains about, step by step; the decision itself is not touched."""

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="complaints")
    state = models.CharField(max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED)
    notified_at = models.DateTimeField()  # of what is complained about
    due_at = models.DateTimeField()  # until when a complaint is in time
    received_at = models.DateTimeField()
    answer_by = models.DateTimeField()  # the term the call sets itself
    outcome = models.CharField(max_length=12, choices=ComplaintState, blank=True)  # as stated
    reasons = models.JSONField(default=dict)  # language -> text of the letter
    stated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "notified_at"], name="complaint_once_a_notification"
            ),
            models.CheckConstraint(
                name="complaint_four_eyes",
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("stated_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.application_id}"

    @property
    def proposed_from(self) -> ComplaintState:
        """Where it stood when the outcome was proposed: only what is not admitted can be found
        inadmissible."""
        inadmissible = self.outcome == ComplaintState.INADMISSIBLE
        return ComplaintState.RECEIVED if inadmissible else ComplaintState.ADMITTED

    @property
    def late(self) -> bool:
        return self.received_at > self.due_at


class ComplaintEntry(models.Model):
    """One thing said or brought about a complaint, with at most one paper."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", pgettext_lazy("complaint", "The complaint")
        PAPER = "paper", pgettext_lazy("complaint", "From the lead partner")
        ADMITTED = "admitted", pgettext_lazy("complaint", "Found admissible")
        HEARING = "hearing", pgettext_lazy("complaint", "Hearing")
        RETURNED = "returned", pgettext_lazy("complaint", "Sent back to be examined again")

    pid = PublicIdField()
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.complaint_id}"


class ComplaintLetter(PartnerLetter):
    """What every partner is written of the outcome of a complaint."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="letters")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "organisation"], name="complaint_letter_once"
            )
        ]

    @property
    def application(self) -> Application:
        return self.complaint.application
