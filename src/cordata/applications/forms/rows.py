"""Repeated rows that need no script: blank ones wait below, an emptied one goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import formset_factory
from django.forms.formsets import BaseFormSet

from cordata.web.forms import Form, mistake

NOTHING: tuple[Any, ...] = (None, "", False, [])


class RowForm(Form):
    """One row. All empty, it says nothing; else every field of `needed` must be filled."""

    needed: tuple[str, ...] = ()
    nothing: tuple[Any, ...] = NOTHING  # zero is False, too: a row where it counts leaves it out
    kept: tuple[str, ...] = ()  # hidden or preset fields, which alone say nothing

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything in the row."""
        if not self.is_bound:
            return not self.initial
        return not self.errors and all(
            value in self.nothing
            for name, value in getattr(self, "cleaned_data", {}).items()
            if name not in self.kept
        )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.is_blank:
            for name in self.needed:
                if self.cleaned_data.get(name) in self.nothing:
                    self.add_error(name, mistake("web.field.required"))
        return self.cleaned_data


def rows(
    form: type[RowForm],
    *,
    prefix: str,
    data: Mapping[str, Any] | None = None,
    initial: Sequence[Mapping[str, Any]] = (),
    most: int = 20,
    spare: int = 2,
    **given: Any,
) -> BaseFormSet[RowForm]:
    """The rows as they stand and a few blank ones; `more` of the prefix in `data` adds some."""
    if data is not None and f"{prefix}-more" in data:
        data = _with_more(data, prefix, most, spare)
    spare = max(0, min(spare, most - len(initial)))
    kind = formset_factory(form, extra=spare, max_num=most, absolute_max=most)
    return kind(data, initial=list(initial), prefix=prefix, form_kwargs=given)


def asks_more(data: Mapping[str, Any]) -> bool:
    """Whether the button pressed only asks for further rows."""
    return any(name.endswith("-more") for name in data)


def written(formset: BaseFormSet[RowForm]) -> list[dict[str, Any]]:
    """What was written in the rows that are not blank."""
    return [form.cleaned_data for form in formset.forms if not form.is_blank]


def _with_more(data: Any, prefix: str, most: int, spare: int) -> Any:
    copy = data.copy()
    total = f"{prefix}-TOTAL_FORMS"
    try:
        copy[total] = str(min(most, int(copy.get(total, 0)) + spare))
    except ValueError:
        copy[total] = str(spare)
    return copy
