"""An application as it is read: the same structure for a draft and for a sealed version.

The review page, the dossier, the officer and the assessor read this; it comes from the
content that `snapshot` describes, so nobody reads anything that would not be sealed.
Texts are mappings language -> text, with "" for what is neutral; `|localised` picks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordata.applications import questions, snapshot
from cordata.applications.explaining import flat_words
from cordata.applications.facts import facts_of
from cordata.applications.judging import Judgement, judge
from cordata.applications.models import Application, Submission
from cordata.applications.queries import fully_loaded
from cordata.applications.reading_fields import ReadField, day_of, read_field
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.form import FieldDefinition
from cordata.packs.provenance import Text
from cordata.rules.finding import Finding
from cordata.rules.ruleset import Rounding
from cordata.web.numerals import plain_number


@dataclass(frozen=True, slots=True)
class ReadSection:
    key: str
    number: str
    names: Text
    fields: tuple[ReadField, ...]


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One category of a budget with its arithmetic."""

    category: str
    names: Text
    amount: Decimal
    base: Decimal
    rate: Decimal | None
    rounding: Rounding = Rounding.TRUNCATE

    def explanation(self, language: str | None = None) -> str:
        """How a flat amount came about, in a sentence; empty for one that was entered."""
        if self.rate is None:
            return ""
        return flat_words(
            category=self.category,
            name=pick(self.names, language),
            amount=self.amount,
            base=self.base,
            rate=self.rate,
            rounding=self.rounding,
            language=language,
        )


@dataclass(frozen=True, slots=True)
class ReadLine:
    category: str
    names: Text
    description: str
    amount: Decimal
    basis: str
    quantity: Decimal | None = None
    unit: Text = field(default_factory=dict)
    unit_price: Decimal | None = None

    def how_many(self, language: str | None = None) -> str:
        """`12,5 heures`, `3`; empty where only the amount was given."""
        if self.quantity is None:
            return ""
        places = 0 if self.quantity == self.quantity.to_integral_value() else 2
        number = plain_number(self.quantity, language, places)
        return f"{number} {pick(self.unit, language)}".strip()


@dataclass(frozen=True, slots=True)
class ReadSource:
    kind: str
    name: str
    amount: Decimal
    secured: bool


@dataclass(frozen=True, slots=True)
class ReadDeclaration:
    """One sentence that somebody accepted, in the words of that version."""

    code: str
    version: str
    texts: Text  # empty for a wording that is no longer the call's
    names: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadPartner:
    """One partner: its sheet, its answers, its money, its word."""

    key: str
    is_lead: bool
    name: str
    country: str
    nuts3: str
    place: Text  # name of the territory
    legal_type: Text
    sheet: Mapping[str, Any]
    fields: tuple[ReadField, ...]
    option: str
    option_names: Text
    steps: tuple[ReadStep, ...]
    lines: tuple[ReadLine, ...]
    sources: tuple[ReadSource, ...]
    total: Decimal
    erdf: Decimal
    counterpart: Decimal
    own_share: Decimal
    gap: Decimal
    previously_funded: bool | None
    aid: Mapping[str, Any]
    declarations: tuple[ReadDeclaration, ...]  # those accepted
    mandate: Mapping[str, Any]

    @property
    def explanations(self) -> list[str]:
        """The flat amounts in the reader's language."""
        return [step.explanation() for step in self.steps if step.rate is not None]


@dataclass(frozen=True, slots=True)
class ReadDeliverable:
    titles: Text
    units: Text  # "" in seals of before units had languages
    quantity: int | None
    month: int | None
    proof: str
    proof_names: Text
    amount: Decimal | None

    @property
    def unit(self) -> str:
        """The unit in the reader's language, else in one that has it."""
        return pick(self.units)


@dataclass(frozen=True, slots=True)
class ReadActivity:
    position: int
    titles: Text
    descriptions: Text
    from_month: int | None
    to_month: int | None
    partners: tuple[str, ...]  # names
    is_infrastructure: bool
    deliverables: tuple[ReadDeliverable, ...]
    completed_at: datetime | None = None  # on the secretariat's request, after the filing


@dataclass(frozen=True, slots=True)
class ReadIndicator:
    code: str
    names: Text
    target: int


@dataclass(frozen=True, slots=True)
class ReadAnnex:
    pid: str
    slot: str
    slot_names: Text
    partner: str  # name of the partner, or empty
    name: str
    media_type: str
    size: int
    sha256: str
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole application."""

    number: str  # empty for a draft
    version: int
    received_at: datetime | None
    submitted_by: str
    titles: Text
    acronym: str
    theme: str
    theme_names: Text
    start_on: date | None
    duration_months: int | None
    languages: tuple[str, ...]
    sections: tuple[ReadSection, ...]  # those filled once for the project
    partners: tuple[ReadPartner, ...]
    activities: tuple[ReadActivity, ...]
    indicators: tuple[ReadIndicator, ...]
    annexes: tuple[ReadAnnex, ...]
    total: Decimal
    erdf: Decimal
    counterpart: Decimal
    own_share: Decimal
    findings: tuple[Finding, ...]
    statements: tuple[ReadDeclaration, ...] = ()  # what was signed with the act of filing

    @property
    def lead(self) -> ReadPartner | None:
        return next((partner for partner in self.partners if partner.is_lead), None)

    @property
    def deliverables(self) -> int:
        return sum(len(activity.deliverables) for activity in self.activities)

    def field(self, key: str) -> ReadField | None:
        """The project's answer to a question, for a sheet beside the text."""
        fields = (one for section in self.sections for one in section.fields)
        return next((one for one in fields if one.key == key), None)


def reading_of(application: Application, judgement: Judgement | None = None) -> Reading:
    """The application as it stands, draft or not; with a judgement it is loaded already."""
    loaded = application if judgement else fully_loaded(application)
    judgement = judgement or judge(loaded, facts_of(loaded, clock.now()))
    content = snapshot.content_of(loaded, judgement)
    return read_content(content, loaded.definition, loaded.call.programme.definition)


def reading_of_submission(submission: Submission) -> Reading:
    """A sealed version as it was received, under the version of its call."""
    definition = submission.call_version.definition
    programme = submission.application.call.programme.definition
    return read_content(submission.sealed.content, definition, programme)


def read_content(
    content: Mapping[str, Any], definition: CallDefinition, programme: ProgrammeDefinition
) -> Reading:
    """A reading of what `snapshot.content_of` wrote."""
    return _Reader(content, definition, programme).reading()


class _Reader:
    """Names every code of one content in the words of its call."""

    def __init__(
        self,
        content: Mapping[str, Any],
        definition: CallDefinition,
        programme: ProgrammeDefinition,
    ) -> None:
        self.content, self.definition, self.programme = content, definition, programme
        self.categories = {item.code: item.names for item in definition.cost_categories}
        self.names = {one["key"]: one["organisation"]["name"] for one in content["partners"]}

    def reading(self) -> Reading:
        content, project = self.content, self.content["project"]
        filing = content["filing"] or {}
        theme = self.definition.theme(project["theme"])
        received_at = filing.get("received_at")
        return Reading(
            number=filing.get("number", ""),
            version=filing.get("version", 0),
            received_at=datetime.fromisoformat(received_at) if received_at else None,
            submitted_by=filing.get("submitted_by", {}).get("name", ""),
            titles=project["answers"].get("title", {}),
            acronym=project["acronym"],
            theme=project["theme"],
            theme_names=theme.names if theme else {},
            start_on=day_of(project["start_on"]),
            duration_months=project["duration_months"],
            languages=tuple(content["call"]["languages"]),
            sections=tuple(self._sections()),
            partners=tuple(self._partner(one) for one in content["partners"]),
            activities=tuple(self._activity(one) for one in content["activities"]),
            indicators=tuple(self._indicator(one) for one in content["indicators"]),
            annexes=tuple(self._annex(one) for one in content["annexes"]),
            total=Decimal(content["figures"]["total"]),
            erdf=Decimal(content["figures"]["erdf"]),
            counterpart=Decimal(content["figures"]["counterpart"]),
            own_share=Decimal(content["figures"]["own_share"]),
            findings=tuple(snapshot.finding_of(one) for one in content["findings"]),
            statements=tuple(
                ReadDeclaration(one["code"], one["version"], one["texts"])
                for one in snapshot.statements_of(content)
            ),
        )

    def _sections(self) -> Iterator[ReadSection]:
        answers = self.content["project"]["answers"]
        asked = questions.of_project(self.definition) + questions.of_texts(self.definition)
        for section in self.definition.form.sections:
            fields = [one for one in section.fields if one in asked]
            if fields:
                read = tuple(self._field(one, answers.get(one.key, {})) for one in fields)
                yield ReadSection(section.key, section.number, section.names, read)

    def _field(self, one: FieldDefinition, texts: Text) -> ReadField:
        return read_field(one, texts, self.definition, self.programme)

    def _partner(self, one: Mapping[str, Any]) -> ReadPartner:
        sheet, figures = one["organisation"], one["figures"]
        place = self.programme.territory(sheet["nuts3"])
        fields = questions.of_partner(self.definition)
        return ReadPartner(
            key=one["key"],
            is_lead=one["is_lead"],
            name=sheet["name"],
            country=sheet["country"],
            nuts3=sheet["nuts3"],
            place=place.names if place else {},
            legal_type=_named(self.definition.legal_types, sheet["legal_type"]),
            sheet=sheet,
            fields=tuple(self._field(f, one["answers"].get(f.key, {})) for f in fields),
            option=figures["option"],
            option_names=_named(self.definition.cost_options, figures["option"]),
            steps=tuple(self._step(step) for step in figures["steps"]),
            lines=tuple(self._line(line) for line in one["lines"]),
            sources=tuple(_source(source) for source in one["sources"]),
            total=Decimal(figures["total"]),
            erdf=Decimal(figures["erdf"]),
            counterpart=Decimal(figures["counterpart"]),
            own_share=Decimal(figures["own_share"]),
            gap=Decimal(figures["gap"]),
            previously_funded=one["previously_funded"],
            aid=one["aid"],
            declarations=tuple(self._declarations(one["declarations"])),
            mandate=one["mandate"],
        )

    def _declarations(self, accepted: list[Mapping[str, str]]) -> Iterator[ReadDeclaration]:
        """Each in the words that were accepted: never in those of another version."""
        known = {item.code: item for item in self.definition.declarations}
        for one in accepted:
            code, version = one["code"], one["version"]
            item = known.get(code)
            texts = item.texts if item is not None and item.version == version else {}
            yield ReadDeclaration(code, version, texts, item.names if item else {"": code})

    def _step(self, step: Mapping[str, Any]) -> ReadStep:
        rate = step["rate"]
        return ReadStep(
            category=step["category"],
            names=self.categories.get(step["category"], {"": step["category"]}),
            amount=Decimal(step["amount"]),
            base=Decimal(step["base"]),
            rate=None if rate is None else Decimal(rate),
            rounding=self.definition.ruleset.rounding,
        )

    def _line(self, line: Mapping[str, Any]) -> ReadLine:
        return ReadLine(
            category=line["category"],
            names=self.categories.get(line["category"], {"": line["category"]}),
            description=line["description"],
            amount=Decimal(line["amount"]),
            basis=line["basis"],
            quantity=_decimal(line.get("quantity")),
            unit=_named(self.definition.unit_prices, line.get("unit", "")),
            unit_price=_decimal(line.get("unit_price")),
        )

    def _activity(self, one: Mapping[str, Any]) -> ReadActivity:
        return ReadActivity(
            position=one["position"],
            titles=one["titles"],
            descriptions=one["descriptions"],
            from_month=one["from_month"],
            to_month=one["to_month"],
            partners=tuple(self.names[key] for key in one["partners"]),
            is_infrastructure=one["is_infrastructure"],
            deliverables=tuple(self._deliverable(item) for item in one["deliverables"]),
        )

    def _deliverable(self, one: Mapping[str, Any]) -> ReadDeliverable:
        amount = one["amount"]
        return ReadDeliverable(
            titles=one["titles"],
            units=one.get("units") or {"": one["unit"]},
            quantity=one["quantity"],
            month=one["month"],
            proof=one["proof"],
            proof_names=_named(self.definition.proofs, one["proof"]),
            amount=None if amount is None else Decimal(amount),
        )

    def _indicator(self, one: Mapping[str, Any]) -> ReadIndicator:
        listed = self.definition.output_indicators + self.definition.result_indicators
        return ReadIndicator(one["code"], _named(listed, one["code"]), one["target"])

    def _annex(self, one: Mapping[str, Any]) -> ReadAnnex:
        return ReadAnnex(
            pid=one["pid"],
            slot=one["slot"],
            slot_names=_named(self.definition.annexes, one["slot"]),
            partner=self.names.get(one["partner"], ""),
            name=one["name"],
            media_type=one["media_type"],
            size=one["size"],
            sha256=one["sha256"],
        )


def _named(listed: Any, code: str) -> Text:
    """The names of a code of one of the call's lists; the code itself if it is not there."""
    found: Text | None = next((item.names for item in listed if item.code == code), None)
    return found if found is not None else ({"": code} if code else {})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _source(source: Mapping[str, Any]) -> ReadSource:
    return ReadSource(source["kind"], source["name"], Decimal(source["amount"]), source["secured"])
