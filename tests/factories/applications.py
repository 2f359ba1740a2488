"""Applications built through the real actions: what a test gets, a person could have typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cordata.accounts.models import Identifier, Membership, Organisation, Person
from cordata.applications import questions
from cordata.applications.actions import (
    ActivityDraft,
    AnswerDraft,
    BudgetDraft,
    DeliverableDraft,
    LineDraft,
    SourceDraft,
    accept_declarations,
    add_partner,
    agree_texts,
    give_mandate,
    save_activity,
    save_answers,
    save_budget,
    save_indicators,
    start_application,
)
from cordata.applications.actions.declarations import AidDraft, save_aid
from cordata.applications.actions.partners import say_history
from cordata.applications.models import Application, Partner
from cordata.kernel.ids import public_id
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition, FieldType
from cordata.programme.models import Call
from tests.remembering import remembered

STATED = [  # ticked with the act of filing, in the words of both packs
    {"code": code, "version": "1"} for code in ("power", "commitment", "notice")
]
TICKS = {f"statement_{one['code']}": one["version"] for one in STATED}
LONG_AGO = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
WORDS = {
    "fr": "Sur les chemins de mémoire, des deux côtés du col.",
    "it": "Sui sentieri della memoria, sui due versanti del colle.",
    "en": "Along the paths of memory, on both sides of the pass.",
}
TITLES = {"fr": "Chemins de mémoire", "it": "Sentieri della memoria", "en": "Paths of memory"}


@dataclass(frozen=True, slots=True)
class Side:
    """One organisation as a test wants it, with the money of its budget in euros."""

    name: str
    country: str
    nuts3: str
    legal_type: str
    scheme: str
    value: str
    external: str
    equipment: str
    own: str = ""  # own funds, where no State pays the rest
    language: str = "fr"
    is_public: bool = False
    people: tuple[str, ...] = ()


# The partners of the worked example 5.3.1 of domain.md.
SEMNOZ = Side(
    "Association Sentiers du Semnoz", "FR", "FRK28", "association", "siret", "46639233900035",
    "21480.00", "2350.50", own="6005.29", people=("camille", "lucie"),
)  # fmt: skip
VALFREDDA = Side(
    "Comune di Valfredda", "IT", "ITC20", "municipality", "codice_fiscale", "97369930074",
    "26117.77", "3999.99", language="it", is_public=True, people=("elena", "marco"),
)  # fmt: skip


@dataclass(slots=True)
class Cast:
    """An application with the people around it; the first of each side signs for it."""

    application: Application
    signatory: Person
    editor: Person
    partner_signatory: Person
    partner_editor: Person
    partners: list[Partner] = field(default_factory=list)

    def reload(self) -> Application:
        self.application = Application.objects.with_call().get(pk=self.application.pk)
        return self.application


def organisation(side: Side) -> Organisation:
    """The organisation of a side with its whole sheet, once."""
    present = Organisation.objects.filter(name=side.name, country=side.country).first()
    if present:
        return present
    made = Organisation.objects.create(
        name=side.name,
        short_name=side.name.split()[-1][:15],
        country=side.country,
        nuts3=side.nuts3,
        legal_type=side.legal_type,
        is_public=side.is_public,
        street="1, Grande Rue",
        postcode="74000",
        city="Valfredda",
        vat_recovery="no",
        representative_name=f"Présidence {side.name}"[:150],
        representative_function="Présidence",
        created_at=LONG_AGO,
    )
    if side.scheme:
        Identifier.objects.create(organisation=made, scheme=side.scheme, value=side.value)
    return made


def member(name: str, of: Organisation, kind: str = "editor", language: str = "fr") -> Person:
    """A person who acts for an organisation, once."""
    email = f"{name}@{name}.example"
    someone = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=name.title(), language=language
    )
    Membership.objects.get_or_create(
        person=someone, organisation=of, ended_at=None,
        defaults={"kind": kind, "started_at": LONG_AGO},
    )  # fmt: skip
    return someone


def people(side: Side) -> list[Person]:
    """Signatory and editor of a side."""
    own = organisation(side)
    kinds = ("signatory", "editor")
    names = side.people or (f"s{public_id()}", f"e{public_id()}")
    return [member(name, own, kind, side.language) for name, kind in zip(names, kinds, strict=True)]


def another(side: Side, number: int) -> Side:
    """The same kind of organisation under another name and number, for files in quantity."""
    return replace(
        side, name=f"{side.name} {number}", value=f"{side.value[:-4]}{number:04d}", people=()
    )


@remembered
def started(call: Call, at: datetime, *sides: Side) -> Cast:
    """A draft with its partners and people, nothing written yet."""
    return begun(call, at, *sides)


def begun(call: Call, at: datetime, *sides: Side) -> Cast:
    """The same as a part of a greater world, which is remembered as a whole."""
    sides = sides or (SEMNOZ, VALFREDDA)
    casts = [people(side) for side in sides]
    lead, others = organisation(sides[0]), [organisation(side) for side in sides[1:]]
    application = start_application(call=call, organisation=lead, by=casts[0][0], at=at)
    for other in others:
        add_partner(application, other, by=casts[0][0], at=at)
    last = casts[1] if others else casts[0]
    partners = list(application.partners.select_related("organisation", "application"))
    return Cast(application, *casts[0], *last, partners=partners)


@remembered
def complete_application(
    call: Call,
    at: datetime,
    *sides: Side,
    titles: dict[str, str] | None = None,
    theme: str = "",
    mandates: bool = True,
) -> Cast:
    """A draft that may be submitted: eligible by every machine check of its call."""
    sides = sides or (SEMNOZ, VALFREDDA)
    cast = begun(call, at, *sides)
    write_everything(cast, at, titles=titles or TITLES, theme=theme)
    write_plan(cast, at)
    write_money(cast, at, sides)
    for partner in cast.partners:
        declare(partner, cast, at)
    if mandates:
        sign(cast, at)
    cast.reload()
    return cast


def write_everything(
    cast: Cast, at: datetime, *, titles: dict[str, str] = TITLES, theme: str = ""
) -> None:
    """Every question of the form, in every language of the call, agreed."""
    application, definition = cast.application, cast.application.definition
    own = {"title": titles, "theme": theme, "acronym": titles["fr" if "fr" in titles else "en"]}
    fields = questions.of_project(definition) + questions.of_texts(definition)
    drafts = [one for item in fields for one in answers_to(item, definition, own)]
    for partner in cast.partners:
        for item in questions.of_partner(definition):
            if item.when is None:
                drafts += answers_to(item, definition, own, partner)
    assert not save_answers(application, drafts, by=cast.editor, at=at)
    for key, partner in {(one.field, one.partner) for one in drafts if one.language}:
        versions = dict.fromkeys(definition.languages, 1)
        agree_texts(
            application, field=key, versions=versions, by=cast.partner_editor, at=at,
            partner=partner,
        )  # fmt: skip


def answers_to(
    item: FieldDefinition,
    definition: CallDefinition,
    own: dict[str, Any],
    partner: Partner | None = None,
) -> list[AnswerDraft]:
    """A valid answer to one question, in each language it is asked in."""
    if questions.is_bilingual(item):
        texts = own.get(item.key) or WORDS
        return [
            AnswerDraft(item.key, texts[code], code, 0, partner) for code in definition.languages
        ]
    return [AnswerDraft(item.key, neutral_answer(item, definition, own), "", 0, partner)]


def neutral_answer(item: FieldDefinition, definition: CallDefinition, own: dict[str, Any]) -> str:
    known = {
        "theme": own["theme"] or definition.themes[0].code,
        "acronym": str(own["acronym"])[:25].upper(),
        "duration_months": str(min(14, definition.ruleset.duration_max)),
    }
    if item.key in known:
        return known[item.key]
    if item.type is FieldType.TABLE:
        return questions.rows_text(rows_for(item, definition))
    return {
        FieldType.CHOICE: first_code(item),
        FieldType.MULTICHOICE: ",".join(one.code for one in item.options if one.code != "none"),
        FieldType.BOOLEAN: "false",
        FieldType.NUMBER: str(max(1, int(item.low or 1))),
        FieldType.MONEY: str(max(1, int(item.low or 1))),
        FieldType.DATE: "2026-01-15",
        FieldType.EMAIL: "contact@valfredda.example",
    }.get(item.type, "Voir le texte.")


def rows_for(table: FieldDefinition, definition: CallDefinition) -> list[dict[str, Any]]:
    """As many rows as the table asks for; a first choice column takes each code once."""
    return [
        {
            column.key: cell_for(column, definition, number if column == table.columns[0] else 0)
            for column in table.columns
        }
        for number in range(max(1, table.min_rows))
    ]


def cell_for(column: FieldDefinition, definition: CallDefinition, number: int) -> Any:
    if questions.is_bilingual(column):
        return {code: WORDS[code][: column.limit or None] for code in definition.languages}
    if column.options_from == "territories":
        return "FRK28"
    if column.options:
        return column.options[number].code
    if column.type is FieldType.NUMBER:
        return "40"
    if column.type is FieldType.EMAIL:
        return "contact@valfredda.example"
    return "Valfredda"


def first_code(item: FieldDefinition) -> str:
    return item.options[0].code if item.options else ""


def write_plan(cast: Cast, at: datetime) -> None:
    """One activity with a provable deliverable, and the indicators the call wants."""
    definition = cast.application.definition
    languages = definition.languages
    proof = definition.proofs[0].code if definition.proofs else ""
    deliverable = DeliverableDraft(
        titles={code: WORDS[code] for code in languages},
        units={code: "atelier" for code in languages},
        quantity=4,
        month=6,
        proof=proof,
    )
    activity = ActivityDraft(
        titles={code: TITLES[code] for code in languages},
        descriptions={code: WORDS[code] for code in languages},
        from_month=1,
        to_month=min(12, definition.ruleset.duration_max),
        partners=[partner.pid for partner in cast.partners],
        deliverables=[deliverable],
    )
    save_activity(cast.application, activity, by=cast.editor, at=at)
    rules = definition.ruleset
    codes = [*sorted(rules.output_indicators)[:1], *sorted(rules.result_indicators)[:1]]
    save_indicators(cast.application, dict.fromkeys(codes, 40), by=cast.editor, at=at)


def write_money(cast: Cast, at: datetime, sides: Sequence[Side]) -> None:
    """The draft budgets, in the call's own option, each plan balanced to the cent."""
    drafts = {}
    for partner, side in zip(cast.partners, sides, strict=True):
        lines = [
            LineDraft("external", Decimal(side.external), "Médiation", "quote"),
            LineDraft("equipment", Decimal(side.equipment), "Matériel", "price_list"),
        ]
        own = [SourceDraft("own_private", Decimal(side.own), side.name, True)] if side.own else []
        drafts[partner.pid] = BudgetDraft(cost_option="O2", lines=lines, sources=own)
    save_budget(cast.application, drafts, by=cast.editor, at=at)


def declare(partner: Partner, cast: Cast, at: datetime) -> None:
    """All declarations of one partner, no economic activity, never funded before."""
    codes = [one.code for one in cast.application.definition.declarations]
    accept_declarations(partner, codes, by=cast.signatory, at=at)
    save_aid(partner, AidDraft({"economic_activity": False}, regime="none"), by=cast.editor, at=at)
    say_history(partner, False, by=cast.editor, at=at)


def sign(cast: Cast, at: datetime) -> None:
    """The mandates of all partners but the lead, whose filing is its signature."""
    for partner in Partner.objects.filter(application=cast.application, is_lead=False):
        rows = partner.organisation.memberships.filter(kind="signatory", ended_at=None)
        give_mandate(partner, by=rows.select_related("person").first().person, at=at)  # type: ignore[union-attr]


def eve_of_closing(call: Call) -> datetime:
    return call.closes_at - timedelta(days=1)
