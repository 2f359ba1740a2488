"""What a role may be given for: one call, or one country of the programme."""

from __future__ import annotations

from collections.abc import Iterator

from cordata.kernel.localised import pick
from cordata.programme.queries import calls, current_programme


def scopes() -> Iterator[tuple[str, str]]:
    """Scope and its words, the latest call first."""
    programme = current_programme()
    if programme is None:
        return
    for call in calls().filter(programme=programme).order_by("-opens_at", "code"):
        yield f"call:{call.pid}", pick(call.definition.names)
    for country in programme.definition.countries:
        yield f"country:{country.code}", pick(country.names)
