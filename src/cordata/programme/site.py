"""What one request needs of the site: its programme and the announced calls, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest

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
    calls = queries.public_calls()
    code = settings.PROGRAMME
    if code:
        calls = calls.filter(programme__code=code)
    else:
        first = Programme.objects.order_by("pk").values("pk")[:1]
        calls = calls.filter(programme_id__in=first)
    known = tuple(calls)
    return Site(known[0].programme if known else queries.current_programme(), known)
