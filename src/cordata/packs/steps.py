"""On which step of the online form each question of a pack is asked.

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
