"""A partner's signatory approves its role and its own total, refuses, or takes it back; changing
either reopens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.accounts.models import Membership, Person
from cordata.applications import access
from cordata.applications import notices_partners as notices
from cordata.applications.actions.drafts import locked_partner, mark_changed
from cordata.applications.actions.room import check_room
from cordata.applications.figures import role_of, total_of
from cordata.applications.models import Mandate, Partner
from cordata.applications.states import ASK, GIVE, REFUSE, REOPEN, REVOKE, MandateState
from cordata.documents.models import StoredFile
from cordata.documents.signatures import Signature, Unreadable, signatures_of
from cordata.documents.storing import path_of
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import Transition, move
from cordata.kernel.verdicts import NotPossible

AUTHENTICATED_ACT = "authenticated_act"
SIGNED_FILE = "signed_file"
ON_PAPER = "on_paper"  # by hand, on an application that came on paper
KINDS = frozenset({AUTHENTICATED_ACT, SIGNED_FILE})


@transaction.atomic
def ask_mandate(partner: Partner, *, by: Person, at: datetime) -> None:
    """Write to the partner's signatories that their mandate is awaited."""
    partner = locked_partner(partner, at=at)
    signatories = _signatories(partner)
    if not signatories:
        raise NotPossible("mandate.nobody_to_ask", name=partner.organisation.name)
    move(partner, ASK, by=by, at=at, **_covered(partner))
    for person in signatories:
        notices.mandate_asked(partner, person, by=by, total=total_of(partner), at=at)


def give_letter(partner: Partner, file: StoredFile, *, by: Person, at: datetime) -> Mandate:
    """Take a letter signed elsewhere: a PDF or .p7m whose signatures are whole and intact.

    Raises NotPossible for a file without one, or changed since; and as `give_mandate`.
    """
    try:
        found = signatures_of(path_of(file), file.media_type)
    except Unreadable as error:
        raise NotPossible("mandate.file_unreadable") from error
    return give_mandate(partner, by=by, at=at, kind=SIGNED_FILE, file=file, signatures=found)


@transaction.atomic
def give_mandate(
    partner: Partner,
    *,
    by: Person,
    at: datetime,
    kind: str = AUTHENTICATED_ACT,
    file: StoredFile | None = None,
    signatures: Sequence[Signature] = (),
    seen_total: Decimal | None = None,
) -> Mandate:
    """Record the mandate with its kind of signature (SUB-09).

    `seen_total` is the total the signatory had before their eyes: if it has changed since,
    nothing is signed. Raises NotPossible for a person who may not sign, without a budget, or when
    the signed file is too much for the application.
    """
    partner = locked_partner(partner, at=at)
    total = total_of(partner)
    _check_signature(partner, by, kind, file)
    if kind == SIGNED_FILE:
        _check_letter(signatures)
    if total == 0:
        raise NotPossible("mandate.no_budget", name=partner.organisation.name)
    if seen_total is not None and seen_total != total:
        raise NotPossible("mandate.changed_meanwhile", seen=seen_total, total=total)
    if file is not None:
        check_room(partner.application, file, replacing=partner)
    mark_changed(partner.application, at)
    return record_mandate(partner, by=by, at=at, kind=kind, file=file, signatures=signatures)


def record_mandate(
    partner: Partner,
    *,
    by: Person,
    at: datetime,
    kind: str = AUTHENTICATED_ACT,
    file: StoredFile | None = None,
    signatures: Sequence[Signature] = (),
    signer: str = "",
) -> Mandate:
    """Write the mandate of a partner whose application the caller has locked."""
    covered = _covered(partner)
    partner.mandate_reason = ""
    mandate = Mandate.objects.create(
        partner=partner,
        signed_by=by,
        signed_at=at,
        kind=kind,
        file=file,
        signer=signer,
        signatures=[asdict(one) for one in signatures],
        **covered,
    )
    move(partner, GIVE, by=by, at=at, signature=kind, **covered)
    return mandate


@transaction.atomic
def end_mandate(partner: Partner, *, because: str, by: Person, at: datetime) -> Partner:
    """Refuse a mandate that is awaited, or revoke one that was given; the lead is told, and the
    secretariat where the application is filed: what was sealed stands, no new filing passes.

    The reason is kept with the partner, not in the journal, which nothing can be taken out of.
    Raises NotPossible for who may not, without a reason, and where it was refused or revoked.
    """
    partner = locked_partner(partner, at=at)
    verdict = access.end_mandate(by, partner, at=at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    if not because.strip():
        raise NotPossible("mandate.reason_missing")
    given = partner.mandate_state == MandateState.GIVEN
    partner.mandate_reason = because
    mark_changed(partner.application, at)
    _end(partner, REVOKE if given else REFUSE, by=by, at=at)
    return partner


def _end(partner: Partner, transition: Transition, *, by: Person, at: datetime) -> None:
    event = move(partner, transition, by=by, at=at, **_covered(partner))
    notices.mandate_ended(partner, event.number, by=by, at=at)


def reopen_if_changed(partner: Partner, *, by: Actor, at: datetime) -> bool:
    """Reopen a given mandate whose role or total is no longer what was signed.

    The caller holds the lock on the application. Answers whether it was reopened.
    """
    partner = Partner.objects.select_related("organisation", "application").get(pk=partner.pk)
    if partner.mandate_state != MandateState.GIVEN:
        return False
    mandate = standing_mandate(partner)
    covered = _covered(partner)
    if mandate and {"role": mandate.role, "total": mandate.total} == covered:
        return False
    facts: dict[str, Any] = {**covered}
    if mandate:
        facts |= {"signed_total": mandate.total, "signed_role": mandate.role}
    move(partner, REOPEN, by=by, at=at, **facts)
    for person in _signatories(partner) if not partner.is_lead else ():  # it signs by filing
        notices.mandate_reopened(
            partner, person, once=mandate.pk if mandate else 0, total=covered["total"], at=at
        )
    return True


def standing_mandate(partner: Partner) -> Mandate | None:
    """The last mandate given."""
    return partner.mandates.order_by("-signed_at", "-pk").first()


def _covered(partner: Partner) -> dict[str, Any]:
    return {"role": role_of(partner), "total": total_of(partner)}


def _check_signature(partner: Partner, by: Person, kind: str, file: StoredFile | None) -> None:
    if kind not in KINDS:
        raise NotPossible("mandate.kind_unknown")
    if kind == SIGNED_FILE and file is None:
        raise NotPossible("mandate.file_missing")
    if kind == AUTHENTICATED_ACT and by not in _signatories(partner):
        raise NotPossible("mandate.not_signatory", name=partner.organisation.name)


def _check_letter(signatures: Sequence[Signature]) -> None:
    if not signatures:
        raise NotPossible("mandate.file_unsigned")
    if not all(one.intact for one in signatures):
        raise NotPossible("mandate.file_changed")
    if not all(one.whole for one in signatures):
        raise NotPossible("mandate.file_added_to")


def _signatories(partner: Partner) -> list[Person]:
    return list(
        Person.objects.filter(
            is_active=True,
            memberships__organisation=partner.organisation_id,
            memberships__kind=Membership.Kind.SIGNATORY,
            memberships__ended_at__isnull=True,
        ).distinct()
    )
