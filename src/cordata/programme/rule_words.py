"""The rules of a call in words: what is asked, and what happens if it is not met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, get_language_info

from cordata.kernel.localised import pick
from cordata.packs.call import ListedCode
from cordata.packs.programme import Country
from cordata.programme.eligible import country_names
from cordata.programme.models import Call
from cordata.rules.money import share
from cordata.rules.ruleset import Ruleset
from cordata.web.catalogue import sentence

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One row of the table of rules; `consequence` is blocks, asked or advice."""

    title: str
    asked: tuple[str, ...]
    consequence: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """The types of body that may take part, on one side."""

    country: Country
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The key numbers of a call, in euros, % and months."""

    total_min: Decimal
    total_max: Decimal | None
    totals: tuple[tuple[int, Decimal], ...]  # number of countries -> ceiling
    rate: Decimal
    erdf_min: Decimal | None
    erdf_max: Decimal | None
    min_partners: int
    max_partners: int
    countries: tuple[str, ...]
    min_countries: int
    months: int


def figures(call: Call) -> Figures:
    """The numbers a reader looks for first."""
    rules = call.definition.ruleset
    names = country_names(call.programme.definition)
    most = rules.erdf_max
    if most is None and rules.total_max is not None:
        most = share(rules.total_max, rules.rate_max, rules.rounding)
    least = share(rules.total_min, rules.rate_max, rules.rounding) if rules.total_min else None
    return Figures(
        total_min=rules.total_min,
        total_max=rules.total_max,
        totals=tuple(sorted(rules.total_max_by_countries.items())),
        rate=rules.rate_max,
        erdf_min=least,
        erdf_max=most,
        min_partners=rules.min_partners,
        max_partners=rules.max_partners,
        countries=tuple(names.get(code, code) for code in rules.required_countries),
        min_countries=rules.min_countries,
        months=rules.duration_max,
    )


def _sized(rules: Ruleset, call: Call) -> list[str]:
    names = country_names(call.programme.definition)
    lines = [sentence("programme.rule.partners", low=rules.min_partners, high=rules.max_partners)]
    if rules.required_countries:
        wanted = tuple(names.get(code, code) for code in rules.required_countries)
        lines.append(sentence("programme.rule.each_country", countries=wanted))
    elif rules.min_countries > 1:
        lines.append(sentence("programme.rule.min_countries", number=rules.min_countries))
    return lines


def _placed(rules: Ruleset, call: Call) -> list[str]:
    number = len(rules.area)
    if rules.lead_in_area and rules.partners_in_area:
        return [sentence("programme.rule.all_in_area", number=number)]
    return [sentence("programme.rule.lead_in_area", number=number)] if rules.lead_in_area else []


def _totalled(rules: Ruleset, call: Call) -> list[str]:
    if rules.total_max_by_countries:
        return [
            sentence("programme.rule.total_countries", number=number, amount=amount)
            for number, amount in sorted(rules.total_max_by_countries.items())
        ]
    if rules.total_max is None:
        return [sentence("programme.rule.total_min", low=rules.total_min)]
    return [sentence("programme.rule.total", low=rules.total_min, high=rules.total_max)]


def _rated(rules: Ruleset, call: Call) -> list[str]:
    names = country_names(call.programme.definition)
    lines = [sentence("programme.rule.rate", rate=rules.rate_max)]
    lines += [
        sentence("programme.rule.rate_country", rate=rate, country=names.get(code, code))
        for code, rate in sorted(rules.rate_max_by_country.items())
    ]
    if rules.erdf_max_per_country is not None:
        amount = rules.erdf_max_per_country
        lines.append(sentence("programme.rule.erdf_country", amount=amount))
    return lines


def _lasting(rules: Ruleset, call: Call) -> list[str]:
    lines = [sentence("programme.rule.duration", months=rules.duration_max)]
    if rules.eligible_until:
        lines.append(sentence("programme.rule.eligible_until", on=rules.eligible_until))
    return lines


def _spoken(rules: Ruleset, call: Call) -> list[str]:
    if len(rules.languages) < 2:
        return []
    names = tuple(language_words(code) for code in rules.languages)
    return [sentence("programme.rule.languages", languages=names)]


def language_words(code: str) -> str:
    """A language's name within a sentence: small letter in French and Italian."""
    name = str(get_language_info(code)["name_translated"])
    return name if (get_language() or "").startswith("en") else name.lower()


def _annexed(rules: Ruleset, call: Call) -> list[str]:
    return [pick(annex.names) for annex in call.definition.annexes]


def _sized_enterprises(rules: Ruleset, call: Call) -> list[str]:
    return [sentence("programme.rule.sme")] if rules.sme_only else []


def _said(code: str) -> Callable[[Ruleset, Call], list[str]]:
    return lambda rules, call: [sentence(code)]


ROWS: tuple[tuple[str, str, Callable[[Ruleset, Call], list[str]]], ...] = (
    # check of the call, title, what is asked
    ("partnership.countries", "programme.rule_title.partnership", _sized),
    ("lead.area", "programme.rule_title.area", _placed),
    ("enterprise.size", "programme.rule_title.size", _sized_enterprises),
    ("budget.total", "programme.rule_title.total", _totalled),
    ("budget.rate", "programme.rule_title.rate", _rated),
    ("project.duration", "programme.rule_title.duration", _lasting),
    ("text.languages", "programme.rule_title.languages", _spoken),
    ("mandate.partners", "programme.rule_title.letters", _said("programme.rule.letters")),
    ("annex.required", "programme.rule_title.annexes", _annexed),
    ("project.start", "programme.rule_title.start", _said("programme.rule.start")),
    ("partnership.new_body", "programme.rule_title.new_body", _said("programme.rule.new_body")),
)


def rules_in_words(call: Call) -> list[RuleWords]:
    """The main rules, those the call's own list of checks holds, in the order of the list."""
    rules = call.definition.ruleset
    severities = {spec.code: spec.severity.value for spec in rules.checks}
    rows = []
    for code, title, words in ROWS:
        asked = tuple(words(rules, call)) if code in severities else ()
        if asked:
            rows.append(RuleWords(sentence(title), asked, severities[code]))
    return rows


def bodies(call: Call) -> list[Bodies]:
    """Who may take part, country by country."""
    countries = call.programme.definition.countries
    types = call.definition.legal_types
    return [Bodies(country, _types_in(types, country.code)) for country in countries]


def _types_in(types: tuple[ListedCode, ...], country: str) -> tuple[str, ...]:
    return tuple(
        pick(item.names) for item in types if not item.countries or country in item.countries
    )
