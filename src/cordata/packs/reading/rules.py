"""Reads `rules.toml`: each `[[rule]]` has a kind, and each kind fills its part of the ruleset."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cordata.packs.call import ListedCode
from cordata.packs.tables import Table, refuse_duplicates

NEEDED = ("partnership", "area", "bodies", "total", "rate", "duration")
SCHEMES = (
    "siret",
    "rna",
    "codice_fiscale",
    "partita_iva",
    "organisationsnummer",
    "y_tunnus",
    "organisasjonsnummer",
)
COOPERATION = frozenset({"development", "implementation", "staffing", "financing"})
COUNTERPARTS = frozenset({"national_public", "own_public", "own_private", "other"})
_ZERO = Decimal("0.00")


@dataclass(slots=True)
class RulesRead:
    """What the rules say: parts of the ruleset, and lists with names."""

    ruleset: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, tuple[ListedCode, ...]] = field(default_factory=dict)


def read_rules(
    shared: Table | None, own: Table | None, area: Mapping[str, str], countries: tuple[str, ...]
) -> RulesRead:
    """The rules of a call: the pack's, with the kinds that the call writes itself replaced."""
    common, replaced = _by_kind(shared), _by_kind(own)
    rules = common | replaced
    read = RulesRead({"area": dict(area)})
    for kind, table in rules.items():
        KINDS[kind](table, read, countries)
    for kind in common.keys() & replaced.keys():  # read only for its mistakes
        KINDS[kind](common[kind], RulesRead({"area": dict(area)}), countries)
    holder = own or shared
    for kind in NEEDED:
        if holder is not None and kind not in rules:
            holder.wrong("pack.rule_missing", kind=kind)
    return read


def _by_kind(root: Table | None) -> dict[str, Table]:
    if root is None:
        return {}
    found: dict[str, Table] = {}
    tables = root.tables("rule", required=True)
    for table in tables:
        kind = table.text("kind")
        table.origin(f"rule.{kind}")
        if kind in KINDS:
            found[kind] = table
        elif kind:
            table.wrong("pack.rule_unknown", "kind", value=kind, allowed=tuple(sorted(KINDS)))
            table.seen.update(table.data)
    refuse_duplicates(tables, [table.text("kind") for table in tables], "kind")
    return found


def _country(table: Table, key: str, code: str, countries: tuple[str, ...]) -> None:
    if code not in countries:
        table.wrong("pack.country_unknown", key, value=code)


def _ordered(table: Table, low: str, high: str, least: Any, most: Any) -> None:
    if most is not None and least > most:
        table.wrong("pack.minimum_over_maximum", low, low=str(least), high=str(most), other=high)


def _partnership(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    required = table.codes("required_countries", ())
    for code in required:
        _country(table, "required_countries", code, countries)
    low, high = table.integer("min_partners", low=1), table.integer("max_partners", low=1)
    _ordered(table, "min_partners", "max_partners", low, high)
    read.ruleset |= {
        "required_countries": required,
        "min_countries": table.integer("min_countries", 1, low=1, high=len(countries) or 1),
        "min_partners": low,
        "max_partners": high,
        "exempt_types": frozenset(table.codes("exempt_types", ())),
    }


def _area(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset |= {
        "lead_in_area": table.flag("lead_in_area"),
        "partners_in_area": table.flag("partners_in_area"),
    }
    if table.has("territories"):
        chosen = table.codes("territories")
        for code in chosen:
            if code not in read.ruleset["area"]:
                table.wrong("pack.nuts_unknown", "territories", value=code)
        area = read.ruleset["area"].items()
        read.ruleset["area"] = {code: country for code, country in area if code in chosen}


def _bodies(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    types = _listed(table, "type", countries)
    read.lists["legal_types"] = types
    read.ruleset |= {
        "sme_only": table.flag("sme_only", False),
        "legal_types": {
            country: frozenset(
                item.code for item in types if not item.countries or country in item.countries
            )
            for country in countries
        },
    }


def _listed(table: Table, key: str, countries: tuple[str, ...] = ()) -> tuple[ListedCode, ...]:
    tables = table.tables(key, required=True)
    listed = tuple(
        ListedCode(
            code=item.code(),
            names=item.localised("names"),
            countries=item.codes("countries", ()),
            help=item.localised("help", required=False),
        )
        for item in tables
    )
    for item, one in zip(tables, listed, strict=True):
        for code in one.countries:
            _country(item, "countries", code, countries)
    refuse_duplicates(tables, [one.code for one in listed])
    return listed


def _identifiers(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    schemes = {}
    for code in _country_keys(table, countries):
        schemes[code] = table.codes(code)
        for scheme in schemes[code]:
            if scheme not in SCHEMES:
                table.wrong("pack.value_unknown", code, value=scheme, allowed=SCHEMES)
    read.ruleset["identifiers"] = schemes


def _country_keys(table: Table, countries: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that are country codes; another pair of capitals is a country nobody knows."""
    keys = tuple(key for key in table.data if re.fullmatch("[A-Z]{2}", key))
    for key in keys:
        _country(table, key, key, countries)
    return keys


def _total(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    low, high = table.money("min", _ZERO), table.optional_money("max")
    _ordered(table, "min", "max", low, high)
    read.ruleset |= {
        "total_min": low,
        "total_max": high,
        "total_max_per_country": table.optional_money("max_per_country"),
    }
    if by_countries := table.table("max_by_countries", required=False):
        ceilings = {}
        for key in by_countries.data:
            if not key.isascii() or not key.isdigit():
                by_countries.wrong("pack.wrong_type", key, expected="integer")
                continue
            ceilings[int(key)] = by_countries.money(key)
            _ordered(by_countries, key, key, low, ceilings[int(key)])
        read.ruleset["total_max_by_countries"] = ceilings


def _erdf(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset |= {
        "erdf_max": table.optional_money("max"),
        "erdf_max_per_country": table.optional_money("max_per_country"),
    }


def _rate(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["rate_max"] = table.rate("max")
    keys = _country_keys(table, countries)
    read.ruleset["rate_max_by_country"] = {code: table.rate(code) for code in keys}


def _counterpart(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    keys = _country_keys(table, countries)
    read.ruleset["counterparts"] = {code: table.one_of(code, COUNTERPARTS) for code in keys}


def _country_share(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["country_share_max"] = table.rate("max")


def _duration(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    low, high = table.integer("min_months", 1, low=1), table.integer("max_months", low=1)
    _ordered(table, "min_months", "max_months", low, high)
    read.ruleset |= {"duration_min": low, "duration_max": high}


def _period(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    until, start = table.optional_day("eligible_until"), table.optional_day("start_not_before")
    if until and start and until < start:
        table.wrong("pack.end_before_start", "eligible_until", start=str(start), end=str(until))
    read.ruleset |= {"eligible_until": until, "start_not_before": start}


def _indicators(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    outputs, results = _listed(table, "output"), _listed(table, "result")
    read.lists |= {"output_indicators": outputs, "result_indicators": results}
    read.ruleset |= {
        "output_indicators": frozenset(item.code for item in outputs),
        "result_indicators": frozenset(item.code for item in results),
    }


def _proofs(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    proofs = _listed(table, "proof")
    read.lists["proofs"] = proofs
    read.ruleset["proofs"] = frozenset(item.code for item in proofs)


def _support(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["support_forms"] = frozenset(table.codes("forms"))


def _cooperation(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    for key, name in (("required", "cooperation_required"), ("any_of", "cooperation_any_of")):
        values = table.codes(key, ())
        for value in values:
            if value not in COOPERATION:
                allowed = tuple(sorted(COOPERATION))
                table.wrong("pack.value_unknown", key, value=value, allowed=allowed)
        read.ruleset[name] = frozenset(values)


def _principles(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["principles"] = table.codes("principles")


def _applications(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["max_applications_per_lead"] = table.optional_integer("max_per_lead", low=1)


def _state_aid(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset |= {
        "de_minimis_cap": table.money("de_minimis_cap"),
        "gber_20a_cap": table.money("gber_20a_cap"),
        "counterpart_is_aid": table.flag("counterpart_is_aid"),
    }


def _new_bodies(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    read.ruleset["new_body_rule"] = table.one_of("rule", {"any", "all"})


def _project_code(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    asked = table.codes("countries")
    for code in asked:
        _country(table, "countries", code, countries)
    read.ruleset["project_code_countries"] = frozenset(asked)


def _texts(table: Table, read: RulesRead, countries: tuple[str, ...]) -> None:
    low, high = table.number("ratio_min"), table.number("ratio_max")
    _ordered(table, "ratio_min", "ratio_max", low, high)
    read.ruleset |= {"text_ratio_min": low, "text_ratio_max": high}


KINDS: Mapping[str, Callable[[Table, RulesRead, tuple[str, ...]], None]] = {
    "applications": _applications,
    "area": _area,
    "bodies": _bodies,
    "cooperation": _cooperation,
    "counterpart": _counterpart,
    "country_share": _country_share,
    "duration": _duration,
    "erdf": _erdf,
    "identifiers": _identifiers,
    "indicators": _indicators,
    "new_bodies": _new_bodies,
    "partnership": _partnership,
    "period": _period,
    "principles": _principles,
    "project_code": _project_code,
    "proofs": _proofs,
    "rate": _rate,
    "state_aid": _state_aid,
    "support": _support,
    "texts": _texts,
    "total": _total,
}
