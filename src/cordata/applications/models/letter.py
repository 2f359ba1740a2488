"""A letter to one partner of a file, as later steps send it."""

from __future__ import annotations

from django.db import models

from cordata.applications.models.application import Application
from cordata.documents.models import Sealed, StoredFile
from cordata.kernel.ids import PublicIdField


class PartnerLetter(models.Model):
    """A letter to one partner, in its language first, all languages in one document."""

    pid = PublicIdField()
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)  # what a person quotes: file, slash, partner
    language = models.CharField(max_length=5)
    texts = models.JSONField(default=dict)  # language -> Markdown as released
    sealed = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def application(self) -> Application:
        """The file the letter is about."""
        raise NotImplementedError

    @property
    def in_order(self) -> list[tuple[str, str]]:
        """Language and text, the addressee's own first."""
        return sorted(self.texts.items(), key=lambda item: (item[0] != self.language, item[0]))
