"""Shapes of a partner search, of the board's filter and of a request for an introduction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Organisation
from cordata.kernel.localised import pick
from cordata.matching.cards import Card
from cordata.matching.concepts import concepts_of
from cordata.matching.models import PartnerSearch
from cordata.programme.models import Call
from cordata.programme.rule_words import language_words
from cordata.web import forms

MOST_CONCEPTS = 8
TEXTS = (  # stem, label, hint, limit
    ("titles", _("Title"), "", 100),
    ("ideas", _("The idea"), _("The problem or the opportunity you share across the border"), 1500),
    ("brings", _("What you bring"), _("Know-how, places, people, equipment"), 1000),
    ("wanted", _("The partner you look for"), _("What it would do in the project"), 1000),
)


class SearchForm(forms.Form):
    """One search: texts in one language or more, then what is looked for."""

    organisation = forms.ChoiceField(label=_("In the name of"))
    theme = forms.ChoiceField(label=_("Theme"))
    wanted_countries = forms.MultiChoiceField(label=_("Side of the partner"), required=False)
    wanted_territories = forms.MultiChoiceField(
        label=_("Territories of the partner"), required=False
    )
    wanted_types = forms.MultiChoiceField(label=_("Kind of organisation"), required=False)
    concepts = forms.MultiChoiceField(
        label=_("Keywords"),
        required=False,
        help_text=_("They cross the border: each has its word in every language. Eight at most."),
    )
    languages = forms.MultiChoiceField(label=_("Languages you speak"), required=False)
    budget_idea = forms.AmountField(
        label=_("Total budget, roughly"),
        required=False,
        maximum=Decimal(10_000_000),
        help_text=_("In euros, all partners together"),
    )

    def __init__(
        self, call: Call, organisations: Iterable[Organisation], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.own_language, self.other_languages = writing_languages(call)
        for language in (self.own_language, *self.other_languages):
            add_texts(self, language)
        self._ask_for_own_language()
        programme, definition = call.programme.definition, call.definition
        self.offer("organisation", {str(one.pid): one.name for one in organisations})
        self.offer("theme", {theme.code: pick(theme.names) for theme in definition.themes})
        self.offer("wanted_countries", {c.code: pick(c.names) for c in programme.countries})
        self.offer("wanted_territories", {p.code: pick(p.names) for p in programme.territories})
        self.offer("wanted_types", {t.code: pick(t.names) for t in definition.legal_types})
        concepts = {code: pick(names) for code, names in concepts_of(definition).items()}
        self.offer("concepts", dict(sorted(concepts.items(), key=lambda item: item[1])))
        self.offer("languages", {code: language_name(code) for code in programme.languages})

    def _ask_for_own_language(self) -> None:
        """Title and idea are asked in the writer's language, unless they stand in another."""
        known = self.data or self.initial
        for stem in ("titles", "ideas"):
            elsewhere = any(known.get(f"{stem}_{code}") for code in self.other_languages)
            self.fields[f"{stem}_{self.own_language}"].required = not elsewhere

    def offer(self, name: str, choices: Mapping[str, str]) -> None:
        self.set_choices(name, choices.items())

    @property
    def own_texts(self) -> list[Any]:
        return [self[f"{stem}_{self.own_language}"] for stem, *_rest in TEXTS]

    @property
    def other_texts(self) -> list[tuple[str, str, list[Any]]]:
        """(language, its name, fields) for each further language."""
        return [
            (code, language_words(code), [self[f"{stem}_{code}"] for stem, *_rest in TEXTS])
            for code in self.other_languages
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for stem, code in (
            ("titles", "matching.title_missing"),
            ("ideas", "matching.idea_missing"),
        ):
            own = f"{stem}_{self.own_language}"
            if not self.texts(stem) and own not in self.errors:
                self.refuse(own, code)
        if len(said.get("concepts", ())) > MOST_CONCEPTS:
            self.refuse("concepts", "matching.too_many_concepts", limit=MOST_CONCEPTS)
        return said

    def texts(self, stem: str) -> dict[str, str]:
        codes = (self.own_language, *self.other_languages)
        found = {code: self.cleaned_data.get(f"{stem}_{code}", "") for code in codes}
        return {code: text for code, text in found.items() if text}

    def card(self) -> Card:
        """What was written. Only for a valid form."""
        said = self.cleaned_data
        return Card(
            theme=said["theme"],
            titles=self.texts("titles"),
            ideas=self.texts("ideas"),
            brings=self.texts("brings"),
            wanted=self.texts("wanted"),
            wanted_countries=tuple(said["wanted_countries"]),
            wanted_territories=tuple(said["wanted_territories"]),
            wanted_types=tuple(said["wanted_types"]),
            concepts=tuple(said["concepts"]),
            languages=tuple(said["languages"]),
            budget_idea=said["budget_idea"],
        )


def initial_of(search: PartnerSearch) -> dict[str, Any]:
    """What a form shows of a search already written."""
    plain = ("theme", "wanted_countries", "wanted_territories", "wanted_types", "concepts")
    initial = {name: getattr(search, name) for name in (*plain, "languages", "budget_idea")}
    initial["organisation"] = search.organisation.pid
    for stem, *_rest in TEXTS:
        for code, text in getattr(search, stem).items():
            initial[f"{stem}_{code}"] = text
    return initial


def writing_languages(call: Call) -> tuple[str, tuple[str, ...]]:
    """The reader's language if the call has it, else its first; and the others."""
    languages = call.definition.languages
    own = (get_language() or "").split("-")[0]
    own = own if own in languages else languages[0]
    return own, tuple(code for code in languages if code != own)


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


def add_texts(form: forms.Form, language: str) -> None:
    """The four texts of a search in one language."""
    for stem, label, hint, limit in TEXTS:
        name = f"{stem}_{language}"
        if stem == "titles":
            form.fields[name] = forms.TextField(limit=limit, label=label, required=False)
        else:
            form.fields[name] = forms.LongTextField(
                limit, rows=4, label=label, help_text=hint, required=False
            )


class FilterForm(forms.Form):
    """What narrows the board; every choice may stay open."""

    q = forms.TextField(label=_("Search"), required=False, limit=100)
    side = forms.ChoiceField(label=_("Side"), required=False)
    wanted = forms.ChoiceField(label=_("Looks for a partner in"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    territory = forms.ChoiceField(label=_("Territory"), required=False)

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme, definition = call.programme.definition, call.definition
        countries = [(country.code, pick(country.names)) for country in programme.countries]
        places = [(place.code, pick(place.names)) for place in programme.territories]
        themes = [(theme.code, pick(theme.names)) for theme in definition.themes]
        for name, open_words, choices in (
            ("side", _("All sides"), countries),
            ("wanted", _("All sides"), countries),
            ("theme", _("All themes"), themes),
            ("territory", _("All territories"), places),
        ):
            self.set_choices(name, [("", open_words), *choices])
            self.fields[name].widget.attrs["class"] = "in"

    @property
    def selects(self) -> list[Any]:
        """The lists beside the words, the most used first."""
        return [self[name] for name in ("side", "theme", "wanted", "territory")]


class AskForm(forms.Form):
    """A request for an introduction."""

    organisation = forms.ChoiceField(label=_("In the name of"))
    message = forms.LongTextField(
        1000,
        rows=5,
        label=_("Your message"),
        help_text=_("It is passed on without your address. Say who you are and what you could do."),
    )

    def __init__(self, organisations: Iterable[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pid), one.name) for one in organisations]
        self.set_choices("organisation", choices)


class ReturnForm(forms.Form):
    """What an officer asks an author to change."""

    reason = forms.LongTextField(1000, rows=3, label=_("What is to be changed"))
