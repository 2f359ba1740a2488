"""Parts of the list of operations that say the same to everybody (`web.drawn`): their keys are
the very figures and lines they show."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from cordata.kernel.localised import pick
from cordata.programme.pieces import version_of
from cordata.programme.presenting import map_places
from cordata.programme.site import Site
from cordata.transparency.forms import SearchForm
from cordata.transparency.lines import Line
from cordata.transparency.summary import Summary
from cordata.web import numerals
from cordata.web.charts import Chart, chart_of
from cordata.web.drawn import drawn

Bars = Sequence[tuple[str, Decimal | int, str]]


def calls_of(site: Site) -> Hashable:
    """All that the programme and its calls say."""
    return site.loaded.digest, tuple(version_of(call) for call in site.calls)


def figures(site: Site, summary: Summary) -> SafeString:
    """Totals, map and charts."""
    return drawn(
        "transparency/list_figures.html",
        (calls_of(site), summary.groups),
        lambda: {
            "summary": summary,
            "calls": site.calls,
            "programme": site.definition,
            "places": map_places(site.definition, summary.partners_by_territory),
            "themes": theme_chart(site, summary),
            "types": type_chart(site, summary),
        },
    )


def theme_chart(site: Site, summary: Summary) -> Chart:
    """ERDF by theme."""
    names = {theme.code: theme.names for one in site.calls for theme in one.definition.themes}
    rows: Bars = [
        (pick(names.get(code, {})) or code, amount, numerals.euros(amount, "whole"))
        for code, amount in summary.erdf_by_theme.items()
    ]
    return chart_of(rows)


def type_chart(site: Site, summary: Summary) -> Chart:
    """Partners by type of body."""
    names = {kind.code: kind.names for one in site.calls for kind in one.definition.legal_types}
    rows: Bars = [
        (pick(names.get(code, {})) or code, count, numerals.plain_number(count))
        for code, count in summary.partners_by_type.items()
    ]
    return chart_of(rows)


def empty_filter(site: Site) -> SafeString:
    """The filter of somebody who has chosen nothing."""
    return drawn(
        "transparency/list_filter.html",
        calls_of(site),
        lambda: {"form": SearchForm(site.definition, site.calls)},
    )


def table(lines: Sequence[Line]) -> SafeString:
    """The lines of one page."""
    shown = tuple(lines)
    return drawn(
        "transparency/list_table.html",
        shown,
        lambda: {"lines": [(line, dict(line.titles)) for line in shown]},
    )
