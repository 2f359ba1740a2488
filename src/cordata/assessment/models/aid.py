"""The State-aid regime of each partner, as the secretariat establishes it."""

from __future__ import annotations

from django.db import models

from cordata.accounts.models import Person
from cordata.applications.models import Partner
from cordata.assessment.models.reviewing import Review
from cordata.kernel.ids import PublicIdField


class AidRegime(models.Model):
    """What holds for one partner, with its reason; a later word replaces it, the journal keeps it.

    What the partner declared stays in the sealed file.
    """

    pid = PublicIdField()
    review = models.ForeignKey(Review, models.CASCADE, related_name="aid_regimes")
    partner = models.OneToOneField(Partner, models.PROTECT, related_name="aid_regime")
    regime = models.CharField(max_length=40)  # a code of the call's form
    reason = models.TextField()
    established_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    established_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.partner_id} {self.regime}"
