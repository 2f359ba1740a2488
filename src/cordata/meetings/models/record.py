"""What is kept as evidence that a meeting was held, beside what the platform itself knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.documents.models import StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.states import Licence, RecordKind, Shown


class MeetingRecordQuerySet(models.QuerySet["MeetingRecord"]):
    def standing(self) -> MeetingRecordQuerySet:
        """Those neither taken out nor erased, in the order of the audit file."""
        kept = self.filter(removed_at=None, erased_at=None).select_related("file")
        return kept.order_by("kind", "half", "added_at", "pk")


class MeetingRecord(models.Model):
    """One file kept as evidence: a signed sheet scanned back in, a photograph with its rights,
    another proof. Signed sheets stay until the programme's day, the rest as long as names do."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=6, choices=RecordKind)
    half = models.CharField(max_length=20, blank=True)  # of a sheet; empty: the whole meeting
    title = models.CharField(max_length=200, blank=True)  # what it shows, as its bringer says it
    author = models.CharField(max_length=150, blank=True)  # of a photograph
    shown = models.CharField(max_length=8, choices=Shown, blank=True)
    licence = models.CharField(max_length=10, choices=Licence, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    added_by = models.CharField(max_length=60)  # actor key
    added_at = models.DateTimeField()
    removed_by = models.CharField(max_length=60, blank=True)  # actor key
    removed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)  # the file is gone for good (PRI-05)

    objects = MeetingRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(file__isnull=False),
                name="record_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RecordKind.PHOTO)
                | Q(erased_at__isnull=False)
                | ~(Q(author="") | Q(shown="") | Q(licence="")),
                name="record_photo_says_its_rights",
            ),
            models.CheckConstraint(
                condition=~Q(shown=Shown.UNASKED) | Q(licence=Licence.FILE),
                name="record_unasked_stays_in_the_file",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pid)
