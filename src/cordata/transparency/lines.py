"""The lines of the list of operations: what the page shows of each, a page in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from cordata.applications.models import Answer, Partner
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.programme.models import Programme
from cordata.programme.queries import definition_with
from cordata.projects.models import Project
from cordata.projects.queries import period
from cordata.transparency.queries import Search, funded, narrowed

PAGE = 30
Text = tuple[tuple[str, str], ...]  # (language, text)


class Line(NamedTuple):
    """One operation as the list shows it; two lines are equal when they read the same."""

    code: str
    titles: Text
    bodies: tuple[tuple[str, str], ...]  # (name, country), the lead first
    objective: str
    starts_on: date
    ends_on: date
    total: Decimal
    erdf: Decimal


class Rows(NamedTuple):
    """What the two queries gave."""

    projects: Sequence[tuple[Any, ...]]
    bodies: Sequence[tuple[int, str, str]]


def lines_of(programme: Programme, search: Search, at: datetime, number: int) -> list[Line]:
    """The lines of one page of the operations that answer to a search."""
    languages = programme.definition.languages
    if search == Search():
        rows = _page(languages, number)(programme=programme.pk, at=at)
    else:
        found = _paged(narrowed(funded(programme, at), search), number)
        rows = Rows(list(_titled(found, languages)), list(_bodies(found)))
    return _lines(rows, languages)


@lru_cache(32)
def _page(languages: tuple[str, ...], number: int) -> Callable[..., Rows]:
    """Both queries of one page of everything, prepared."""

    def found() -> QuerySet[Project]:
        return _paged(funded(Given("programme"), NOW), number)

    projects: Prepared[Any] = Prepared(lambda: _titled(found(), languages))
    bodies: Prepared[Any] = Prepared(lambda: _bodies(found()))
    return lambda **given: Rows(projects.rows(**given), bodies.rows(**given))


def _paged(projects: QuerySet[Project], number: int) -> QuerySet[Project]:
    return projects.order_by("number")[(number - 1) * PAGE : number * PAGE]


def _titled(projects: QuerySet[Project], languages: tuple[str, ...]) -> QuerySet[Any, Any]:
    titles = Answer.objects.filter(application=OuterRef("application"), partner=None, field="title")
    texts = {
        f"title_{code}": Subquery(titles.filter(language=code).values("text")[:1])
        for code in languages
    }
    return projects.annotate(**texts).values_list(
        "application_id", "number", "notified_on", "starts_on", "ends_on", "total", "grant",
        "application__theme", "application__duration_months",
        "application__call_version__digest", *texts,
    )  # fmt: skip


def _bodies(projects: QuerySet[Project]) -> QuerySet[Any, Any]:
    return (
        Partner.objects.filter(application__project__in=projects.values("pk"))
        .order_by("application", "position")
        .values_list("application", "organisation__name", "organisation__country")
    )


def _lines(rows: Rows, languages: tuple[str, ...]) -> list[Line]:
    bodies: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for application, name, country in rows.bodies:
        bodies[application].append((name, country))
    return [_line(row, languages, bodies[row[0]]) for row in rows.projects]


def _line(row: tuple[Any, ...], languages: tuple[str, ...], bodies: list[tuple[str, str]]) -> Line:
    _pk, code, notified_on, starts_on, ends_on, total, grant, theme, months, digest, *texts = row
    starts_on, ends_on = period(notified_on, starts_on, ends_on, months)
    found = definition_with(digest).theme(theme)
    titles = tuple((one, text) for one, text in zip(languages, texts, strict=True) if text)
    objective = found.objective if found else ""
    return Line(code, titles, tuple(bodies), objective, starts_on, ends_on, total, grant)
