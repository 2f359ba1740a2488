"""What one request needs of the site: its programme and the announced calls, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import CharField, QuerySet
from django.http import HttpRequest

from cordata.kernel.prepared import Given, Prepared
from cordata.packs import ProgrammeDefinition
from cordata.programme import queries
from cordata.programme.models import Call, Programme
from cordata.web.moments import set_default_zone

KEY = "_cordata_site"


@dataclass(frozen=True)
class Site:
    """The programme of this site, its announced calls, the latest first."""

    programme: Programme | None
    calls: tuple[Call, ...] = field(default_factory=tuple)

    @property
    def loaded(self) -> Programme:
        """The programme. Raises LookupError while no pack is loaded."""
        if self.programme is None:
            raise LookupError("no pack is loaded")
        return self.programme

    @property
    def definition(self) -> ProgrammeDefinition:
        return self.loaded.definition

    def call(self, code: str) -> Call | None:
        return next((call for call in self.calls if call.code == code), None)


def site_of(request: HttpRequest) -> Site:
    """The site, read once a request."""
    found: Any = getattr(request, KEY, None)
    if found is None:
        found = read_site()
        setattr(request, KEY, found)
        if found.programme is not None:
            zone = found.programme.zone
            set_default_zone(lambda: zone)
    return found  # type: ignore[no-any-return]


def read_site() -> Site:
    """The programme with its calls; one query where a call is announced, else two."""
    code = settings.PROGRAMME
    known = tuple(_named.rows(code=code) if code else _first.rows())
    return Site(known[0].programme if known else queries.current_programme(), known)


def _of_first_programme() -> QuerySet[Call]:
    first = Programme.objects.order_by("pk").values("pk")[:1]
    return queries.public_calls().filter(programme_id__in=first)


_first = Prepared(_of_first_programme)
_named = Prepared(lambda: queries.public_calls().filter(programme__code=Given("code", CharField())))
