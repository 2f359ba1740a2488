"""Parts of the public pages that follow from frozen definitions: drawn once per version and
language (`web.drawn`), whatever the hour and whoever reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime

from django.utils.safestring import SafeString

from cordata.kernel.localised import pick
from cordata.programme import comparing, presenting
from cordata.programme.effort_words import of_call
from cordata.programme.forms import EligibleForm
from cordata.programme.models import Call, Programme
from cordata.programme.papers import papers_of
from cordata.programme.presenting import Entry, ThemeWords
from cordata.programme.queries import local_day
from cordata.programme.rule_words import bodies, figures, rules_in_words
from cordata.programme.timetable import moments_done, timetable
from cordata.web.drawn import drawn


def version_of(call: Call) -> Hashable:
    """All that a frozen call says, and of which programme it is."""
    return call.code, call.current_version.digest, call.programme.digest


def amounts_of(call: Call) -> Hashable:
    """What the call has by the last decisions."""
    return tuple(sorted(call.amounts.items()))


# The call's page


def essentials(call: Call) -> SafeString:
    """The key figures, then the call's own paragraphs."""
    return drawn(
        "programme/call_essentials.html",
        version_of(call),
        lambda: {
            "figures": figures(call),
            "texts": presenting.texts_of(call),
            "effort": of_call(call),
        },
    )


def rules(call: Call) -> SafeString:
    """The rules, who may take part, how costs are worked out, the documents."""
    return drawn(
        "programme/call_rules.html",
        version_of(call),
        lambda: {
            "call": call,
            "definition": call.definition,
            "rules": rules_in_words(call),
            "bodies": bodies(call),
            "papers": papers_of(call),
            "documents": comparing.files_of(call),
        },
    )


def themes(call: Call, words: list[ThemeWords]) -> SafeString:
    """The themes with what they have and every decision on it."""
    rows = [one for row in words for one in row.versions]
    decided = tuple((one.pk, one.amount, one.decided_on, one.reference) for one in rows)
    return drawn(
        "programme/call_themes.html",
        (version_of(call), amounts_of(call), decided),
        lambda: {"themes": words, "total": presenting.total_envelope(call)},
    )


def questions(entries: Iterable[Entry]) -> SafeString:
    """Questions with their answers."""
    shown = tuple(entries)
    return drawn("programme/call_questions.html", said_by(shown), lambda: {"questions": shown})


def said_by(entries: Iterable[Entry]) -> Hashable:
    """The very words of what is published."""
    return tuple((tuple(one.title.items()), tuple(one.text.items()), one.on) for one in entries)


def dates(call: Call, at: datetime) -> SafeString:
    """The timetable as it stands at `at`."""
    key = (version_of(call), local_day(call, at), moments_done(call, at))
    return drawn("programme/call_dates.html", key, lambda: {"timetable": timetable(call, at)})


# The home page


def figures_of(call: Call) -> SafeString:
    """The call in figures, below the heading."""
    return drawn(
        "programme/home_figures.html",
        (version_of(call), amounts_of(call)),
        lambda: {
            "figures": figures(call),
            "total": presenting.total_envelope(call),
            "themes": call.definition.themes,
        },
    )


def eligible(call: Call) -> SafeString:
    """What is asked of everybody, beside the four questions."""
    return drawn(
        "programme/home_eligible.html",
        version_of(call),
        lambda: {
            "call": call,
            "figures": figures(call),
            "bodies": bodies(call),
            "territories": presenting.territories_by_country(call.programme.definition),
            "form": EligibleForm(call),
        },
    )


def theme_cards(call: Call) -> SafeString:
    """Each theme with what it has today."""
    return drawn(
        "programme/home_themes.html",
        (version_of(call), amounts_of(call)),
        lambda: {"call": call, "themes": presenting.themes_of(call)},
    )


def paragraphs(programme: Programme) -> SafeString:
    """What the programme says of itself."""
    return drawn(
        "programme/home_paragraphs.html",
        programme.digest,
        lambda: {"paragraphs": presenting.paragraphs_of(programme.definition)},
    )


def territories(programme: Programme) -> SafeString:
    """The territories in words, country by country."""
    return drawn(
        "programme/home_territories.html",
        programme.digest,
        lambda: {
            "count": len(programme.definition.territories),
            "territories": presenting.territories_by_country(programme.definition),
        },
    )


def map_of(programme: Programme) -> SafeString:
    """The territories, drawn."""
    definition = programme.definition
    return drawn(
        "programme/map.svg.html",
        programme.digest,
        lambda: {
            "programme": definition,
            "places": presenting.map_places(definition),
            "label": pick(definition.map.titles),
        },
    )
