"""A table of costs as people keep it: its columns known by their titles, nothing taken silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cordata.rules.guest_lists import plain
from cordata.rules.money import AmountRefused, read_amount

CATEGORY, DESCRIPTION, QUANTITY = "category", "description", "quantity"
UNIT, UNIT_PRICE, AMOUNT, BASIS = "unit", "unit_price", "amount", "basis"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


TITLES: Mapping[str, frozenset[str]] = {
    CATEGORY: _words(
        "poste|poste de depense|poste de depenses|categorie|categorie de couts|rubrique|nature"
        "|voce|voce di spesa|voce di costo|categoria|categoria di spesa|categoria di costo"
        "|category|cost category|budget line|heading"
    ),
    DESCRIPTION: _words(
        "description|libelle|designation|intitule|objet|detail|depense|depenses"
        "|descrizione|oggetto|dettaglio|spesa|item|what"
    ),
    QUANTITY: _words("quantite|qte|nombre|nb|quantita|qta|numero|n|quantity|qty|number|units"),
    UNIT: _words("unite|unita|unita di misura|unit|um|u m"),
    UNIT_PRICE: _words(
        "prix unitaire|prix|pu|cout unitaire|tarif|prezzo unitario|prezzo|costo unitario|tariffa"
        "|unit price|price|unit cost|rate"
    ),
    AMOUNT: _words(
        "montant|montant ttc|montant ht|montant en euros|montant euros|total|cout|cout total|somme"
        "|importo|importo in euro|importo euro|totale|costo|costo totale"
        "|amount|amount in euros|total cost|cost|sum|eur|euros|euro"
    ),
    BASIS: _words(
        "base|base de calcul|base du prix|source|origine|justificatif|base di calcolo|fonte"
        "|base del prezzo|giustificativo|basis|based on|evidence"
    ),
}
SUMS = _words("total|sous total|total general|totale|subtotale|totale generale|subtotal|sum|somme")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table: the text of each column we know. `number` counts from 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CostTable:
    """A table read: what may become lines, and all that was left out, so that it can be said."""

    rows: tuple[TableRow, ...]
    has_titles: bool
    ignored: tuple[str, ...] = ()  # titles of columns that we do not know
    sums: tuple[TableRow, ...] = ()  # lines that only add up others


def read_costs(table: Sequence[Sequence[str]]) -> CostTable:
    """The columns by the first line's titles; without titles, by what the cells hold."""
    columns = recognised(table[0])
    titled = bool(columns)
    body = list(enumerate(table, start=1))[1 if titled else 0 :]
    if not titled:
        columns = guessed(table)
    rows = [
        TableRow(number, {name: row[at].strip() for name, at in columns.items()})
        for number, row in body
        if any(cell.strip() for cell in row)
    ]
    sums = [row for row in rows if _is_sum(row)]
    return CostTable(
        rows=tuple(row for row in rows if row not in sums),
        has_titles=titled,
        ignored=tuple(
            title for at, title in enumerate(table[0])
            if titled and title.strip() and at not in columns.values()
        ),
        sums=tuple(sums),
    )  # fmt: skip


def recognised(titles: Sequence[str]) -> dict[str, int]:
    """Field -> index of the first column whose title names it."""
    found: dict[str, int] = {}
    for index, title in enumerate(titles):
        word = plain(title).removesuffix(" eur").removesuffix(" euros").removesuffix(" euro")
        for field, known in TITLES.items():
            if (word in known or plain(title) in known) and field not in found:
                found[field] = index
    return found


def guessed(table: Sequence[Sequence[str]]) -> dict[str, int]:
    """Without titles: the last column of amounts, and the first that is not one says what for."""
    width = range(max((len(row) for row in table), default=0))
    amounts = [at for at in width if _all_amounts([row[at] for row in table])]
    if not amounts:
        return {}
    texts = [at for at in width if at not in amounts]
    found = {AMOUNT: amounts[-1]}
    return found | ({DESCRIPTION: texts[0]} if texts else {})


def code_of(text: str, names: Mapping[str, Sequence[str]]) -> str:
    """The code that a cell names by itself or by its name in any language; else empty."""
    word = plain(text)
    return next(
        (code for code, known in names.items() if word and word in map(plain, (code, *known))), ""
    )


def _all_amounts(cells: Sequence[str]) -> bool:
    written = [cell for cell in cells if cell.strip()]
    return bool(written) and all(_is_amount(cell) for cell in written)


def _is_amount(cell: str) -> bool:
    try:
        read_amount(cell)
    except AmountRefused as refusal:
        return bool(refusal.readings)
    return True


def _is_sum(row: TableRow) -> bool:
    """`Total` in the place of a category or a description, and no quantity of its own."""
    said = (row.cells.get(name, "") for name in (CATEGORY, DESCRIPTION))
    return any(plain(text) in SUMS for text in said) and not row.cells.get(QUANTITY)
