"""Stored files and sealed facts. Who may open one is said by the step that owns it."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import pgettext_lazy

from cordata.kernel.ids import PublicIdField


class Scan(models.TextChoices):
    PENDING = "pending", pgettext_lazy("scan", "being checked")
    CLEAN = "clean", pgettext_lazy("scan", "checked")
    REFUSED = "refused", pgettext_lazy("scan", "refused")


class StoredFile(models.Model):
    """A file under a name made by the server; fsynced before this row names it (FIL-06, REL-11)."""

    pid = PublicIdField()
    name = models.CharField(max_length=255)  # as the person called it; shown escaped
    path = models.CharField(max_length=120, unique=True)  # below FILES_DIR
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.PENDING)
    scan_reason = models.CharField(max_length=80, blank=True)
    stored_by = models.CharField(max_length=60)  # actor key
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Sealed(models.Model):
    """Facts frozen for good: canonical JSON, SHA-256, the instance's seal (SUB-05, 06)."""

    pid = PublicIdField()
    kind = models.CharField(max_length=40)  # submission, ranking, decision, agreement
    number = models.CharField(max_length=40, blank=True)  # what a person quotes
    content = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    seal = models.CharField(max_length=128)  # Ed25519, hex: sealing.statement()
    previous = models.CharField(max_length=64, blank=True)  # chain of seals
    sealed_at = models.DateTimeField()
    dossier = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # the PDF

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="sealed_sha256")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def facts(self) -> dict[str, Any]:
        return dict(self.content)
