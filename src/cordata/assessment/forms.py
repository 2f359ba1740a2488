"""What the pages of the examination read: shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.assessment.actions import Profile
from cordata.assessment.conflicts import Candidate
from cordata.assessment.models import Assessor, Assignment, Score
from cordata.assessment.queries import NOBODY
from cordata.packs.grid import CriteriaGrid, Criterion
from cordata.packs.provenance import Text
from cordata.programme.models import Call
from cordata.rules.deadlines import end_of_day
from cordata.rules.finding import Outcome
from cordata.web.catalogue import label
from cordata.web.forms import (
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    MultiChoiceField,
    TextField,
    TickField,
    WholeNumberField,
    localised_choices,
)

VERDICTS = (Outcome.MET, Outcome.UNMET, Outcome.NOT_APPLICABLE)
MOST_OF_A_CALL = 500  # files of one assessor: nobody reads more


class FilterForm(Form):
    """The officers' list: words, theme, who works on it."""

    q = TextField(label=_("Search"), required=False, limit=100)
    theme = ChoiceField(label=_("Theme"), required=False, choices=(), widget=forms.Select)
    officer = ChoiceField(label=_("Case officer"), required=False, choices=(), widget=forms.Select)

    late = ChoiceField(label=_("Term"), required=False, choices=(), widget=forms.Select)

    def __init__(self, data: Any, *, call: Call, officers: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="f_%s")
        names = {theme.code: theme.names for theme in call.definition.themes}
        self.set_choices("theme", [("", _("All themes")), *localised_choices(names)])
        self.set_choices("late", [("", _("All files")), ("late", _("Overdue only"))])
        self.set_choices(
            "officer",
            [
                ("", _("Everybody")),
                (NOBODY, _("Nobody yet")),
                *officers,
            ],
        )


class VerdictForm(Form):
    """An officer's answer to one check."""

    verdict = ChoiceField(label=_("Your answer"), choices=(), widget=forms.RadioSelect)
    reason = LongTextField(1000, rows=2, label=_("Reason"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices(
            "verdict",
            [(verdict.value, label(verdict.value, "assessment.verdict")) for verdict in VERDICTS],
        )


class SecondForm(Form):
    """A second officer's word on a colleague's."""

    agrees = ChoiceField(label=_("Your second look"), choices=(), widget=forms.RadioSelect)
    reason = LongTextField(1000, rows=2, label=_("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes, no = gettext("I share this view"), gettext("I do not share this view")
        self.set_choices("agrees", [("yes", yes), ("no", no)])


class ReasonForm(Form):
    """Why: a refusal, a conflict, a file taken back."""

    reason = LongTextField(2000, rows=4, label=_("Reason"))


class OutcomeForm(Form):
    """The reasons of a letter to a file turned away, in each language of its call."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, languages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        for code, name in languages.items():
            label = gettext("Reasons (%(language)s)") % {"language": name}
            self.fields[f"reasons_{code}"] = LongTextField(6000, rows=10, label=label)

    def pairs(self) -> list[tuple[str, forms.BoundField]]:
        return [(code, self[f"reasons_{code}"]) for code in self.languages]

    def written(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"reasons_{code}"] for code in self.languages}


class RegimeForm(Form):
    """The State-aid regime of one partner, and why."""

    regime = ChoiceField(label=_("Regime"), choices=(), widget=forms.RadioSelect)
    reason = LongTextField(2000, rows=3, label=_("Reason"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    partner = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, regimes: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("regime", localised_choices(regimes))


class AssignForm(Form):
    """One assessor without a conflict, and a term."""

    assessor = ChoiceField(label=_("Assessor"), choices=(), widget=forms.Select)
    due_on = DateField(label=_("Sheet due on"), required=False)

    def __init__(self, data: Any, *, free: Sequence[Candidate], call: Call, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.call = call
        # Nobody stands chosen: one click too many would assign the file and write to somebody.
        people = [(one.person.pid, f"{one.person} ({one.files})") for one in free]
        self.set_choices("assessor", [("", gettext("Choose an assessor")), *people])

    def due_at(self) -> datetime | None:
        day = self.cleaned_data.get("due_on")
        return end_of_day(day, self.call.programme.definition.zone) if day else None


class AcceptForm(Form):
    """What an assessor declares before reading; the undertaking only once in a call."""

    free = TickField(label=_("I have no tie with any of these partners, nor with their people."))
    confidential = TickField(label=_("I keep what I read confidential, also after the decision."))

    def __init__(self, *args: Any, bound: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bound:
            del self.fields["confidential"]


class AssessorForm(Form):
    """What somebody of the pool reads, knows and takes."""

    languages = MultiChoiceField(label=_("Reads well enough to judge a file in"))
    themes = MultiChoiceField(label=_("Knows these themes"), required=False)
    territories = MultiChoiceField(label=_("Knows these territories"), required=False)
    least = WholeNumberField(label=_("Files at least"), minimum=0, maximum=MOST_OF_A_CALL)
    most = WholeNumberField(label=_("Files at most"), minimum=0, maximum=MOST_OF_A_CALL)
    away_from = DateField(label=_("Away from"), required=False)
    away_until = DateField(label=_("Away until (the last day)"), required=False)

    def __init__(self, *args: Any, call: Call, oneself: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        definition, programme = call.definition, call.programme.definition
        self.set_choices("languages", [(code, code.upper()) for code in definition.languages])
        themes = {theme.code: theme.names for theme in definition.themes}
        self.set_choices("themes", localised_choices(themes))
        places = {place.code: place.names for place in programme.territories}
        self.set_choices("territories", localised_choices(places))
        if oneself:
            del self.fields["least"]

    def profile(self, before: Assessor) -> Profile:
        """What was typed; what the form does not ask stays as it was."""
        said = self.cleaned_data
        return Profile(
            languages=said["languages"],
            themes=said["themes"],
            territories=said["territories"],
            least=said.get("least", before.least),
            most=said["most"],
            away_from=said["away_from"],
            away_until=said["away_until"],
        )


def assessor_values(profile: Assessor) -> dict[str, Any]:
    """A row of the pool, as the form's first values."""
    names = ("languages", "themes", "territories", "least", "most", "away_from", "away_until")
    return {name: getattr(profile, name) for name in names}


class PlanForm(Form):
    """The term of the sheets that a plan gives out."""

    due_on = DateField(label=_("Sheets due on"))

    def due_at(self, call: Call) -> datetime:
        return end_of_day(self.cleaned_data["due_on"], call.programme.definition.zone)


class SheetForm(Form):
    """Points and motivation of each criterion, and a word to the secretariat."""

    def __init__(
        self, data: Any = None, *, grid: CriteriaGrid, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.grid = grid
        for item in grid.scored:
            points = [(number, number) for number in _scale(item)]
            self.fields[f"points_{item.code}"] = ChoiceField(
                label=item.code, choices=points, required=False, widget=forms.RadioSelect
            )
            self.fields[f"motivation_{item.code}"] = LongTextField(
                3000,
                rows=4,
                label=gettext("Motivation of %(code)s, quoted in the letter") % {"code": item.code},
                required=False,
            )
        self.fields["comment"] = LongTextField(
            2000, rows=3, label=_("A word to the secretariat, not quoted"), required=False
        )

    def off_scale(self) -> list[Criterion]:
        """The criteria for which something was sent that is no point of the scale."""
        sent = [(item, self[f"points_{item.code}"].data) for item in self.grid.scored]
        return [item for item, points in sent if points and points not in _scale(item)]

    def answer(self, item: Criterion) -> tuple[Decimal | None, str]:
        """Points and motivation of a criterion, as typed."""
        points = self.cleaned_data.get(f"points_{item.code}") or ""
        motivation = self.cleaned_data.get(f"motivation_{item.code}") or ""
        return (Decimal(points) if points else None, motivation)


def _scale(item: Criterion) -> list[str]:
    """Every point that can be given, as it is sent."""
    return [str(number) for number in range(item.scale_min, item.scale_max + 1)]


def sheet_values(assignment: Assignment, scores: Sequence[Score]) -> dict[str, Any]:
    """What a sheet holds, as the form's first values."""
    values: dict[str, Any] = {"comment": assignment.comment}
    for score in scores:
        whole = None if score.points is None else str(int(score.points))
        values[f"points_{score.criterion}"] = whole
        values[f"motivation_{score.criterion}"] = score.motivation
    return values
