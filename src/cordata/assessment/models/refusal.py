"""The letters to a file that is turned away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.accounts.models import Person
from cordata.applications.models import Application, PartnerLetter
from cordata.assessment.models.reviewing import Review
from cordata.assessment.states import RefusalState
from cordata.kernel.ids import PublicIdField


class Refusal(models.Model):
    """What a file that is turned away is written: drafted by the verdict, released by a person.

    Until then nobody outside the secretariat learns of it: no letter, no seal, no file exists.
    """

    pid = PublicIdField()
    review = models.OneToOneField(Review, models.PROTECT, related_name="refusal")
    state = models.CharField(max_length=10, choices=RefusalState, default=RefusalState.DRAFTED)
    reasons = models.JSONField(default=dict)  # language -> the reasons as plain text
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")  # who gave the reason
    decided_at = models.DateTimeField()
    worded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    worded_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refusal_released_has_instant",
                condition=Q(state=RefusalState.RELEASED, released_at__isnull=False)
                | ~Q(state=RefusalState.RELEASED) & Q(released_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"refusal {self.review_id}"


class OutcomeLetter(PartnerLetter):
    """What a partner is written of a file that was turned away."""

    refusal = models.ForeignKey(Refusal, models.PROTECT, related_name="letters")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refusal", "organisation"], name="outcome_letter_once")
        ]

    @property
    def application(self) -> Application:
        return self.refusal.review.application
