"""Two organisations turn out to be one: everything moves to the one that stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from cordata.accounts import merging
from cordata.accounts.actions.organisations import SHEET
from cordata.accounts.models import Identifier, JoinRequest, Membership, Organisation
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

BY_HAND = (Identifier, Membership, JoinRequest)  # both may have the same one


@transaction.atomic
def merge_organisations(
    keep_pid: str,
    gone_pid: str,
    *,
    taken: Collection[str] = (),
    because: str,
    by: Actor,
    at: datetime,
) -> Organisation:
    """Move all that hangs on one organisation to another. What was sealed stays as sealed.

    `taken` names the fields of the sheet and the schemes of numbers (`number:siret`) whose value of
    the vanishing one is right; where the other says nothing, its value is taken anyway. Raises
    NotPossible: `merge.itself`, `merge.merged_already`, `merge.countries`, `merge.same_file` with
    the files in which both are partners, `merge.twice`.
    """
    keep, gone = _locked(keep_pid, gone_pid)
    _refuse(keep, gone)
    before = {field: getattr(keep, field) for field in SHEET}
    counted, numbers = dict(merging.moves(gone)), gone.identifier_values
    _take_sheet(keep, gone, taken)
    _take_numbers(keep, gone, taken)
    _move_people(keep, gone, at)
    _move_the_rest(keep, gone)
    gone.merged_into, gone.merged_at = keep, at
    gone.save(update_fields=["merged_into", "merged_at"])
    gone.merged_from.update(merged_into=keep)
    changed = {field: old for field, old in before.items() if getattr(keep, field) != old}
    facts = {"gone": gone.pid, "moved": counted, "numbers": numbers, "before": changed}
    tell(keep, "merged", by=by, at=at, because=because, **facts)
    tell(gone, "merged_into", by=by, at=at, because=because, kept=keep.pid)
    return keep


def _locked(keep_pid: str, gone_pid: str) -> tuple[Organisation, Organisation]:
    """Both, held in one order whoever merges which into which."""
    rows = Organisation.objects.select_for_update().filter(pid__in={keep_pid, gone_pid})
    found = {one.pid: one for one in rows.order_by("pk")}
    return found[keep_pid], found[gone_pid]


def _refuse(keep: Organisation, gone: Organisation) -> None:
    if keep == gone:
        raise NotPossible("merge.itself")
    if keep.merged_into_id or gone.merged_into_id:
        raise NotPossible("merge.merged_already")
    if keep.country != gone.country:
        raise NotPossible("merge.countries")
    if files := merging.obstacles(keep, gone):
        raise NotPossible("merge.same_file", files=", ".join(files), count=len(files))


def _take_sheet(keep: Organisation, gone: Organisation, taken: Collection[str]) -> None:
    for field in SHEET:
        if field in taken or not merging.keeps(keep, field):
            setattr(keep, field, getattr(gone, field))
    keep.save()


def _take_numbers(keep: Organisation, gone: Organisation, taken: Collection[str]) -> None:
    """One number of each scheme is shown; the other stays with the one that is gone, so that
    nobody registers it anew (`organisation_with` leads on)."""
    own = {one.scheme: one for one in keep.identifiers.all()}
    for number in gone.identifiers.all():
        other = own.get(number.scheme)
        if other is not None and f"number:{number.scheme}" not in taken:
            continue
        if other is not None:
            other.delete()
        number.organisation = keep
        number.save(update_fields=["organisation"])
        if other is not None:
            Identifier.objects.create(organisation=gone, scheme=other.scheme, value=other.value)


def _move_people(keep: Organisation, gone: Organisation, at: datetime) -> None:
    """Whoever acts for both keeps the wider right; a request of who is in already is answered."""
    present = {one.person_id: one for one in keep.memberships.filter(ended_at=None)}
    for membership in gone.memberships.filter(ended_at=None):
        if (other := present.get(membership.person_id)) is not None:
            _widen(other, membership)
            membership.ended_at = at
        membership.organisation = keep
        membership.save(update_fields=["organisation", "ended_at"])
    gone.memberships.update(organisation=keep)
    asking = keep.join_requests.filter(decided_at=None).values("person")
    gone.join_requests.filter(decided_at=None, person__in=asking).delete()
    gone.join_requests.update(organisation=keep)


def _widen(kept: Membership, other: Membership) -> None:
    if other.kind == Membership.Kind.SIGNATORY and kept.kind != other.kind:
        kept.kind = other.kind
        kept.save(update_fields=["kind"])


def _move_the_rest(keep: Organisation, gone: Organisation) -> None:
    merging.make_room(keep, gone)
    for one in merging.relations():
        if one.related_model in BY_HAND:
            continue
        rows = one.related_model._base_manager.filter(**{one.field.name: gone})
        try:
            with transaction.atomic():
                rows.update(**{one.field.name: keep})
        except IntegrityError as error:
            raise NotPossible("merge.twice", what=one.related_model._meta.model_name) from error
