"""Parts of the board that say the same to everybody (`web.drawn`): their keys are all they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cordata.matching.forms import FilterForm
from cordata.matching.showing import Shown
from cordata.programme.models import Call
from cordata.programme.pieces import version_of
from cordata.programme.presenting import map_places
from cordata.web.drawn import drawn


def cards(shown: Sequence[Shown]) -> SafeString:
    """The searches of one page."""
    return drawn(
        "matching/board_cards.html",
        tuple(card.said for card in shown),
        lambda: {"cards": shown},
    )


def empty_filter(call: Call) -> SafeString:
    """The filter of somebody who has chosen nothing."""
    return drawn("matching/board_filter.html", version_of(call), lambda: {"form": FilterForm(call)})


def map_of(call: Call, counts: Mapping[str, int]) -> SafeString:
    """How many searches each territory has, drawn and as a table."""
    definition = call.programme.definition
    return drawn(
        "matching/board_map.html",
        (call.programme.digest, tuple(sorted(counts.items()))),
        lambda: {
            "programme": definition,
            "places": map_places(definition, dict(counts)),
            "map_words": gettext("Open ideas by territory"),
        },
    )
