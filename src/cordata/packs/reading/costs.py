"""Reads `costs.toml`: the cost options a call offers, their rates and the rounding rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cordata.packs.call import ListedCode
from cordata.packs.tables import Table, refuse_duplicates
from cordata.rules.budget import CATEGORIES, OPTION_CODES
from cordata.rules.ruleset import CostOption, Rounding, UnitPrice

Prices = list[tuple[UnitPrice, ListedCode]]


@dataclass(frozen=True, slots=True)
class CostsRead:
    """The options offered, and the names people read."""

    options: dict[str, CostOption]
    names: tuple[ListedCode, ...]
    categories: tuple[ListedCode, ...]
    proposed: str
    rounding: Rounding
    same_for_all: bool
    unit_prices: tuple[ListedCode, ...] = ()


def read_costs(root: Table, offered: tuple[str, ...]) -> CostsRead:
    """The options of the file that the call offers; all of them if it names none."""
    root.origin("costs")
    categories = _categories(root)
    tables = root.tables("option", required=True)
    known = {item.code for item in categories}
    prices = [_prices(table, known) for table in tables]
    options = [_option(table, known, read) for table, read in zip(tables, prices, strict=True)]
    names = [
        ListedCode(table.code(), table.localised("names"), (), _help(table)) for table in tables
    ]
    refuse_duplicates(tables, [option.code for option in options])
    chosen = {option.code: option for option in options if not offered or option.code in offered}
    proposed = root.text("proposed")
    return CostsRead(
        options=chosen,
        names=tuple(item for item in names if item.code in chosen),
        categories=categories,
        proposed=proposed,
        rounding=root.choice("rounding", Rounding),
        same_for_all=root.flag("same_option_for_all"),
        unit_prices=tuple(named for read in prices for _price, named in read),
    )


def _help(table: Table) -> dict[str, str]:
    return dict(table.localised("help"))


def _categories(root: Table) -> tuple[ListedCode, ...]:
    tables = root.tables("category", required=True)
    for table in tables:
        table.one_of("code", CATEGORIES)
    listed = tuple(
        ListedCode(table.code(), table.localised("names"), (), _help(table)) for table in tables
    )
    refuse_duplicates(tables, [item.code for item in listed])
    return listed


def _option(table: Table, categories: set[str], prices: Prices) -> CostOption:
    code = table.code()
    table.origin(f"option.{code}")
    if code and code not in OPTION_CODES:
        allowed = tuple(sorted(OPTION_CODES))
        table.wrong("pack.cost_option_unknown", "code", value=code, allowed=allowed)
    rates = _rates(table)
    base = table.codes("base", ())
    for category in base:
        if category not in categories:
            table.wrong("pack.reference_unknown", "base", value=category)
        elif category in rates:
            table.wrong("pack.category_twice", "base", value=category)
    if prices and code != "O4":
        table.wrong("pack.value_unknown", "price", value=code, allowed=("O4",))
    return CostOption(code, rates, frozenset(base), tuple(price for price, _named in prices))


def _rates(table: Table) -> dict[str, Decimal]:
    inner = table.table("rates", required=False)
    if inner is None:
        return {}
    for category in inner.data:
        if category not in CATEGORIES:
            inner.wrong("pack.value_unknown", category, value=category, allowed=CATEGORIES)
    return {category: inner.rate(category) for category in inner.data}


def _prices(table: Table, categories: set[str]) -> Prices:
    """`[[option.price]]`: what one unit costs, fixed by the call. Only O4 counts in units."""
    tables = table.tables("price")
    prices = []
    for one in tables:
        price = UnitPrice(one.code(), one.code("category"), one.money("amount"))
        if price.category not in categories:
            one.wrong("pack.reference_unknown", "category", value=price.category)
        prices.append((price, ListedCode(price.code, one.localised("names"))))
    refuse_duplicates(tables, [price.code for price, _named in prices])
    return prices
