"""The size of an enterprise as its own people say it: figures kept with the body, read for the
rules. Amounts and headcounts are kept as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cordata.accounts.models import Organisation
from cordata.applications import questions
from cordata.packs import CallDefinition
from cordata.rules.enterprise import PUBLIC_FROM, Enterprise, Related, Size, Year, size_of
from cordata.rules.facts import ZERO

KEY = "enterprise_size"
PUBLIC = ("no", "exempt", "yes")


def has_size(organisation: Organisation, definition: CallDefinition) -> bool:
    """Whether the call asks such a body for its size."""
    asked = definition.form.field(KEY)
    kind = {"legal_type": organisation.legal_type}
    return asked is not None and questions.applies(asked, kind)


def computed_size(organisation: Organisation) -> Size | None:
    """The size by the figures given; None while there are none."""
    enterprise = enterprise_of(organisation.size_basis)
    return size_of(enterprise) if enterprise else None


def standing_of(organisation: Organisation) -> str:
    """What the size said rests on: computed, explained, differs, declared; empty without one."""
    if not organisation.enterprise_size:
        return ""
    found = computed_size(organisation)
    if found is not None and found.code == organisation.enterprise_size:
        return "computed"
    if organisation.size_basis.get("explanation"):
        return "explained"
    return "differs" if found else "declared"


def enterprise_of(basis: Mapping[str, Any]) -> Enterprise | None:
    """The figures as the rules read them."""
    years = tuple(_year(one) for one in basis.get("years") or ())
    if not years:
        return None
    related = tuple(
        Related(Decimal(one["share"]), _year(one)) for one in basis.get("related") or ()
    )
    controlled = basis.get("public") == "yes"
    return Enterprise(years, related, PUBLIC_FROM if controlled else ZERO)


def _year(one: Mapping[str, str]) -> Year:
    return Year(*(Decimal(one[name]) for name in ("headcount", "turnover", "balance")))
