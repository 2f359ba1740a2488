"""The files of a call to take away: a line a file, a partner or a budget line, as it was sealed.

They leave while they are read: five thousand files need no more memory than fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cordata.assessment.models import Review
from cordata.assessment.states import ReviewState
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.packs.call import ListedCode
from cordata.programme.models import Call
from cordata.web.moments import local
from cordata.web.spreadsheets import Cell

AT_ONCE = 50  # files read together
Content = Mapping[str, Any]
Row = Sequence[Cell]


def rows_of(table: str, reviews: QuerySet[Review], call: Call) -> Iterator[Row]:
    """The heads and then the rows of one of `TABLES`, the files in the order of their numbers."""
    heads, rows = TABLES[table]
    yield heads()
    for review in _sealed(reviews):
        yield from rows(review, review.submission.sealed.content, call.definition)


def _sealed(reviews: QuerySet[Review]) -> Iterator[Review]:
    """The reviews with what was sealed, so many at once; none is kept."""
    keys = list(reviews.order_by("application__number").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        found = Review.objects.filter(pk__in=keys[first : first + AT_ONCE])
        found = found.select_related("application", "submission__sealed")
        yield from found.order_by("application__number")


def _file_heads() -> Row:
    return (
        *(_("Number"), _("Version"), _("Received at"), _("State"), _("Acronym"), _("Title")),
        *(_("Theme"), _("Start"), _("Months"), _("Lead partner"), _("Partners"), _("Countries")),
        *(_("Total, €"), _("ERDF, €")),
    )


def _file_rows(review: Review, content: Content, definition: CallDefinition) -> Iterator[Row]:
    project, partners = content["project"], content["partners"]
    theme = definition.theme(project["theme"])
    lead = next((one for one in partners if one["is_lead"]), None)
    yield (
        review.application.number,
        content["filing"]["version"],
        _instant(content["filing"]["received_at"]),
        str(ReviewState(review.state).label),
        project["acronym"],
        pick(project["answers"].get("title", {})),
        pick(theme.names) if theme else project["theme"],
        project["start_on"],
        project["duration_months"],
        lead["organisation"]["name"] if lead else "",
        len(partners),
        ", ".join(dict.fromkeys(one["organisation"]["country"] for one in partners)),
        Decimal(content["figures"]["total"]),
        Decimal(content["figures"]["erdf"]),
    )


def _partner_heads() -> Row:
    return (
        *(_("Number"), _("Partner"), _("Role"), _("Organisation"), _("Country"), _("Territory")),
        *(_("Type of body"), _("Cost option"), _("Total, €"), _("ERDF, €"), _("Counterpart, €")),
        _("Own share, €"),
    )


def _partner_rows(review: Review, content: Content, definition: CallDefinition) -> Iterator[Row]:
    for one in content["partners"]:
        sheet, figures = one["organisation"], one["figures"]
        yield (
            review.application.number,
            int(one["key"]),
            _("lead partner") if one["is_lead"] else _("partner"),
            sheet["name"],
            sheet["country"],
            sheet["nuts3"],
            _named(definition.legal_types, sheet["legal_type"]),
            _named(definition.cost_options, figures["option"]),
            Decimal(figures["total"]),
            Decimal(figures["erdf"]),
            Decimal(figures["counterpart"]),
            Decimal(figures["own_share"]),
        )


def _line_heads() -> Row:
    return (
        *(_("Number"), _("Partner"), _("Organisation"), _("Category"), _("Description")),
        *(_("Quantity"), _("Unit price, €"), _("Amount, €")),
    )


def _line_rows(review: Review, content: Content, definition: CallDefinition) -> Iterator[Row]:
    for partner in content["partners"]:
        for line in partner["lines"]:
            yield (
                review.application.number,
                int(partner["key"]),
                partner["organisation"]["name"],
                _named(definition.cost_categories, line["category"]),
                line["description"],
                _amount(line.get("quantity")),
                _amount(line.get("unit_price")),
                Decimal(line["amount"]),
            )


def _named(codes: Sequence[ListedCode], code: str) -> str:
    return next((pick(one.names) for one in codes if one.code == code), code)


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _instant(text: str) -> str:
    return local(datetime.fromisoformat(text)).isoformat(timespec="seconds")


Heads = Callable[[], Row]
Rows = Callable[[Review, Content, CallDefinition], Iterator[Row]]
TABLES: Mapping[str, tuple[Heads, Rows]] = {
    "files": (_file_heads, _file_rows),
    "partners": (_partner_heads, _partner_rows),
    "lines": (_line_heads, _line_rows),
}
