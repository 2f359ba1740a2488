"""An application as the rules see it. Past this line there is no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cordata.accounts.models import Organisation
from cordata.applications import figures, plan, questions
from cordata.applications.aiding import all_said
from cordata.applications.known import ALIKE, alike, likeness, operations_known
from cordata.applications.models import Annex, Answer, Application, Partner
from cordata.applications.queries import fully_loaded, is_loaded
from cordata.applications.sizing import standing_of
from cordata.applications.states import MandateState, State
from cordata.documents.models import Scan
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition, FieldType
from cordata.rules import facts as rules
from cordata.web.moments import month_names

Key = tuple[int | None, str]  # partner's row or none, question
Answers = Mapping[Key, Mapping[str, Answer]]  # -> language -> answer


def facts_of(application: Application, at: datetime, *, filed: bool = False) -> rules.ProjectFacts:
    """The facts of a draft as it stands at `at`; `filed` when that is its filing.

    A number of queries that depends neither on partners nor on lines (REL-20).
    """
    if not is_loaded(application):
        application = fully_loaded(application)
    return _Gathering(application, at, filed).facts()


class _Gathering:
    """One application read once, from which each part of the facts is taken."""

    def __init__(self, application: Application, at: datetime, filed: bool) -> None:
        self.application, self.at, self.filed = application, at, filed
        self.definition: CallDefinition = application.definition
        self.partners: Sequence[Partner] = list(application.partners.all())
        self.positions = {partner.pk: str(partner.position) for partner in self.partners}
        self.answers: Answers = answers_by_place(application)
        self.operations = operations_known(application, at)

    def facts(self) -> rules.ProjectFacts:
        application, partners = self.application, self.partners
        lead = next((partner for partner in partners if partner.is_lead), None)
        committed = self.filed or (
            lead is not None and lead.mandate_state == MandateState.GIVEN
        )  # filing is the signature of the lead
        declared = [_declared(partner, self.definition) for partner in partners]
        titles, filed_before = _others_of_lead(application, lead)
        own_titles = self._texts_of(None, "title")
        return rules.ProjectFacts(
            theme=application.theme,
            submitted_at=self.at if self.filed else None,
            judged_at=self.at,
            duration_months=application.duration_months,
            start_on=application.start_on,
            partners=tuple(self._partner(partner) for partner in partners),
            missing_fields=tuple(self._missing()),
            over_limit_fields=tuple(self._over_limit()),
            texts=tuple(self._texts()),
            months=month_names(self.definition.languages),
            activities=tuple(
                plan.facts_of(one, self.definition) for one in application.activities.all()
            ),
            output_indicators=self._indicators(self.definition.ruleset.output_indicators),
            result_indicators=self._indicators(self.definition.ruleset.result_indicators),
            cooperation=frozenset(self._codes("cooperation")),
            principles=self._principles(),
            communication_planned=bool(self._any("communication")),
            annexes=tuple(_annex(annex, self.positions) for annex in application.annexes.all()),
            lead_commitment_signed=committed,
            declared_not_completed=_all_have("not_completed", declared),
            declared_no_double_funding=_all_have("no_double_funding", declared),
            lead_applications_in_call=filed_before + 1,
            similar_titles=_alike(own_titles, titles),
            same_in_register=None
            if self.operations is None
            else alike(own_titles.values(), self.operations),
            name_overlaps=_shared_names(partners),
            unstated=frozenset() if committed else frozenset({"commitment"}),
        )

    # -- partners

    def _partner(self, partner: Partner) -> rules.PartnerFacts:
        organisation = partner.organisation
        money = figures.money_facts(partner)
        return rules.PartnerFacts(
            key=str(partner.position),
            name=organisation.name,
            country=organisation.country,
            nuts3=organisation.nuts3,
            is_lead=partner.is_lead,
            legal_type=organisation.legal_type,
            identifiers=organisation.identifier_values,
            is_enterprise=organisation.is_enterprise,
            enterprise_size=organisation.enterprise_size,
            size_standing=standing_of(organisation),
            size_explanation=organisation.size_basis.get("explanation", ""),
            cost_option=money.cost_option,
            lines=money.lines,
            erdf_asked=money.erdf_asked,
            sources=money.sources,
            mandate_signed=partner.mandate_state == MandateState.GIVEN,
            declarations=_declared(partner, self.definition),
            aid=self._aid(partner),
            previously_funded=partner.previously_funded,
            known_beneficiary=self._known(partner),
            unstated=frozenset({"cup"}),  # asked before the contract
        )

    def _known(self, partner: Partner) -> bool | None:
        """Whether this body was in an operation of the programme; None: not one is known."""
        if self.operations is None:
            return None
        return any(partner.organisation_id in one.organisations for one in self.operations)

    def _aid(self, partner: Partner) -> rules.AidFacts:
        aid = partner.aid or {}
        return rules.AidFacts(
            answered=all_said(partner, self.definition),
            economic_activity=_said(aid).get("economic_activity"),
            regime=aid.get("regime", ""),
            received=figures.aid_received(partner, self.at.date()),
            declared=bool(aid.get("declared")),
        )

    # -- questions of the form

    def _places(self) -> Iterator[tuple[Partner | None, FieldDefinition]]:
        """Each question with the partner who answers it, or none."""
        for field in self._of_project():
            yield None, field
        for partner in self.partners:
            for field in questions.of_partner(self.definition):
                yield partner, field

    def _of_project(self) -> tuple[FieldDefinition, ...]:
        return questions.of_project(self.definition) + questions.of_texts(self.definition)

    def _missing(self) -> Iterator[str]:
        """Anchors of required questions without an answer; bilingual texts are check 03's."""
        alone = len(self.definition.languages) < 2
        for partner, field in self._places():
            if not field.required or not questions.applies(field, self._neutral(partner)):
                continue
            if questions.is_bilingual(field):
                if alone and not self._texts_of(partner, field.key):
                    yield _anchor(partner, field.key)
            elif questions.is_empty(field, self._text(partner, field.key)):
                yield _anchor(partner, field.key)
        for partner in self.partners:
            yield from (_anchor(partner, key) for key in self._missing_of(partner))
        for activity in self.application.activities.all():
            yield from plan.missing(activity, self.definition)

    def _missing_of(self, partner: Partner) -> Iterator[str]:
        organisation = partner.organisation
        given = {"legal_type": organisation.legal_type}
        for field in self.definition.form.fields():
            known = _SHEET.get(field.key) if field.prefilled and field.required else None
            if known and questions.applies(field, given) and not known(organisation):
                yield field.key
        asked = self.definition.form.field("previously_funded")
        if asked and asked.required and partner.previously_funded is None:
            yield "previously_funded"

    def _over_limit(self) -> Iterator[str]:
        for partner, field in self._places():
            answers = self.answers.get((partner.pk if partner else None, field.key), {})
            if any(questions.is_too_long(field, one.text) for one in answers.values()):
                yield _anchor(partner, field.key)
        for activity in self.application.activities.all():
            yield from plan.over_limit(activity, self.definition)

    def _texts(self) -> Iterator[rules.TextFacts]:
        """Every text that must exist in each language; cells of tables are agreed as they stand,
        for they are written side by side."""
        for partner, field in self._places():
            anchor = _anchor(partner, field.key)
            if questions.is_bilingual(field):
                texts = self._texts_of(partner, field.key)
                agreed = self._agreed(partner, field.key)
                yield rules.TextFacts(anchor, texts, agreed, field.required)
            elif field.type is FieldType.TABLE:
                text = self._text(partner, field.key)
                for key, cell, required in questions.row_texts(field, text):
                    yield rules.TextFacts(key, cell, agreed=True, required=required)
        for activity in self.application.activities.all():
            yield from plan.texts_of(activity, self.definition)

    def _agreed(self, partner: Partner | None, key: str) -> bool:
        answers = self.answers.get((partner.pk if partner else None, key), {})
        present = {code: one.version for code, one in answers.items()}
        return any(
            agreement.field == key
            and agreement.partner_id == (partner.pk if partner else None)
            and agreement.versions == present
            for agreement in self.application.agreements.all()
        )

    def _neutral(self, partner: Partner | None) -> dict[str, str]:
        """The neutral answers of the project or of one partner, for conditions."""
        owner = partner.pk if partner else None
        given = {
            key: languages[""].text
            for (row, key), languages in self.answers.items()
            if row == owner and "" in languages
        }
        if partner is not None and partner.previously_funded is not None:
            given["previously_funded"] = "true" if partner.previously_funded else "false"
        return given

    def _text(self, partner: Partner | None, key: str) -> str:
        answers = self.answers.get((partner.pk if partner else None, key), {})
        return answers[""].text if "" in answers else ""

    def _texts_of(self, partner: Partner | None, key: str) -> dict[str, str]:
        answers = self.answers.get((partner.pk if partner else None, key), {})
        return {code: one.text for code, one in answers.items() if one.text}

    def _any(self, key: str) -> str:
        return next((text for text in self._texts_of(None, key).values()), "")

    def _codes(self, key: str) -> list[str]:
        return [code for code in self._text(None, key).split(",") if code]

    def _principles(self) -> dict[str, str]:
        rows = questions.rows_of(self._text(None, "principles"))
        return {row["principle"]: row["effect"] for row in rows if row.get("effect")}

    def _indicators(self, allowed: frozenset[str]) -> tuple[str, ...]:
        chosen = (indicator.code for indicator in self.application.indicators.all())
        return tuple(code for code in chosen if code in allowed)


def answers_by_place(application: Application) -> Answers:
    """Every answer by the partner it belongs to, its question and its language."""
    found: dict[Key, dict[str, Answer]] = {}
    for answer in application.answers.all():
        found.setdefault((answer.partner_id, answer.field), {})[answer.language] = answer
    return found


def _anchor(partner: Partner | None, key: str) -> str:
    return f"partner.{partner.position}.{key}" if partner else key


_SHEET = {  # what the organisation's own sheet answers
    "legal_name": lambda one: bool(one.name),
    "short_name": lambda one: bool(one.short_name),
    "legal_type": lambda one: bool(one.legal_type),
    "enterprise_size": lambda one: bool(one.enterprise_size),
    "identifiers": lambda one: bool(one.identifier_values),
    "seat": lambda one: all((one.street, one.postcode, one.city, one.nuts3)),
    "representative": lambda one: bool(one.representative_name and one.representative_function),
    "vat_recovery": lambda one: bool(one.vat_recovery),
}


def _declared(partner: Partner, definition: CallDefinition) -> frozenset[str]:
    """What is accepted in its present words: a new text asks for a new tick."""
    present = {(one.code, one.version) for one in definition.declarations}
    return frozenset(
        item["code"] for item in partner.declarations if (item["code"], item["version"]) in present
    )


def _all_have(code: str, declared: Sequence[frozenset[str]]) -> bool:
    return bool(declared) and all(code in codes for codes in declared)


def _said(aid: Mapping[str, Any]) -> dict[str, bool]:
    answers = aid.get("answers") or {}
    return {key: bool(value) for key, value in answers.items() if value is not None}


_READABLE = {Scan.CLEAN: True, Scan.REFUSED: False}


def _annex(annex: Annex, positions: Mapping[int, str]) -> rules.AnnexFacts:
    return rules.AnnexFacts(
        slot=annex.slot,
        partner=positions.get(annex.partner_id or 0, ""),
        readable=_READABLE.get(Scan(annex.file.scan)),
        size=annex.file.size,
        media_type=annex.file.media_type,
    )


def _others_of_lead(application: Application, lead: Partner | None) -> tuple[list[str], int]:
    """Titles and number of the lead's other files in the call: never another body's drafts."""
    if lead is None:
        return [], 0
    others = Application.objects.filter(
        call=application.call_id,
        state=State.SUBMITTED,
        partners__organisation=lead.organisation_id,
        partners__is_lead=True,
    ).exclude(pk=application.pk)
    filed = list(others.values_list("pk", flat=True))
    titles = Answer.objects.filter(application__in=filed, field="title", partner=None)
    return list(titles.values_list("text", flat=True)) if filed else [], len(filed)


def _alike(own: Mapping[str, str], others: Sequence[str]) -> tuple[str, ...]:
    pairs = ((mine, other) for mine in own.values() for other in others)
    alike = (other for mine, other in pairs if likeness(mine, other) >= ALIKE)
    return tuple(dict.fromkeys(alike))


def _shared_names(partners: Sequence[Partner]) -> tuple[str, ...]:
    """Persons who represent more than one partner."""
    names: Counter[str] = Counter(_representative(partner.organisation) for partner in partners)
    return tuple(name for name, count in names.items() if name and count > 1)


def _representative(organisation: Organisation) -> str:
    return " ".join(organisation.representative_name.split()).casefold()
