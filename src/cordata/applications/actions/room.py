"""How much one application may keep: its annexes and its partners' signed mandates (FIL-08)."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from cordata.applications.models import Annex, Application, Mandate, Partner
from cordata.documents.models import StoredFile
from cordata.kernel.verdicts import NotPossible

QUOTA = 200_000_000  # bytes of one application's files in use (a default)
EVER = 5 * QUOTA  # with those taken out or replaced, which are kept until retention ends


def check_room(draft: Application, file: StoredFile, *, replacing: Partner | None = None) -> None:
    """Raises NotPossible when the file would be too much, now or with all that was kept before.

    `replacing` is the partner whose signed mandate the file takes the place of.
    """
    if _in_use(draft, replacing) + file.size > QUOTA:
        raise NotPossible("annex.quota", size=QUOTA // 1_000_000)
    if _ever(draft) + file.size > EVER:
        raise NotPossible("annex.quota_ever", size=EVER // 1_000_000)


def _in_use(draft: Application, replacing: Partner | None) -> int:
    """Annexes that are joined, and the last signed file of every other partner."""
    signed = _signed(draft).exclude(partner=replacing) if replacing else _signed(draft)
    last = dict(signed.order_by("signed_at", "pk").values_list("partner", "file__size"))
    return _bytes_of(draft.annexes.filter(removed_at__isnull=True)) + sum(last.values())


def _ever(draft: Application) -> int:
    return _bytes_of(draft.annexes.all()) + _bytes_of(_signed(draft))


def _signed(draft: Application) -> QuerySet[Mandate]:
    return Mandate.objects.filter(partner__application=draft, file__isnull=False)


def _bytes_of(kept: QuerySet[Annex] | QuerySet[Mandate]) -> int:
    return kept.aggregate(used=Sum("file__size"))["used"] or 0
