"""An organisation's identity: typed once, changed with a line in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cordata.accounts.actions.memberships import join
from cordata.accounts.models import Identifier, Membership, Organisation, Person
from cordata.accounts.queries import organisation_with
from cordata.kernel import identifiers as numbers
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

SHEET = (
    *("name", "short_name", "name_en", "nuts3", "legal_type", "is_public", "is_enterprise"),
    *("enterprise_size", "street", "postcode", "city", "website", "vat_recovery"),
    *("representative_name", "representative_function", "phone", "previously_funded"),
)


@transaction.atomic
def create_organisation(
    *,
    name: str,
    country: str,
    identifiers: Mapping[str, str],
    by: Actor,
    at: datetime,
    **sheet: Any,
) -> Organisation:
    """A new organisation; whoever creates it becomes its first signatory.

    Raises `IdentifierRefused` for a wrong number and `NotPossible("organisation.already_known")`
    when a number is already here: one then asks to join.
    """
    checked = checked_identifiers(country, identifiers)
    if organisation_with(checked):
        raise NotPossible("organisation.already_known")
    organisation = Organisation.objects.create(
        name=name, country=country, created_at=at, **_known(sheet)
    )
    _write(organisation, checked)
    tell(organisation, "created", by=by, at=at, identifiers=checked)
    if isinstance(by, Person):
        join(organisation, by, Membership.Kind.SIGNATORY, by=by, at=at)
    return organisation


def checked_identifiers(country: str, given: Mapping[str, str]) -> dict[str, str]:
    """Every number in canonical form. Raises `IdentifierRefused` or
    `NotPossible("organisation.identifier_missing")` when none is given."""
    checked = {}
    for scheme, value in given.items():
        if value:
            canonical = numbers.check(scheme, value)
            other = scheme == numbers.OTHER_SCHEME
            checked[scheme] = f"{country}:{canonical}" if other else canonical
    if not checked:
        raise NotPossible("organisation.identifier_missing")
    return checked


def _write(organisation: Organisation, checked: Mapping[str, str]) -> None:
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(
                Identifier(organisation=organisation, scheme=scheme, value=value)
                for scheme, value in checked.items()
            )
    except IntegrityError as error:
        raise NotPossible("organisation.already_known") from error


def _known(sheet: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(sheet) - set(SHEET)
    if unknown:
        raise TypeError(f"not on an identity sheet: {', '.join(sorted(unknown))}")
    return dict(sheet)


@transaction.atomic
def edit_organisation(
    pid: str, sheet: Mapping[str, Any], *, by: Actor, at: datetime
) -> Organisation:
    """Change the identity sheet; the journal keeps what each changed field was before."""
    organisation = Organisation.objects.select_for_update().get(pid=pid)
    before = {
        field: getattr(organisation, field)
        for field, value in _known(sheet).items()
        if getattr(organisation, field) != value
    }
    for field in before:
        setattr(organisation, field, sheet[field])
    if before:
        organisation.save(update_fields=list(before))
        tell(organisation, "edited", by=by, at=at, before=before)
    return organisation


@transaction.atomic
def say_size(
    pid: str, size: str, basis: Mapping[str, Any], *, by: Actor, at: datetime
) -> Organisation:
    """The size of an enterprise with the figures it rests on, which stay out of the journal."""
    organisation = Organisation.objects.select_for_update().get(pid=pid)
    if (organisation.enterprise_size, organisation.size_basis) == (size, basis):
        return organisation
    before = {"enterprise_size": organisation.enterprise_size}
    organisation.enterprise_size, organisation.size_basis = size, dict(basis)
    organisation.is_enterprise = True
    organisation.save(update_fields=["enterprise_size", "size_basis", "is_enterprise"])
    tell(organisation, "edited", by=by, at=at, before=before)
    return organisation


@transaction.atomic
def change_identifiers(
    pid: str, given: Mapping[str, str], *, by: Actor, at: datetime
) -> Organisation:
    """Replace the official numbers; refused when another organisation holds one of them."""
    organisation = Organisation.objects.select_for_update().get(pid=pid)
    checked = checked_identifiers(organisation.country, given)
    holder = organisation_with(checked)
    if holder is not None and holder != organisation:
        raise NotPossible("organisation.already_known")
    before = organisation.identifier_values
    if before != checked:
        organisation.identifiers.all().delete()
        _write(organisation, checked)
        tell(organisation, "renumbered", by=by, at=at, before=before, after=checked)
    return organisation
