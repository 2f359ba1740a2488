"""Files joined to an application, each in a typed slot of the call."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import notices
from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.actions.room import check_room
from cordata.applications.figures import definition_of
from cordata.applications.models import Annex, Application, Partner
from cordata.documents.models import StoredFile
from cordata.kernel import clock
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.ruleset import AnnexSlot

MOST_IN_SLOT = 10


@transaction.atomic
def add_annex(
    application: Application,
    slot: str,
    file: StoredFile,
    *,
    by: Person,
    at: datetime,
    partner: Partner | None = None,
) -> Annex:
    """Join a stored file. Raises NotPossible for an unknown slot, a foreign partner, too much."""
    draft = locked_draft(application, at=at)
    place = next((one for one in definition_of(draft).ruleset.annexes if one.code == slot), None)
    if place is None:
        raise NotPossible("annex.slot_unknown")
    _check_place(draft, place, partner)
    _check_room(draft, place, partner, file)
    annex = Annex.objects.create(
        application=draft, partner=partner, slot=slot, file=file, added_by=by, added_at=at
    )
    _tell(draft, "annex_added", annex, by=by, at=at)
    return annex


@transaction.atomic
def remove_annex(annex: Annex, *, by: Actor, at: datetime) -> None:
    """Take a file out of the application; the file itself stays until retention ends."""
    draft = locked_draft(annex.application, at=at)
    annex = Annex.objects.select_related("file", "partner").get(pk=annex.pk)
    if annex.removed_at is not None:
        return
    annex.removed_at = at
    annex.save(update_fields=["removed_at"])
    _tell(draft, "annex_removed", annex, by=by, at=at)


def tell_refused(file: StoredFile) -> None:
    """The scanner has refused a file after it was joined: whoever joined it is told (FIL-07)."""
    for annex in Annex.objects.filter(file=file, removed_at=None).select_related(
        "file", "added_by"
    ):
        notices.annex_refused(annex, at=clock.now())


def _check_place(draft: Application, place: AnnexSlot, partner: Partner | None) -> None:
    if place.per_partner != (partner is not None):
        raise NotPossible("annex.slot_unknown")
    if partner is not None and partner.application_id != draft.pk:
        raise NotPossible("partner.not_here")


def _check_room(
    draft: Application, place: AnnexSlot, partner: Partner | None, file: StoredFile
) -> None:
    if place.media_types and file.media_type not in place.media_types:
        raise NotPossible("annex.kind_refused", kind=file.media_type)
    if file.size > place.max_bytes:
        raise NotPossible("annex.too_big", size=place.max_bytes // 1_000_000)
    present = draft.annexes.filter(removed_at__isnull=True)
    if present.filter(slot=place.code, partner=partner).count() >= MOST_IN_SLOT:
        raise NotPossible("annex.slot_full", limit=MOST_IN_SLOT)
    check_room(draft, file)


def _tell(draft: Application, event: str, annex: Annex, *, by: Actor, at: datetime) -> None:
    mark_changed(draft, at)
    partner = annex.partner.pid if annex.partner else ""
    facts = {"annex": annex.pid, "slot": annex.slot, "sha256": annex.file.sha256}
    tell(draft, event, by=by, at=at, partner=partner, **facts)
