"""Operations as anybody may know them: notified grants only (ACC-11), bodies only (PRI-06).

What regulation (EU) 2021/1060, article 49(3), asks of a list of operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cordata.applications.models import Answer, Application, Partner, Submission
from cordata.assessment.states import RefusalState
from cordata.kernel.prepared import Given, Instant
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.provenance import Text
from cordata.programme.models import Call, Programme
from cordata.projects.models import Project
from cordata.projects.queries import period_of
from cordata.projects.states import ProjectState
from cordata.selection.queries import grants
from cordata.selection.states import SessionState

PUBLISHED = ("title", "summary")  # the answers that are public
CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A partner organisation of an operation; amounts in euros where they are known."""

    name: str
    country: str
    nuts3: str
    place: Text
    legal_type: str
    is_lead: bool
    total: Decimal | None = None
    erdf: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it is published."""

    code: str
    state: str
    call: str
    call_names: Text
    theme: str
    theme_names: Text
    objective: str
    titles: Text
    purposes: Text
    achievements: Text
    beneficiaries: tuple[Beneficiary, ...]
    starts_on: date
    ends_on: date
    total: Decimal
    erdf: Decimal

    @property
    def rate(self) -> Decimal:
        """The Union's share of the total cost in %, for reading only."""
        if not self.total:
            return ZERO
        return (self.erdf * 100 / self.total).quantize(CENT, rounding=ROUND_HALF_UP)

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.country for one in self.beneficiaries))


@dataclass(frozen=True, slots=True)
class Search:
    """What a reader narrows the list to; empty means everything."""

    text: str = ""
    call: str = ""
    theme: str = ""
    country: str = ""
    territory: str = ""


def funded(programme: Programme | Given, at: Instant) -> QuerySet[Project]:
    """Projects whose grant was notified by `at`, whatever became of them since."""
    granted = grants(at).filter(application=OuterRef("application"))
    return Project.objects.filter(Exists(granted), application__call__programme=programme)


def narrowed(projects: QuerySet[Project], search: Search) -> QuerySet[Project]:
    """The projects that answer to every part of a search."""
    partners = Partner.objects.filter(application=OuterRef("application"))
    if search.call:
        projects = projects.filter(application__call__code=search.call)
    if search.theme:
        projects = projects.filter(application__theme=search.theme)
    if search.country:
        projects = projects.filter(Exists(partners.filter(organisation__country=search.country)))
    if search.territory:
        projects = projects.filter(Exists(partners.filter(organisation__nuts3=search.territory)))
    return projects.filter(_says(search.text, partners)) if search.text else projects


def _says(text: str, partners: QuerySet[Partner]) -> Q:
    titles = Answer.objects.filter(
        application=OuterRef("application"), field__in=PUBLISHED, text__icontains=text
    )
    return (
        Q(Exists(titles))
        | Q(Exists(partners.filter(organisation__name__icontains=text)))
        | Q(number__icontains=text)
    )


def loaded(projects: QuerySet[Project], *, amounts: bool = False) -> QuerySet[Project]:
    """All that an operation shows, in a number of queries that does not grow (REL-20).

    `amounts` reads the partners' own sums too, from what was sealed at filing.
    """
    partners = Partner.objects.select_related("organisation")
    texts = Answer.objects.filter(field__in=PUBLISHED, partner=None)
    projects = (
        projects.select_related("application__call", "application__call_version", "report")
        .defer("application__call_version__data")
        .prefetch_related(
            Prefetch("application__partners", partners), Prefetch("application__answers", texts)
        )
        .order_by("number")
    )
    if amounts:
        sent = Submission.objects.filter(application=OuterRef("application")).order_by("-version")
        projects = projects.annotate(
            sent_erdf=Subquery(sent.values("erdf")[:1]),
            sent_partners=Subquery(sent.values("sealed__content__partners")[:1]),
        )
    return projects


def operations_of(
    projects: QuerySet[Project] | list[Project],
    programme: ProgrammeDefinition,
    *,
    amounts: bool = False,
) -> list[Operation]:
    """Projects from `loaded` as they are published."""
    return [operation_of(project, programme, amounts=amounts) for project in projects]


def operation_of(
    project: Project, programme: ProgrammeDefinition, *, amounts: bool = False
) -> Operation:
    application, definition = project.application, project.application.definition
    theme = definition.theme(application.theme)
    starts_on, ends_on = period_of(project)
    shares = _shares(project) if amounts else {}
    return Operation(
        code=project.number,
        state=_public_state(project.state),
        call=application.call.code,
        call_names=definition.names,
        theme=application.theme,
        theme_names=theme.names if theme else {},
        objective=theme.objective if theme else "",
        titles=_texts(project, "title"),
        purposes=_texts(project, "summary"),
        achievements=_achievements(project),
        beneficiaries=tuple(_beneficiaries(application, programme, definition, shares)),
        starts_on=starts_on,
        ends_on=ends_on,
        total=project.total,
        erdf=project.grant,
    )


def _public_state(state: str) -> str:
    """What the public is told: preparing, running or completed."""
    if state == ProjectState.CONTRACTING:
        return "preparing"
    return "completed" if state == ProjectState.CLOSED else "running"


def _texts(project: Project, field: str) -> Text:
    answers = project.application.answers.all()
    return {one.language: one.text for one in answers if one.field == field and one.text}


def _achievements(project: Project) -> Text:
    """The first answer of the final report, once it was sent."""
    report = getattr(project, "report", None)
    if report is None or report.submitted_at is None:
        return {}
    return {code: text for code, text in report.texts.get("done", {}).items() if text}


def _beneficiaries(
    application: Application,
    programme: ProgrammeDefinition,
    definition: CallDefinition,
    shares: dict[str, tuple[Decimal, Decimal]],
) -> Iterator[Beneficiary]:
    for partner in application.partners.all():
        body = partner.organisation
        place = programme.territory(body.nuts3)
        total, erdf = shares.get(str(partner.position), (None, None))
        yield Beneficiary(
            name=body.name,
            country=body.country,
            nuts3=body.nuts3,
            place=place.names if place else {},
            legal_type=body.legal_type,
            is_lead=partner.is_lead,
            total=total,
            erdf=erdf,
        )


def _shares(project: Any) -> dict[str, tuple[Decimal, Decimal]]:
    """Partner -> its total and ERDF as filed; nothing where another sum was granted."""
    if project.sent_erdf != project.grant:
        return {}
    return {
        one["key"]: (Decimal(one["figures"]["total"]), Decimal(one["figures"]["erdf"]))
        for one in project.sent_partners
    }


def released_themes(call: Call, at: datetime) -> set[str]:
    """The themes of the sessions whose decisions were notified by `at`, in which no file turned
    away waits for its letters: the count of the eligible would tell of it."""
    sessions = call.sessions.filter(state=SessionState.RELEASED, released_at__lte=at)
    released = {theme for themes in sessions.values_list("themes", flat=True) for theme in themes}
    waiting = call.applications.filter(review__refusal__state=RefusalState.DRAFTED)
    return released - set(waiting.values_list("theme", flat=True))
