"""Activities, deliverables and indicators as the form of the call asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cordata.applications import questions
from cordata.applications.models import Activity
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.rules import facts as rules

UNBOUNDED = 99  # rows of a form that sets no bound of its own
JUDGED_APART = frozenset({"activity", "title", "description", "quantity", "unit", "proof"})


def most(definition: CallDefinition, table: str) -> int:
    """How many rows the call's form takes: of its activities, deliverables, outputs, results."""
    field = definition.form.field(table)
    return (field.max_rows if field else 0) or UNBOUNDED


def units_in(units: Mapping[str, str], language: str) -> str:
    """The unit in a language; one written before units had a language counts for each."""
    return units.get(language) or units.get("", "")


def missing(activity: Activity, definition: CallDefinition) -> Iterator[str]:
    """The required cells of an activity and its deliverables that are empty.

    Texts are check 03's; quantity, unit and proof check 35's.
    """
    place = f"activity.{activity.position}"
    for key in _asked(definition, "activities"):
        if not (activity.partners.all() if key == "partners" else getattr(activity, key, True)):
            yield f"{place}.{key}"
    for number, one in enumerate(activity.deliverables.all(), start=1):
        for key in _asked(definition, "deliverables"):
            if not getattr(one, key, True):
                yield f"{place}.deliverable.{number}.{key}"


def _asked(definition: CallDefinition, table: str) -> list[str]:
    field = definition.form.field(table)
    columns = field.columns if field else ()
    return [one.key for one in columns if one.required and one.key not in JUDGED_APART]


def facts_of(activity: Activity, definition: CallDefinition) -> rules.Activity:
    languages = definition.languages
    return rules.Activity(
        title=_first(activity.titles, languages),
        from_month=activity.from_month,
        to_month=activity.to_month,
        deliverables=tuple(
            rules.Deliverable(
                title=_first(one.titles, languages),
                unit=one.unit,
                quantity=one.quantity,
                month=one.month,
                proof=one.proof,
            )
            for one in activity.deliverables.all()
        ),
        is_infrastructure=activity.is_infrastructure,
    )


def _first(texts: Mapping[str, str], languages: tuple[str, ...]) -> str:
    return next((texts[code] for code in languages if texts.get(code)), "")


def texts_of(activity: Activity, definition: CallDefinition) -> Iterator[rules.TextFacts]:
    place = f"activity.{activity.position}"
    yield rules.TextFacts(f"{place}.title", activity.titles, agreed=True)
    yield rules.TextFacts(
        f"{place}.description",
        activity.descriptions,
        agreed=True,
        required=_column_required(definition, "activities", "description"),
    )
    for number, one in enumerate(activity.deliverables.all(), start=1):
        yield rules.TextFacts(f"{place}.deliverable.{number}", one.titles, agreed=True)
        if any(one.units.values()):  # none at all is check 35's
            units = {code: units_in(one.units, code) for code in definition.languages}
            yield rules.TextFacts(f"{place}.deliverable.{number}.unit", units, agreed=True)


def over_limit(activity: Activity, definition: CallDefinition) -> Iterator[str]:
    """The texts of an activity that are longer than the form allows; they are kept whole."""
    place = f"activity.{activity.position}"
    said = [("title", "activities", activity.titles)]
    said.append(("description", "activities", activity.descriptions))
    for number, one in enumerate(activity.deliverables.all(), start=1):
        said.append((f"deliverable.{number}", "deliverables", one.titles))
    for name, table, texts in said:
        column = _column(definition, table, name if table == "activities" else "title")
        if column and any(questions.is_too_long(column, text) for text in texts.values()):
            yield f"{place}.{name}"


def _column(definition: CallDefinition, table: str, key: str) -> FieldDefinition | None:
    field = definition.form.field(table)
    return next((one for one in field.columns if one.key == key), None) if field else None


def _column_required(definition: CallDefinition, table: str, column: str) -> bool:
    found = _column(definition, table, column)
    return bool(found and found.required)
