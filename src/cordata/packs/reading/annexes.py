"""Reads `annexes.toml` and `declarations.toml` with its statements."""

from __future__ import annotations

from cordata.packs.call import AnnexDefinition, DeclarationDefinition
from cordata.packs.statements import USUAL, StatementDefinition
from cordata.packs.tables import Table, refuse_duplicates
from cordata.rules.ruleset import AnnexSlot, NationalDuty

MEDIA_TYPES = (
    "application/pdf",
    "application/pkcs7-mime",
    "image/jpeg",
    "image/png",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def read_annexes(
    root: Table, legal_types: frozenset[str]
) -> tuple[tuple[AnnexSlot, ...], tuple[AnnexDefinition, ...]]:
    """The slots as the rules see them, and their words."""
    tables = root.tables("annex", required=True)
    slots = tuple(_slot(table, legal_types) for table in tables)
    words = tuple(
        AnnexDefinition(slot.code, table.localised("names"), table.localised("help"))
        for table, slot in zip(tables, slots, strict=True)
    )
    refuse_duplicates(tables, [slot.code for slot in slots])
    return slots, words


def _slot(table: Table, legal_types: frozenset[str]) -> AnnexSlot:
    code = table.code()
    table.origin(f"annex.{code}")
    applies_to, media_types = table.codes("applies_to", ()), table.codes("media_types")
    for value in applies_to:
        if value not in legal_types:
            table.wrong("pack.reference_unknown", "applies_to", value=value)
    for value in media_types:
        if value not in MEDIA_TYPES:
            table.wrong("pack.value_unknown", "media_types", value=value, allowed=MEDIA_TYPES)
    return AnnexSlot(
        code=code,
        per_partner=table.flag("per_partner", False),
        required=table.flag("required", False),
        applies_to=frozenset(applies_to),
        media_types=frozenset(media_types),
        max_bytes=table.integer("max_bytes", 20_000_000, low=1, high=200_000_000),
    )


def read_declarations(
    root: Table, legal_types: frozenset[str], countries: frozenset[str]
) -> tuple[DeclarationDefinition, ...]:
    """What each partner declares; one with a country is a duty of that country's partners."""
    tables = root.tables("declaration", required=True)
    declarations = tuple(_declaration(table) for table in tables)
    for table, one in zip(tables, declarations, strict=True):
        if one.country and one.country not in countries:
            table.wrong("pack.country_unknown", "country", value=one.country)
        for value in one.legal_types:
            if value not in legal_types:
                table.wrong("pack.reference_unknown", "legal_types", value=value)
    refuse_duplicates(tables, [item.code for item in declarations])
    return declarations


def _declaration(table: Table) -> DeclarationDefinition:
    code = table.code()
    table.origin(f"declaration.{code}")
    return DeclarationDefinition(
        code=code,
        version=table.text("version"),
        names=table.localised("names"),
        texts=table.localised("texts"),
        country=table.text("country", ""),
        legal_types=table.codes("legal_types", ()),
    )


def read_statements(root: Table) -> tuple[StatementDefinition, ...]:
    """What is ticked with the act of filing; a pack without any keeps the usual ones."""
    tables = root.tables("statement")
    statements = tuple(_statement(table) for table in tables)
    refuse_duplicates(tables, [item.code for item in statements])
    return statements or USUAL


def _statement(table: Table) -> StatementDefinition:
    code = table.code()
    table.origin(f"statement.{code}")
    return StatementDefinition(
        code=code,
        version=table.text("version"),
        texts=table.localised("texts"),
        required=table.flag("required", True),
    )


def national_duties(declarations: tuple[DeclarationDefinition, ...]) -> tuple[NationalDuty, ...]:
    """The declarations of one country, as the rules see them."""
    return tuple(
        NationalDuty(item.code, item.country, frozenset(item.legal_types))
        for item in declarations
        if item.country
    )
