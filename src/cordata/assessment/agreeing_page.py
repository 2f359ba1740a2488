"""What the pages of the common sheet show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Person
from cordata.assessment import access
from cordata.assessment.forms import SheetForm
from cordata.assessment.models import Assignment, Consensus
from cordata.assessment.presenting import criterion_fields, sheets_table, titles_of
from cordata.assessment.queries import grid_of, other_sheets
from cordata.web.forms import ChoiceField, Form


class RapporteurForm(Form):
    """One of the authors."""

    rapporteur = ChoiceField(label=_("Rapporteur"), choices=(), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, found: Consensus) -> None:
        chosen = found.rapporteur.pid if found.rapporteur else ""
        super().__init__(data, initial={"rapporteur": chosen})
        self.set_choices("rapporteur", [(one.pid, str(one)) for one in found.authors])


def common_form(found: Consensus, data: Mapping[str, Any] | None = None) -> SheetForm:
    """The common sheet with what is written of it, or with what was just typed."""
    values = {f"motivation_{code}": words for code, words in found.motivations.items()}
    values |= {f"points_{code}": points for code, points in found.points.items()}
    form = SheetForm(data, grid=grid_of(found.review), initial=values)
    del form.fields["comment"]
    return form


def common_context(
    person: Person, own: Assignment, found: Consensus, form: SheetForm | None = None
) -> dict[str, Any]:
    """All sheets without names, the common one, and what this author may do."""
    review, grid = own.review, grid_of(own.review)
    bound = form or common_form(found)
    agreed = set(found.agreements.values_list("assessor", flat=True))
    return {
        "assignment": own,
        "application": review.application,
        "titles": titles_of(review),
        "consensus": found,
        "sheets": sheets_table(review, other_sheets(own)),
        "grid": grid,
        "form": bound,
        "fields": criterion_fields(bound, grid),
        "written": [
            (item, found.points[item.code], found.motivations.get(item.code, ""))
            for item in grid.scored
            if item.code in found.points
        ],
        "may_write": access.write_common_sheet(person, found),
        "may_agree": access.agree(person, found),
        "agreed": person.pk in agreed,
        "count": (len(agreed), len(found.authors)),
        "has_errors": bool(bound.is_bound and bound.errors),
    }
