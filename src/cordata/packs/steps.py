"""On which step of the online form each question of a pack is asked, and what of it is kept.

Some keys of a form have a meaning for the product, which keeps their answers in rows of its own;
the others are plain questions.
"""

from __future__ import annotations

from cordata.packs.form import FieldDefinition, FormDefinition, Repeat

ACTIVITIES = frozenset({"activities", "deliverables", "outputs", "results"})
MONEY = frozenset({"cost_option", "costs", "sources"})
AID = frozenset(
    {
        "economic_activity",
        "aid_advantage",
        "aid_third_parties",
        "aid_explanation",
        "aid_regime",
        "aid_received",
    }
)

SHEET = frozenset(  # what an organisation types once for all its applications
    {
        "legal_name",
        "short_name",
        "legal_type",
        "enterprise_size",
        "identifiers",
        "seat",
        "representative",
        "vat_recovery",
    }
)
COLUMNS = {  # of the tables that have rows of their own: a column beside these would be lost
    "identifiers": frozenset({"scheme", "value"}),
    "seat": frozenset({"street", "postcode", "city", "territory"}),
    "representative": frozenset({"name", "position"}),
    "activities": frozenset(
        {"title", "description", "from_month", "to_month", "partners", "is_infrastructure"}
    ),
    "deliverables": frozenset({"activity", "title", "quantity", "unit", "month", "proof"}),
    "outputs": frozenset({"indicator", "target"}),
    "results": frozenset({"indicator", "target"}),
    "costs": frozenset(
        {"category", "description", "quantity", "unit", "unit_price", "amount", "basis"}
    ),
    "sources": frozenset({"kind", "name", "amount", "secured"}),
    "aid_received": frozenset({"granted_on", "amount", "body", "country"}),
}


def never_stored(field: FieldDefinition) -> tuple[str, ...]:
    """Columns the product would ask for and lose; the key itself for a question of that kind."""
    if field.prefilled and field.key not in SHEET:
        return (field.key,)
    known = COLUMNS.get(field.key)
    if known is None:
        return ()
    return tuple(column.key for column in field.columns if column.key not in known)


def step_of(form: FormDefinition, field: FieldDefinition) -> str:
    """project, partners, texts, activities, budget, aid; organisation for what is typed once."""
    if field.prefilled:
        return "organisation"
    for keys, step in ((ACTIVITIES, "activities"), (MONEY, "budget"), (AID, "aid")):
        if field.key in keys:
            return step
    once = [section for section in form.sections if section.repeat is Repeat.PROJECT]
    if once and field in once[0].fields:
        return "project"
    return "texts" if any(field in section.fields for section in once) else "partners"
