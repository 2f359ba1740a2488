"""What the pages of the committee read: shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.kernel.localised import pick
from cordata.packs import CallDefinition
from cordata.programme.models import Call
from cordata.rules.deadlines import end_of_day
from cordata.rules.ranking import Remainder
from cordata.selection.letters import LETTERS
from cordata.selection.models import Decision
from cordata.selection.states import Outcome
from cordata.web.catalogue import label
from cordata.web.forms import (
    AmountField,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    MultiChoiceField,
    TextField,
    TickField,
    UploadField,
)

KINDS = ("meeting", "written")
MET = ("yes", "no")
OFFERED = {Outcome.DEFERRED: "postponed"}  # what a person chooses is settled


class PrepareForm(Form):
    """Which themes, when, where, by a meeting or in writing."""

    themes = MultiChoiceField(label=_("Themes"), choices=())
    held_on = DateField(label=_("Day of the decision"))
    kind = ChoiceField(label=_("Procedure"), choices=(), widget=forms.RadioSelect)
    place = TextField(label=_("Place"), required=False, limit=120)
    with_reserve = TickField(
        label=_("Take up the reserve list too: money has come free"), required=False
    )

    def __init__(self, data: Any = None, *, call: Call, waiting: Mapping[str, int], **kw: Any):
        super().__init__(data, **kw)
        self.set_choices(
            "themes",
            (
                (theme.code, _with_count(pick(theme.names), waiting.get(theme.code, 0)))
                for theme in call.definition.themes
            ),
        )
        self.set_choices(
            "kind", ((kind, label(kind, "selection.kind").capitalize()) for kind in KINDS)
        )


def _with_count(name: str, count: int) -> str:
    return gettext("%(name)s (%(count)s waiting)") % {"name": name, "count": count}


class SupposeForm(Form):
    """Another treatment of the rest, other money in a theme, and why it is tried."""

    remainder = ChoiceField(label=_("What to do with the rest"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, definition: CallDefinition, money: Mapping[str, Decimal],
        remainder: str,
    ) -> None:  # fmt: skip
        amounts = {f"money_{theme}": amount for theme, amount in money.items()}
        super().__init__(data, initial={"remainder": remainder, **amounts}, auto_id="sup-%s")
        self.money = money
        words = [(one.value, label(one.value, "selection.remainder")) for one in Remainder]
        self.set_choices("remainder", words)
        for theme in definition.themes:
            if theme.code in money:
                name = gettext("Left for %(theme)s, €") % {"theme": pick(theme.names)}
                self.fields[f"money_{theme.code}"] = AmountField(label=name)
        self.fields["because"] = LongTextField(1000, rows=2, label=gettext("Why it is tried"))

    def envelopes(self) -> dict[str, Decimal]:
        return {theme: self.cleaned_data[f"money_{theme}"] for theme in self.money}


class ChangeForm(Form):
    """The committee departs from the proposal."""

    outcome = ChoiceField(label=_("Decision"), choices=(), widget=forms.Select)
    because = LongTextField(
        1000, rows=3, label=_("The committee’s reason"), help_text=_("The letter quotes it.")
    )

    def __init__(self, data: Any = None, *, definition: CallDefinition, **kw: Any) -> None:
        super().__init__(data, **kw)
        self.definition = definition
        offered = [one for one in Outcome if LETTERS.get(one, "") in definition.letters]
        self.set_choices(
            "outcome",
            (
                (one.value, label(OFFERED.get(one, one.value), "selection.outcome"))
                for one in offered
            ),
        )
        if Outcome.CONDITIONS in offered:
            for language in definition.languages:
                self.fields[f"conditions_{language}"] = LongTextField(
                    2000,
                    rows=3,
                    required=False,
                    label=gettext("Conditions (%(language)s)") % {"language": language.upper()},
                )

    def clean(self) -> dict[str, Any]:
        """The letters go out in every language, so the conditions are written in each."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.CONDITIONS:
            for language in self.definition.languages:
                if not cleaned.get(f"conditions_{language}"):
                    self.refuse(f"conditions_{language}", "selection.conditions_missing")
        return cleaned

    def conditions(self) -> dict[str, str]:
        """Language -> what has to be met first."""
        found = {
            language: self.cleaned_data.get(f"conditions_{language}", "")
            for language in self.definition.languages
        }
        return {language: text for language, text in found.items() if text}


class AgainForm(Form):
    """Another treatment of the remainder."""

    remainder = ChoiceField(choices=(), required=False)

    def __init__(self, data: Any = None, **kw: Any) -> None:
        super().__init__(data, **kw)
        words = ((one.value, label(one.value, "selection.remainder")) for one in Remainder)
        self.set_choices("remainder", words)


class FirstForm(Form):
    """Which of several equals goes first, and why."""

    first = ChoiceField(label=_("Which one goes first?"), choices=(), widget=forms.RadioSelect)
    because = LongTextField(
        1000, rows=3, label=_("The committee’s reason"), help_text=_("The minutes quote it.")
    )

    def __init__(self, data: Any = None, *, equals: Sequence[Decision], **kw: Any) -> None:
        super().__init__(data, **kw)
        files = (one.application for one in equals)
        self.set_choices("first", ((one.pid, one.number) for one in files))


class AnswerForm(Form):
    """The lead's answer to the conditions: words, a file, or both."""

    text = LongTextField(4000, rows=6, label=_("Your answer"), required=False)
    file = UploadField(label=_("File"), required=False)


class StateForm(Form):
    """Whether the conditions are met, and why."""

    met = ChoiceField(label=_("Are the conditions met?"), choices=(), widget=forms.RadioSelect)
    because = LongTextField(
        2000, rows=4, label=_("Reason"), help_text=_("The partners read these words.")
    )
    file = UploadField(label=_("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("met", ((code, label(code, "selection.conditions.met")) for code in MET))

    def says_met(self) -> bool:
        return bool(self.cleaned_data["met"] == "yes")


class ExtendForm(Form):
    """A later term, and why."""

    due_on = DateField(label=_("New term"))
    because = LongTextField(
        1000, rows=3, label=_("Reason"), help_text=_("The partners read these words.")
    )

    def due_at(self, call: Call) -> datetime:
        return end_of_day(self.cleaned_data["due_on"], call.definition.zone)


class BecauseForm(Form):
    """Why a statement goes back to whoever made it."""

    because = LongTextField(1000, rows=3, label=_("Reason"))
