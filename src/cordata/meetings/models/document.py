"""What a meeting hands out: to read before it, or afterwards."""

from __future__ import annotations

from django.db import models

from cordata.documents.models import Scan, StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.states import Audience, DocumentMoment


class MeetingDocumentQuerySet(models.QuerySet["MeetingDocument"]):
    def standing(self) -> MeetingDocumentQuerySet:
        """Those not taken out, in the order of reading."""
        return self.filter(removed_at=None).order_by("-moment", "added_at", "pk")

    def handed_out(self) -> MeetingDocumentQuerySet:
        """Those that readers get: checked, and not taken out."""
        return self.standing().filter(file__scan=Scan.CLEAN).select_related("file")


class MeetingDocument(models.Model):
    """One file of a meeting under a title in each language. `code` is that of the announced
    document it is, if the invitation told people to expect it."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    code = models.CharField(max_length=60, blank=True)
    titles = models.JSONField(default=dict)  # language -> text
    moment = models.CharField(max_length=6, choices=DocumentMoment)
    audience = models.CharField(max_length=10, choices=Audience)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=60)  # actor key
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = MeetingDocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pid)
