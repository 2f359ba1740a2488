"""What binds an application: mandates, sealed submissions and their receipts, late attempts."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from cordata.accounts.models import Person
from cordata.applications.models.application import Application, Partner
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.programme.models import CallVersion


class Mandate(models.Model):
    """A partner's signatory has approved its role and its own total; changing either reopens it."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="mandates")
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    kind = models.CharField(max_length=20)  # authenticated_act, signed_file (SUB-09)
    role = models.CharField(max_length=10)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signer = models.CharField(max_length=150, blank=True)  # as a paper names who signed it
    signatures = models.JSONField(default=list)  # what the file's signatures said when it came

    def __str__(self) -> str:
        return f"{self.partner_id} {self.signed_at:%Y-%m-%d}"


class Submission(models.Model):
    """One sealed version of an application and its receipt (SUB-04, SUB-05)."""

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    call_version = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")
    sealed = models.OneToOneField(Sealed, models.PROTECT, related_name="+")
    sealed_aid = models.OneToOneField(Sealed, models.PROTECT, related_name="+")  # not for partners
    key = models.CharField(max_length=64, unique=True)  # idempotency key of the form
    received_at = models.DateTimeField()
    committed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=12, decimal_places=2)
    erdf = models.DecimalField(max_digits=12, decimal_places=2)
    findings = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="submission_version")
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"


class LateAttempt(models.Model):
    """A filing that arrived after the closing: sealed apart, no submission (TIM-08).

    It becomes one when two persons publish a later closing that covers it.
    """

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="late_attempts")
    sealed = models.OneToOneField(Sealed, models.PROTECT, related_name="+")
    sealed_aid = models.OneToOneField(Sealed, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)  # idempotency key of the form
    received_at = models.DateTimeField()
    closes_at = models.DateTimeField()  # the closing it missed
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stops = models.PositiveSmallIntegerField()  # checks that would have stopped it in time, too
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, related_name="+"
    )  # what it became
    kept_because = models.CharField(max_length=60, blank=True)  # code: why no closing made it one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="late_attempt_is_late", condition=Q(received_at__gt=F("closes_at"))
            )
        ]
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.received_at:%Y-%m-%d %H:%M:%S}"

    @property
    def seconds_late(self) -> int:
        """Whole seconds begun since the closing: one microsecond late is one second."""
        return ceil((self.received_at - self.closes_at) / timedelta(seconds=1))
