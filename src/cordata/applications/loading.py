"""One application with everything its facts and its snapshot read.

As many queries whatever its size (REL-20), written once a process: nearly every page of a draft
and every filing begins here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from cordata.accounts.models import Identifier
from cordata.applications.models import (
    Activity,
    Annex,
    Answer,
    Application,
    CostLine,
    Deliverable,
    FundingSource,
    Indicator,
    Mandate,
    Partner,
    TextAgreement,
)
from cordata.kernel.prepared import Given, Prepared, keep

THIS = Given("application")


def loaded(pk: int) -> Application:
    """Raises `Application.DoesNotExist`."""
    application = _one.get(application=pk)
    partners = keep_partners(application)
    _keep_money(application, partners)
    _keep_activities(application, partners)
    for relation, rows in (
        ("annexes", _annexes),
        ("answers", _answers),
        ("agreements", _agreements),
        ("indicators", _indicators),
    ):
        _spread([application], relation, "application", rows.rows(application=pk))
    return application


def keep_partners(application: Application) -> list[Partner]:
    """Its partners with their organisations, in one query; they know their application."""
    partners = _partners.rows(application=application.pk)
    _spread([application], "partners", "application", partners)
    return partners


def _keep_money(application: Application, partners: list[Partner]) -> None:
    bodies = [partner.organisation for partner in partners]
    _spread(bodies, "identifiers", "organisation", _identifiers.rows(application=application.pk))
    for relation, rows in (("lines", _lines), ("sources", _sources), ("mandates", _mandates)):
        _spread(partners, relation, "partner", rows.rows(application=application.pk))


def _keep_activities(application: Application, partners: list[Partner]) -> None:
    activities = _activities.rows(application=application.pk)
    _spread([application], "activities", "application", activities)
    deliverables = _deliverables.rows(application=application.pk)
    _spread(activities, "deliverables", "activity", deliverables)
    pairs = set(_taking_part.rows(application=application.pk))
    for one in activities:
        keep(one, "partners", [partner for partner in partners if (one.pk, partner.pk) in pairs])


def _spread(owners: list[Any], relation: str, back: str, rows: Iterable[Any]) -> None:
    """Each row to the owner it names; it knows it then, as after `prefetch_related`."""
    known = {owner.pk: owner for owner in owners}
    held: dict[Any, list[Any]] = {owner.pk: [] for owner in owners}
    for row in rows:
        key = getattr(row, f"{back}_id")
        setattr(row, back, known[key])
        held[key].append(row)
    for owner in owners:
        keep(owner, relation, held[owner.pk])


# The queries


def _of(model: type[Model], path: str = "application") -> QuerySet[Any]:
    """In the model's own order, else as they were written: the same on every database."""
    rows = model._default_manager.filter(**{path: THIS})
    return rows if model._meta.ordering else rows.order_by("pk")


_one: Prepared[Application] = Prepared(
    lambda: (
        Application.objects.filter(pk=THIS)
        .with_call()
        .select_related("call__version")
        .defer("call__programme__data", "call_version__data", "call__version__data")
    )
)
_partners: Prepared[Partner] = Prepared(lambda: _of(Partner).select_related("organisation"))
_identifiers: Prepared[Identifier] = Prepared(
    lambda: _of(Identifier, "organisation__partnerships__application")
)
_lines: Prepared[CostLine] = Prepared(lambda: _of(CostLine, "partner__application"))
_sources: Prepared[FundingSource] = Prepared(lambda: _of(FundingSource, "partner__application"))
_mandates: Prepared[Mandate] = Prepared(
    lambda: _of(Mandate, "partner__application").select_related("signed_by")
)
_activities: Prepared[Activity] = Prepared(lambda: _of(Activity))
_deliverables: Prepared[Deliverable] = Prepared(lambda: _of(Deliverable, "activity__application"))
_taking_part: Prepared[tuple[int, int]] = Prepared(
    lambda: _of(Activity.partners.through, "activity__application").values_list(
        "activity_id", "partner_id"
    )
)
_annexes: Prepared[Annex] = Prepared(
    lambda: _of(Annex).filter(removed_at=None).select_related("file")
)
_answers: Prepared[Answer] = Prepared(lambda: _of(Answer))
_agreements: Prepared[TextAgreement] = Prepared(
    lambda: _of(TextAgreement).select_related("agreed_by")
)
_indicators: Prepared[Indicator] = Prepared(lambda: _of(Indicator))
