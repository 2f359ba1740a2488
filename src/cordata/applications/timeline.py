"""The plan of an application as a timeline: of a draft's rows, or of what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cordata.applications.models import Activity, Application, Partner
from cordata.applications.reading import ReadActivity, Reading
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.web.timelines import Due, Span, Timeline, timeline_of


def timeline_of_draft(
    application: Application, activities: Iterable[Activity], definition: CallDefinition
) -> Timeline:
    """The draft as it stands; `activities` come with deliverables and partners' organisations."""
    proofs = {one.code: pick(one.names) or one.code for one in definition.proofs}
    spans = [
        Span(
            number=one.position,
            label=pick(one.titles),
            first=one.from_month,
            last=one.to_month,
            sides=_sides(partner.organisation.country for partner in one.partners.all()),
            partners=tuple(_short(partner) for partner in one.partners.all()),
            dues=tuple(
                Due(
                    f"{one.position}.{n}", pick(item.titles), item.month, proofs.get(item.proof, "")
                )
                for n, item in enumerate(one.deliverables.all(), start=1)
            ),
        )
        for one in activities
    ]
    return timeline_of(spans, application.duration_months)


def timeline_of_reading(reading: Reading) -> Timeline:
    """The plan as assessors read it, draft or sealed."""
    countries = {partner.name: partner.country for partner in reading.partners}
    spans = [_span(one, countries) for one in reading.activities]
    return timeline_of(spans, reading.duration_months)


def _span(one: ReadActivity, countries: Mapping[str, str]) -> Span:
    return Span(
        number=one.position,
        label=pick(one.titles),
        first=one.from_month,
        last=one.to_month,
        sides=_sides(countries.get(name, "") for name in one.partners),
        partners=one.partners,
        dues=tuple(
            Due(f"{one.position}.{n}", pick(item.titles), item.month, pick(item.proof_names))
            for n, item in enumerate(one.deliverables, start=1)
        ),
    )


def _sides(countries: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({country for country in countries if country}))


def _short(partner: Partner) -> str:
    return partner.organisation.short_name or partner.organisation.name
