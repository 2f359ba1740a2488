"""State aid partner by partner: what was declared, what was established, and the sums of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordata.applications.aiding import REGIME
from cordata.applications.models import Application, Partner
from cordata.assessment.models import AidRegime, Review
from cordata.packs import CallDefinition
from cordata.packs.provenance import Text
from cordata.packs.steps import AID
from cordata.programme.queries import local_day
from cordata.rules.aid import (
    PUBLIC_SOURCES,
    AidGranted,
    AidStanding,
    aid_standing,
    counts_on,
    public_money,
    received_by_state,
)


@dataclass(frozen=True, slots=True)
class AidRow:
    """One aid that a partner declared, and whether it counts on the day."""

    granted_on: date
    amount: Decimal
    granted_by: str
    country: str
    counts: bool


@dataclass(frozen=True, slots=True)
class PartnerAid:
    """One partner: the self-check as it was filed, the regime established, the sums on the day."""

    partner: Partner
    answers: Sequence[tuple[Text, bool]]  # the question, and yes or no
    note: str
    declared: str  # code of the regime the partner expects; empty: none chosen
    rows: Sequence[AidRow]
    established: AidRegime | None
    standing: AidStanding

    @property
    def regime(self) -> str:
        """The code that holds: established, else declared."""
        return self.established.regime if self.established else self.declared

    @property
    def warns(self) -> bool:
        return self.standing.excess > 0


def regimes_of(definition: CallDefinition) -> Mapping[str, Text]:
    """Code -> names of the regimes of the call's form; empty where it asks for none."""
    field = next((one for one in definition.form.fields() if one.key == REGIME), None)
    return {one.code: one.names for one in field.options} if field else {}


def aid_of(review: Review, at: datetime) -> list[PartnerAid]:
    """Every partner of the sealed file, the lead first. Three queries."""
    submission = review.submission
    tables = submission.sealed_aid.content["aid"]
    established = {one.partner_id: one for one in _established(review)}
    sealed = {one["key"]: one for one in submission.sealed.content["partners"]}
    today = local_day(review.application.call, at)
    partners = review.application.partners.select_related("organisation").order_by("position")
    return [
        _partner_aid(
            one,
            sealed[str(one.position)],
            tables.get(str(one.position)) or {},
            established.get(one.pk),
            submission.call_version.definition,
            today,
        )
        for one in partners
        if str(one.position) in sealed
    ]


def _established(review: Review) -> Iterator[AidRegime]:
    return AidRegime.objects.filter(review=review).select_related("established_by").iterator()


def _partner_aid(
    partner: Partner,
    sealed: Mapping[str, Any],
    told: Mapping[str, Any],
    established: AidRegime | None,
    definition: CallDefinition,
    today: date,
) -> PartnerAid:
    rows = [_row(one, today) for one in told.get("received") or []]
    declared = str(told.get("regime") or "")
    granted = [AidGranted(one.granted_on, one.amount, one.country) for one in rows]
    received = received_by_state(granted, today).get(partner.organisation.country, Decimal(0))
    return PartnerAid(
        partner=partner,
        answers=list(_answers(told.get("answers") or {}, definition)),
        note=str(told.get("note") or ""),
        declared=declared,
        rows=rows,
        established=established,
        standing=aid_standing(
            established.regime if established else declared,
            received,
            _new_aid(sealed, definition),
            definition.ruleset,
        ),
    )


def _row(told: Mapping[str, Any], today: date) -> AidRow:
    granted_on = date.fromisoformat(str(told["granted_on"]))
    return AidRow(
        granted_on=granted_on,
        amount=Decimal(str(told["amount"])),
        granted_by=str(told.get("granted_by", "")),
        country=str(told.get("country", "")),
        counts=counts_on(granted_on, today),
    )


def _answers(answers: Mapping[str, Any], definition: CallDefinition) -> Iterator[tuple[Text, bool]]:
    for field in definition.form.fields():
        if field.key in AID and field.key in answers:
            yield field.labels, bool(answers[field.key])


def _new_aid(sealed: Mapping[str, Any], definition: CallDefinition) -> Decimal:
    """As it was filed: the figures of the partner and its public sources."""
    figures = sealed["figures"]
    public = (
        Decimal(str(one["amount"]))
        for one in sealed.get("sources", ())
        if one["kind"] in PUBLIC_SOURCES
    )
    erdf, counterpart = Decimal(str(figures["erdf"])), Decimal(str(figures["counterpart"]))
    return public_money(erdf, counterpart, public, definition.ruleset)


def regime_words(application: Application) -> list[tuple[Partner, str]]:
    """Each partner with the regime established for it, in the order of the partners; a partner
    for which nobody has established one is left out."""
    found = AidRegime.objects.filter(review__application=application)
    rows = found.select_related("partner__organisation").order_by("partner__position")
    return [(one.partner, one.regime) for one in rows]
