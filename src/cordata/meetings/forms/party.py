"""Who comes along: a name and needs for each, as many as the meeting allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField, CharField, HiddenInput
from django.utils.translation import gettext, gettext_lazy

from cordata.meetings.actions import Companion
from cordata.meetings.forms.choices import meals, offer, serves_a_meal
from cordata.meetings.keeping import purpose_of
from cordata.meetings.models import Meeting, Registration
from cordata.web import forms

NEEDS = ("meal", "access_needs")


class CompanionFields(forms.Form):
    """Mixed into a form of a meeting; `meeting` is set before `super().__init__`."""

    meeting: Meeting

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.meeting.max_party):
            self._add(number)

    def _add(self, number: int) -> None:
        one = f"companion_{number}_"
        self.fields[f"{one}pid"] = CharField(required=False, widget=HiddenInput)
        self.fields[f"{one}name"] = forms.TextField(
            label=gettext("Person %(number)s: first name and surname") % {"number": number + 1},
            limit=150,
            required=False,
            help_text=purpose_of("companion", self.meeting),
        )
        if serves_a_meal(self.meeting):
            self.fields[f"{one}meal"] = forms.ChoiceField(
                label=gettext_lazy("The meal on site"), required=False
            )
            offer(self, f"{one}meal", meals(self.meeting))
        self.fields[f"{one}access_needs"] = forms.TextField(
            label=gettext_lazy("An access need"),
            limit=500,
            required=False,
            help_text=purpose_of("access_needs", self.meeting),
        )

    @property
    def companion_rows(self) -> list[list[BoundField]]:
        """The fields of each person, in order."""
        return [
            [self[name] for name in self._names(number) if not self[name].is_hidden]
            for number in range(1, self.meeting.max_party)
        ]

    @property
    def companion_ids(self) -> list[BoundField]:
        return [self[f"companion_{number}_pid"] for number in range(1, self.meeting.max_party)]

    def _names(self, number: int) -> list[str]:
        return [name for name in self.fields if name.startswith(f"companion_{number}_")]

    def clean(self) -> dict[str, Any]:
        """Needs without a name are nobody's."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, self.meeting.max_party):
            one = f"companion_{number}_"
            needs = any(cleaned.get(one + name) for name in NEEDS)
            if needs and not cleaned.get(f"{one}name") and f"{one}name" not in self.errors:
                self.add_error(f"{one}name", forms.mistake("web.field.required"))
        return cleaned

    def companions(self) -> tuple[Companion, ...]:
        """Everyone who was named."""
        found = []
        for number in range(1, self.meeting.max_party):
            given = {
                name: self.cleaned_data.get(f"companion_{number}_{name}") or ""
                for name in ("name", *NEEDS, "pid")
            }
            if given["name"]:
                found.append(Companion(**given))
        return tuple(found)


class PartyForm(CompanionFields):
    """Who comes along, changed later; a name left empty gives that place back."""

    def __init__(
        self, registration: Registration, along: Sequence[Registration], *args: Any, **kwargs: Any
    ) -> None:
        self.meeting = registration.meeting
        kwargs["initial"] = {
            f"companion_{number}_{name}": getattr(one, name)
            for number, one in enumerate(along, 1)
            for name in ("name", *NEEDS, "pid")
        }
        super().__init__(*args, **kwargs)
