"""An application that arrived on paper: noted, typed in by one officer, confirmed by another."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from cordata.accounts.models import Person
from cordata.applications.models.application import Application
from cordata.applications.models.submission import Submission
from cordata.applications.states import PaperState
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.programme.models import Call

OPEN = (PaperState.ENTERED, PaperState.TO_CONFIRM)  # an application hangs on it


class PaperFiling(models.Model):
    """The arrival of a signed paper and what became of it. The arrival is sealed when it is noted.

    Three acts, two persons: who noted the arrival or typed it in never confirms.
    """

    class Way(models.TextChoices):
        POST = "post", pgettext_lazy("paper", "by post")
        COUNTER = "counter", pgettext_lazy("paper", "at the counter")

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="papers")
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="papers"
    )  # once the entry has begun
    state = models.CharField(max_length=12, choices=PaperState, default=PaperState.NOTED)
    arrived_at = models.DateTimeField()  # to the minute, as it was stamped
    way = models.CharField(max_length=10, choices=Way)
    brought_by = models.CharField(max_length=150, blank=True)  # bearer, or number of the sending
    body = models.CharField(max_length=250)  # the lead, as the paper names it
    signed_by = models.CharField(max_length=150)  # who signed the paper
    language = models.CharField(max_length=5)  # in which one writes to them
    email = models.EmailField(blank=True)
    address = models.TextField()  # where the receipt is posted to
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sealed = models.OneToOneField(Sealed, models.PROTECT, related_name="+")  # of the arrival
    key = models.CharField(max_length=64, unique=True)  # of the page that noted it (SUB-04)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)
    statements = models.JSONField(default=list)  # ticked on the paper: code, version
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    submission = models.OneToOneField(Submission, models.PROTECT, null=True, related_name="paper")
    reason = models.TextField(blank=True)  # why it was set aside

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.CheckConstraint(  # four eyes
                name="paper_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (
                    Q(entered_by__isnull=False)
                    & ~Q(confirmed_by=F("entered_by"))
                    & ~Q(confirmed_by=F("noted_by"))
                ),
            ),
            models.CheckConstraint(
                name="paper_filed_was_confirmed",
                condition=~Q(state=PaperState.FILED)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    submission__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="paper_entered_has_application",
                condition=~Q(state__in=[*OPEN, PaperState.FILED])
                | Q(application__isnull=False, entered_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=OPEN), name="paper_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.arrived_at:%Y-%m-%d %H:%M}"

    @property
    def entry(self) -> Application:
        """What the paper is typed into; `LookupError` before that has begun."""
        if self.application is None:
            raise LookupError(self.pid)
        return self.application

    @property
    def is_late(self) -> bool:
        """Whether it arrived after the closing as that stands now (TIM-01, TIM-08)."""
        return self.arrived_at > self.call.closes_at

    @property
    def act(self) -> dict[str, Any]:
        """What is sealed with the submission of how it came."""
        return {
            "arrived_at": self.arrived_at,
            "way": self.way,
            "signed_by": self.signed_by,
            "scan_sha256": self.scan.sha256,
            "arrival_sha256": self.sealed.sha256,
            "noted_by": str(self.noted_by),
            "entered_by": str(self.entered_by),
            "confirmed_by": str(self.confirmed_by),
        }


class PaperRemark(models.Model):
    """Where the entry says something else than the paper, as the second officer noted it."""

    paper = models.ForeignKey(PaperFiling, models.CASCADE, related_name="remarks")
    place = models.CharField(max_length=120)  # key of what was compared
    name = models.CharField(max_length=300)  # as the page named it
    note = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "pk"]

    def __str__(self) -> str:
        return self.place
