"""Everything the page of a sheet shows: the text in parts, the criteria, what the others wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.reading import Reading
from cordata.assessment import access
from cordata.assessment.forms import SheetForm, sheet_values
from cordata.assessment.models import Assignment
from cordata.assessment.presenting import criterion_fields, sheets_table, so_far
from cordata.assessment.queries import grid_of, other_sheets
from cordata.assessment.standing import reading_of_review
from cordata.kernel.localised import pick

PARTNERS, ACTIVITIES, ANNEXES = "partners_budget", "activities_plan", "annexes_joined"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the text to read, as a tab."""

    key: str
    text: str


def sheet_form(assignment: Assignment, data: Mapping[str, Any] | None = None) -> SheetForm:
    """The sheet with what is kept of it, or with what was just typed."""
    scores = list(assignment.scores.all())
    values = sheet_values(assignment, scores)
    return SheetForm(data, grid=grid_of(assignment.review), initial=values)


def sheet_context(
    person: Any,
    assignment: Assignment,
    *,
    part: str = "",
    language: str = "",
    form: SheetForm | None = None,
) -> dict[str, Any]:
    """`part` of the text in `language` (empty: all of them beside each other)."""
    review = assignment.review
    reading = reading_of_review(review)
    grid = grid_of(review)
    parts = parts_of(reading)
    chosen = part if part in {one.key for one in parts} else parts[0].key
    form = form or sheet_form(assignment)
    fields = criterion_fields(form, grid)
    others = other_sheets(assignment) if access.see_other_sheets(person, assignment) else []
    chosen_language = language if language in reading.languages else ""
    return {
        "assignment": assignment,
        "review": review,
        "application": review.application,
        "reading": reading,
        "grid": grid,
        "parts": parts,
        "part": chosen,
        "section": next((one for one in reading.sections if one.key == chosen), None),
        "language": chosen_language,
        "spoken": (*reading.languages, "") if len(reading.languages) > 1 else (),
        "form": form,
        "fields": fields,
        "so_far": so_far(fields, grid),
        "may_score": access.score(person, assignment),
        "may_read": access.read_text(person, review),
        "others": sheets_table(review, others),
        "has_errors": bool(form.is_bound and form.errors),
    }


def parts_of(reading: Reading) -> list[Part]:
    """The form's own sections, then partners and budget, activities, annexes."""
    sections = [Part(one.key, f"{one.number}. {pick(one.names)}") for one in reading.sections]
    return [
        *sections,
        Part(PARTNERS, _("Partners and budget")),
        Part(ACTIVITIES, _("Activities")),
        Part(ANNEXES, _("Annexes")),
    ]
