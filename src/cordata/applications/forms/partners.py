"""Adding a body, inviting its people, and what a partner says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.accounts.models import Membership
from cordata.applications import questions
from cordata.applications.actions.answers import AnswerDraft
from cordata.applications.models import Answer, Partner
from cordata.kernel import identifiers
from cordata.kernel.identifiers import IdentifierRefused
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.form import FieldDefinition, FieldType
from cordata.web.catalogue import label
from cordata.web.context import OWN_NAMES
from cordata.web.forms import ChoiceField, EmailField, Form, LongTextField, TextField, mistake
from cordata.web.numerals import listed

HISTORY = "previously_funded"  # kept on the partner itself: rules read it
SCHEMES = "identifier.scheme"  # group of their names in the catalogue


class FindForm(Form):
    """An official number: the one question that finds a body we know."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, programme: ProgrammeDefinition
    ) -> None:
        super().__init__(data)
        self.fields["scheme"] = ChoiceField(
            label=_("Official register"), choices=_schemes(programme), widget=forms.Select
        )
        self.fields["value"] = TextField(label=_("Number"), limit=50)

    @property
    def country(self) -> str:
        return str(self.cleaned_data["scheme"]).partition(":")[0]

    @property
    def identifiers(self) -> dict[str, str]:
        """Scheme -> number as typed."""
        scheme = str(self.cleaned_data["scheme"]).partition(":")[2]
        return {scheme: self.cleaned_data["value"]}

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for scheme, value in self.identifiers.items():
                try:
                    identifiers.check(scheme, value)
                except IdentifierRefused as refusal:
                    self.add_error("value", mistake(refusal.code, **refusal.params))
        return self.cleaned_data


class NewBodyForm(FindForm):
    """A body we do not know yet: only what is needed to write to it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        programme: ProgrammeDefinition,
        definition: CallDefinition,
        country: str = "",
    ) -> None:
        super().__init__(data, programme=programme)
        self.fields["name"] = TextField(label=_("Official name"), limit=250)
        places = [one for one in programme.territories if not country or one.country == country]
        self.fields["nuts3"] = ChoiceField(
            label=_("Territory"),
            choices=[("", _("Outside the programme area"))]
            + [(one.code, pick(one.names)) for one in places],
            required=False,
            widget=forms.Select,
        )
        types = [
            one for one in definition.legal_types if not one.countries or country in one.countries
        ]
        self.fields["legal_type"] = ChoiceField(
            label=_("Kind of body"),
            choices=[("", "–")] + [(one.code, pick(one.names)) for one in types],
            widget=forms.Select,
        )
        self.fields["email"] = EmailField(
            label=_("E-mail of the person who signs for it"),
            help_text=_("This person receives a link and becomes the first signatory."),
        )
        for name in ("scheme", "value"):
            self.fields[name].widget = forms.HiddenInput()


class InviteForm(Form):
    """Somebody who is to act for the partner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(label=_("E-mail address"))
        self.fields["kind"] = ChoiceField(
            label=_("May do"),
            choices=[
                (Membership.Kind.EDITOR, _("Write the partner’s part")),
                (Membership.Kind.SIGNATORY, _("Write, and sign for the organisation")),
            ],
            initial=Membership.Kind.EDITOR,
            widget=forms.RadioSelect,
        )


@dataclass(frozen=True, slots=True)
class Written:
    """One field of the sheet: the question, its language, what stands."""

    question: FieldDefinition
    language: str
    name: str
    answer: Answer | None


@dataclass(slots=True)
class Group:
    """One question of the sheet: fields as (language, field, version seen)."""

    question: FieldDefinition
    fields: list[tuple[str, forms.BoundField, int]] = field(default_factory=list)
    history: bool = False
    standing: Any = None  # whether its versions were said to say the same

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def missing(self) -> str:
        """The names of the languages still to be written."""
        return listed([label(code, "rules.language") for code in self.standing.missing])

    @property
    def is_bilingual(self) -> bool:
        return len(self.fields) > 1


class SheetForm(Form):
    """The call's questions to each partner, in its own words, with the version seen (SUB-07)."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        partner: Partner,
        definition: CallDefinition,
        answers: Iterable[Answer],
    ) -> None:
        super().__init__(data)
        self.partner = partner
        self.order = [one.key for one in definition.form.fields()]
        present = {(one.field, one.language): one for one in answers}
        self.written: list[Written] = []
        for question in questions.of_partner(definition):
            for language in questions.languages_of(question, definition.languages):
                name = f"{question.key}_{language}" if language else question.key
                answer = present.get((question.key, language))
                self.written.append(Written(question, language, name, answer))
                self.fields[name] = _answer_field(question, language)
                self.initial[name] = answer.text if answer else ""
        self.asks_history = definition.form.field(HISTORY)
        if self.asks_history:
            said = {True: "yes", False: "no", None: ""}[partner.previously_funded]
            self.fields[HISTORY] = ChoiceField(
                label=pick(self.asks_history.labels),
                help_text=pick(self.asks_history.help),
                choices=[("yes", _("Yes")), ("no", _("No"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.initial[HISTORY] = said

    @property
    def groups(self) -> list[Group]:
        """Each question with its fields, in the order of the call's form."""
        grouped = {one.question.key: Group(one.question) for one in self.written}
        for one in self.written:
            version = one.answer.version if one.answer else 0
            grouped[one.question.key].fields.append((one.language, self[one.name], version))
        if self.asks_history:
            grouped[HISTORY] = Group(self.asks_history, [("", self[HISTORY], 0)], history=True)
        return [grouped[key] for key in self.order if key in grouped]

    @property
    def history(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data.get(HISTORY, ""))

    def drafts(self) -> Iterator[AnswerDraft]:
        for one in self.written:
            seen = str(self.data.get(f"version-{one.name}", "0"))
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
            text = self.cleaned_data[one.name]
            yield AnswerDraft(one.question.key, text, one.language, version, self.partner)


def _answer_field(question: FieldDefinition, language: str) -> forms.Field:
    label, hint = pick(question.labels), pick(question.help)
    if language:  # the question stands above its languages, once
        label, hint = OWN_NAMES.get(language, language), ""
    if question.type is FieldType.CHOICE and question.options:
        return ChoiceField(
            label=label,
            help_text=hint,
            required=False,
            choices=[("", "–"), *((one.code, pick(one.names)) for one in question.options)],
            widget=forms.Select,
        )
    limit = question.limit or 1000
    if question.type is FieldType.LONGTEXT:
        return LongTextField(limit, label=label, help_text=hint, required=False, rows=8)
    return TextField(limit=limit, label=label, help_text=hint, required=False)


def _schemes(programme: ProgrammeDefinition) -> list[tuple[str, str]]:
    """Every register of the programme's countries: `FR:siret` -> `SIRET (France)`."""
    return [
        (f"{country.code}:{scheme}", f"{pick(country.names)}, {label(scheme, SCHEMES)}")
        for country in programme.countries
        for scheme in identifiers.schemes_of(country.code)
    ]
