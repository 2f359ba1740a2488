"""Organisations that may be one and the same: which, how they differ, what would move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, ManyToOneRel

from cordata.accounts.models import Identifier, Membership, Organisation
from cordata.rules.matching import fold

SIREN = 9  # the first digits of a SIRET: the body itself, the rest is one of its addresses
MOST = 50  # suggestions on a page
Check = Callable[[Organisation, Organisation], Iterable[str]]
Preparation = Callable[[Organisation, Organisation], None]
_checks: list[Check] = []
_preparations: list[Preparation] = []


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one, and the codes of what speaks for it."""

    first: Organisation
    second: Organisation
    signs: tuple[str, ...]  # number, name


def refuse_where(check: Check) -> None:
    """Let a later step name what forbids a merger: files in which both take part."""
    if check not in _checks:
        _checks.append(check)


def prepare_with(preparation: Preparation) -> None:
    """Let a later step make room for what moves: given the one that stays, and the other."""
    if preparation not in _preparations:
        _preparations.append(preparation)


def make_room(keep: Organisation, gone: Organisation) -> None:
    for one in _preparations:
        one(keep, gone)


def obstacles(first: Organisation, second: Organisation) -> list[str]:
    """What would have the same body twice after a merger, by name."""
    return [one for check in _checks for one in check(first, second)]


def suggestions() -> list[Pair]:
    """Pairs with the same official number or the same name and town, the surest first; three
    queries whatever there is."""
    known = Organisation.objects.filter(merged_into=None).in_bulk()
    signs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for code, groups in (("number", _by_number(known)), ("name", _by_name(known))):
        for same in groups:
            for pair in combinations(sorted(same), 2):
                signs[pair].append(code)
    ranked = sorted(signs.items(), key=lambda one: (-len(one[1]), one[1], one[0]))
    return [Pair(known[a], known[b], tuple(codes)) for (a, b), codes in ranked[:MOST]]


def _by_number(known: Mapping[int, Organisation]) -> Iterable[set[int]]:
    """Those that share a number under whatever name it has there."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Identifier.objects.filter(organisation__merged_into=None)
    for pk, scheme, value in rows.values_list("organisation_id", "scheme", "value"):
        found[value[:SIREN] if scheme == "siret" else value].add(pk)
    return [same for same in found.values() if len(same) > 1]


def _by_name(known: Mapping[int, Organisation]) -> Iterable[set[int]]:
    """Those of one country and town whose names differ in signs and accents at most."""
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for pk, one in known.items():
        if town := _bare(one.city):
            found[one.country, _bare(one.name), town].add(pk)
    return [same for same in found.values() if len(same) > 1]


def _bare(text: str) -> str:
    return " ".join(fold(text).split())


def relations() -> list[Any]:
    """What hangs on an organisation, in whatever step: foreign keys of other tables, those too
    that no organisation can list (`related_name="+"`)."""
    every = Organisation._meta.get_fields(include_hidden=True)
    return [
        one
        for one in every
        if isinstance(one, ManyToOneRel) and one.related_model is not Organisation
    ]


def moves(gone: Organisation) -> list[tuple[str, int]]:
    """How many rows of each kind would move, by the name of their table."""
    found: dict[str, int] = defaultdict(int)
    for one in relations():
        rows = one.related_model._base_manager.filter(**{one.field.name: gone})
        if one.related_model is Membership:
            rows = rows.filter(ended_at=None)
        found[one.related_model._meta.model_name] += rows.count()
    return [(name, count) for name, count in sorted(found.items()) if count]


def members_of_each(pairs: Iterable[Pair]) -> dict[int, int]:
    """How many people act for each organisation of these pairs, in one query."""
    pks = {one.pk for pair in pairs for one in (pair.first, pair.second)}
    rows = Membership.objects.filter(organisation__in=pks, ended_at=None).order_by()
    return dict(rows.values_list("organisation").annotate(Count("pk")))


def keeps(organisation: Organisation, field: str) -> bool:
    """Whether a field of the sheet says anything."""
    value = getattr(organisation, field)
    return value is not None and (value != "" if isinstance(value, str) else True)
