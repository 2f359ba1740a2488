"""A list somebody brought, while its preview is looked at: nothing of it is a guest yet."""

from __future__ import annotations

from django.db import models

from cordata.accounts.models import Person
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting


class GuestList(models.Model):
    """The rows as read from the file. Gone with its import, when dropped, or after a day."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guest_lists")
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(default=list)  # list of lists of text
    columns = models.JSONField(default=dict)  # field -> index of its column
    has_titles = models.BooleanField(default=True)
    language = models.CharField(max_length=5)  # of who has none in the list
    brought_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name
