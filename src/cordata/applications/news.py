"""What was published on a call: what a draft's people are told of, and where each thing stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cordata.applications.anchors import url_of
from cordata.applications.models import Application
from cordata.notify import links
from cordata.packs.provenance import Text
from cordata.programme.models import Call, CallVersion, ClosingMove, Publication

GATHERED = timedelta(hours=1)  # what follows the first within it comes in the same mail
TOLD = (Publication.Kind.FAQ, Publication.Kind.ERRATUM)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class News:
    """An answer, a correction, or a version of the call that came without one of its own."""

    code: str  # faq, erratum, version
    at: datetime
    titles: Text
    form_field: str = ""
    change: str = ""  # public id of the corrected words

    def page(self) -> tuple[str, dict[str, str]]:
        """The public place: the name of its page and what the address takes besides the call."""
        return ("programme:change", {"pid": self.change}) if self.change else ("programme:call", {})

    @property
    def fragment(self) -> str:
        if self.change:
            return ""
        return {"faq": "#faq", "erratum": "#errata", "version": "#ve"}[self.code]

    def url(self, application: Application) -> str:
        """Beside the question of the form it is about, else where it is published."""
        if self.form_field and application.definition.form.field(self.form_field):
            return url_of(self.form_field, application)
        name, more = self.page()
        return reverse(name, kwargs={"code": application.call.code, **more}) + self.fragment


def said_of(one: News, call: Call, language: str) -> dict[str, Any]:
    """What a mail says of it, with the public place in the reader's language."""
    name, more = one.page()
    page = links.page(name, language, code=call.code, **more)
    return {"code": one.code, "titles": one.titles, "link": page + one.fragment}


def news_of(call: Call, after: datetime, until: datetime) -> list[News]:
    """Everything published on the call after one instant and by another, the latest first."""
    found = [*_published(call, after, until), *_versions(call, after, until)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def news_to_tell(call: Call, after: datetime, until: datetime) -> list[News]:
    """The same without what has mails of its own: a closing that was moved."""
    moves = ClosingMove.objects.filter(call=call, confirmed=True)
    moved = set(moves.values_list("settled_at", flat=True))
    return [one for one in news_of(call, after, until) if one.at not in moved]


def due_at(call: Call, first: datetime) -> datetime:
    """When what began with `first` is told: an hour later, but not after the closing."""
    return min(first + GATHERED, max(first, call.closes_at))


def _published(call: Call, after: datetime, until: datetime) -> Iterator[News]:
    concerned = Q(call=call) | Q(call=None, programme=call.programme_id)
    rows = Publication.objects.filter(
        concerned, kind__in=TOLD, withdrawn_at=None, published_at__gt=after, published_at__lte=until
    )
    for one in rows.select_related("change"):
        change = getattr(one, "change", None)
        pid = change.pid if change else ""
        yield News(one.kind, one.published_at, one.titles, one.form_field, pid)


def _versions(call: Call, after: datetime, until: datetime) -> Iterator[News]:
    """Versions with a reason that no correction tells of."""
    rows: QuerySet[CallVersion] = call.versions.filter(
        published_at__gt=after, published_at__lte=until, changes=None
    )
    for one in rows.exclude(reasons={}).defer("data"):
        yield News("version", one.published_at, one.reasons)


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One line of a draft's page."""

    news: News
    url: str


def news_rows(application: Application, at: datetime) -> list[NewsRow]:
    """The last things published since the draft was opened, each with its place; until the call
    closes, or, once it is closed, until that instant."""
    call = application.call
    found = news_of(call, application.created_at, min(at, call.closes_at))
    return [NewsRow(one, one.url(application)) for one in found[:SHOWN]]
