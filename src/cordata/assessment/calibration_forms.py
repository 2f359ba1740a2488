"""What the pages of the common text read: shape only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.assessment.models import Calibration
from cordata.packs.grid import CriteriaGrid
from cordata.programme.models import Call
from cordata.rules.deadlines import end_of_day
from cordata.web.forms import ChoiceField, DateField, Form, LongTextField, TextField, TickField

LONGEST = 30_000  # characters of the common text in one language


class CalibrationForm(Form):
    """The common text in every language of the call, and until when it is scored."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        for code in call.definition.languages:
            said = {"language": code.upper()}
            self.fields[f"title_{code}"] = TextField(
                limit=200, label=gettext("Title (%(language)s)") % said, required=False
            )
            self.fields[f"text_{code}"] = LongTextField(
                LONGEST, rows=14, label=gettext("Text (%(language)s)") % said, required=False
            )
        self.fields["due_on"] = DateField(label=_("To be scored by"))

    def written(self, name: str) -> dict[str, str]:
        """Language -> title or text."""
        spoken = self.call.definition.languages
        return {code: self.cleaned_data.get(f"{name}_{code}") or "" for code in spoken}

    def due_at(self) -> datetime:
        return end_of_day(self.cleaned_data["due_on"], self.call.programme.definition.zone)


def calibration_values(call: Call, found: Calibration | None, due_at: datetime) -> dict[str, Any]:
    """What is kept, as the form's first values; the pack may bring a text."""
    texts: Mapping[str, str] = call.definition.texts.get("calibration", {})
    kept = {"text": found.texts if found else texts, "title": found.titles if found else {}}
    values: dict[str, Any] = {
        f"{name}_{code}": said.get(code, "")
        for name, said in kept.items()
        for code in call.definition.languages
    }
    return values | {"due_on": found.due_at.date() if found else due_at.date()}


class CalibrationScoreForm(Form):
    """Points of each criterion; the undertaking of the call where it was not accepted yet."""

    def __init__(self, *args: Any, grid: CriteriaGrid, bound: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        for item in grid.scored:
            points = [(str(n), str(n)) for n in range(item.scale_min, item.scale_max + 1)]
            self.fields[f"points_{item.code}"] = ChoiceField(
                label=item.code, choices=points, widget=forms.RadioSelect
            )
        if not bound:
            self.fields["confidential"] = TickField(
                label=_("I keep what I read confidential, also after the decision.")
            )

    def points(self) -> dict[str, Decimal]:
        return {
            item.code: Decimal(self.cleaned_data[f"points_{item.code}"])
            for item in self.grid.scored
        }
