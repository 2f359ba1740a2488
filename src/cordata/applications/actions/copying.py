"""Take over what a former application said into a new draft, and say what did not fit and why.

Of the money only that of one's own organisations: another partner takes its former figures over by
an act of its own. Never taken: mandates, declarations, State aid, annexes, agreements between
languages. Fields are matched by key, type and choices; a text over the new limit is kept whole and
named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, questions
from cordata.applications.actions import activities as plan
from cordata.applications.actions import budget as money
from cordata.applications.actions.answers import save_answers
from cordata.applications.actions.drafts import locked_partner
from cordata.applications.actions.indicators import save_indicators
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.actions.partners import add_partner, say_history
from cordata.applications.fitting import Forms, Left
from cordata.applications.models import Activity, Application, Deliverable, Partner
from cordata.applications.plan import most
from cordata.applications.queries import former_money, fully_loaded
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs.provenance import Text

OWN_ROWS = questions.ELSEWHERE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What else is taken beside the texts and the activities."""

    partners: bool = False  # the same organisations; each is told
    budget: bool = False


@transaction.atomic
def copy_application(
    draft: Application,
    source: Application,
    wanted: Wanted = Wanted(),
    *,
    by: Person,
    at: datetime,
) -> list[Left]:
    """Fill an empty draft from a file the person may read as a partner (ACC-02, ACC-03).

    Raises NotPossible for the file of others, also when one was only invited to look at it, or
    stands in it for another organisation than the one that begins the draft.
    """
    begins = draft.partners.filter(organisation__in=by.organisation_ids).values("organisation")
    own = source.partners.filter(organisation__in=begins)
    if not own.exists() or source.pk == draft.pk:
        raise NotPossible("application.copy.not_yours")
    copying = _Copying(draft, source, by, at)
    copying.partners(wanted.partners)
    copying.answers()
    copying.activities()
    copying.indicators()
    if wanted.budget:
        copying.budgets(by.organisation_ids)
    copying.tell()
    return copying.left


@transaction.atomic
def take_over_money(partner: Partner, *, by: Person, at: datetime) -> list[Left]:
    """A partner's former figures, taken over by its own people; what did not fit comes back.

    Raises NotPossible: the reason of `access.take_over_money`, `application.copy.nothing_there`
    where no figures wait, or some were typed already.
    """
    partner = locked_partner(partner, at=at)
    verdict = access.take_over_money(by, partner, at=at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    former = former_money(partner)
    if former is None:
        raise NotPossible("application.copy.nothing_there")
    copying = _Copying(partner.application, former.application, by, at)
    copying.here = {former.pk: partner}
    copying.budgets({partner.organisation_id})
    return copying.left


class _Copying:
    """One taking over: both sides, which partner is which, and what was left."""

    def __init__(self, draft: Application, source: Application, by: Person, at: datetime) -> None:
        self.draft, self.by, self.at = draft, by, at
        self.source = fully_loaded(source)
        self.definition = draft.definition
        programme = draft.call.programme.definition
        self.forms = Forms(self.source.definition, self.definition, programme)
        self.left: list[Left] = []
        self.taken = {"texts": 0, "activities": 0, "lines": 0}
        self.here: Mapping[int, Partner] = {}  # former partner's row -> partner of the draft

    # -- partners and what they wrote

    def partners(self, all_of_them: bool) -> None:
        present = {one.organisation_id: one for one in self.draft.partners.all()}
        found = {}
        for former in self.source.partners.all():
            one = present.get(former.organisation_id)
            if one is None and all_of_them:
                one = add_partner(self.draft, former.organisation, by=self.by, at=self.at)
            if one is None:
                self.note({"": former.organisation.name}, "partner_not_here")
                continue
            found[former.pk] = one
            if former.previously_funded and one.previously_funded is None:
                # Funded once stays funded; a former "no" may have become a "yes".
                say_history(one, True, by=self.by, at=self.at)
        self.here = found

    def answers(self) -> None:
        drafts = []
        for answer in self.source.answers.all():
            if not answer.text or answer.field in OWN_ROWS:
                continue
            if answer.partner_id is not None and answer.partner_id not in self.here:
                continue  # said once, of the partner
            if self.fits(answer.field, answer.language, answer.text):
                partner = self.here.get(answer.partner_id) if answer.partner_id else None
                drafts.append(
                    AnswerDraft(
                        answer.field,
                        answer.text,
                        answer.language,
                        partner=partner,
                        machine=answer.machine,
                    )
                )
        conflicts = save_answers(self.draft, drafts, by=self.by, at=self.at)
        for conflict in conflicts:
            self.note(self._label(conflict.draft.field), "already_said")
        self.taken["texts"] = len(drafts) - len(conflicts)

    def fits(self, key: str, language: str, text: str) -> bool:
        found = self.forms.problem(key, language, text)
        if found and found not in self.left:
            self.left.append(found)
        return found is None or found.kept

    def note(self, names: Text, code: str, *, kept: bool = False, **params: object) -> None:
        self.left.append(Left(names, code, params, kept))

    def _label(self, key: str) -> Text:
        field = self.forms.former.form.field(key) or self.definition.form.field(key)
        return field.labels if field else {"": key}

    # -- activities and indicators

    def activities(self) -> None:
        if self.definition.form.field("activities") is None:
            return
        former = list(self.source.activities.all())
        room = most(self.definition, "activities")
        left = most(self.definition, "deliverables")
        for one in former[:room]:
            remains = list(one.deliverables.all())
            plan.save_activity(
                self.draft, self._activity(one, remains[:left]), by=self.by, at=self.at
            )
            self.taken["activities"] += 1
            for item in remains[left:]:
                self.note(item.titles, "one_too_many")
            left -= len(remains[:left])
        for one in former[room:]:
            self.note(one.titles, "one_too_many")
        last = self.definition.ruleset.duration_max
        if any((one.to_month or 0) > last for one in former):
            self.note(self._label("activities"), "months_over", kept=True, limit=last)

    def _activity(self, one: Activity, remains: Sequence[Deliverable]) -> plan.ActivityDraft:
        return plan.ActivityDraft(
            titles=self._spoken(one.titles),
            descriptions=self._spoken(one.descriptions),
            from_month=one.from_month,
            to_month=one.to_month,
            partners=[
                self.here[partner.pk].pid
                for partner in one.partners.all()
                if partner.pk in self.here
            ],
            deliverables=[self._deliverable(item) for item in remains],
            is_infrastructure=one.is_infrastructure,
        )

    def _deliverable(self, one: Deliverable) -> plan.DeliverableDraft:
        proof = one.proof
        if proof and proof not in self.definition.ruleset.proofs:
            self.note(one.titles, "proof_gone", values=proof)
            proof = ""
        spoken = {"", *self.definition.languages}
        return plan.DeliverableDraft(
            titles=self._spoken(one.titles),
            units={code: text for code, text in one.units.items() if code in spoken},
            quantity=one.quantity,
            month=one.month,
            proof=proof,
        )

    def _spoken(self, texts: Text) -> Text:
        return {code: text for code, text in texts.items() if code in self.definition.languages}

    def indicators(self) -> None:
        room = {table: most(self.definition, table) for table in ("outputs", "results")}
        tables = {one.code: "outputs" for one in self.definition.output_indicators}
        tables |= {one.code: "results" for one in self.definition.result_indicators}
        targets: dict[str, int | None] = {}
        for one in self.source.indicators.all():
            table = tables.get(one.code, "")
            if not table or not room[table]:
                self.note({"": one.code}, "one_too_many" if table else "indicator_gone")
                continue
            targets[one.code] = one.target
            room[table] -= one.target is not None
        if targets:
            save_indicators(self.draft, targets, by=self.by, at=self.at)

    # -- money

    def budgets(self, bodies: Collection[int]) -> None:
        """The figures of these organisations."""
        drafts = {}
        for former in self.source.partners.all():
            if former.pk not in self.here:
                continue
            if former.organisation_id in bodies:
                drafts[self.here[former.pk].pid] = self._budget(former)
            elif former.lines.all():
                self.note({"": former.organisation.name}, "money_is_theirs")
        money.save_budget(self.draft, drafts, by=self.by, at=self.at)

    def _budget(self, former: Partner) -> money.BudgetDraft:
        categories = {one.code for one in self.definition.cost_categories}
        lines = []
        for line in former.lines.all():
            if line.category in categories:
                row = {name: getattr(line, name) for name in money.ROW}
                lines.append(money.LineDraft(**row))
            else:
                self.note({"": line.description or line.category}, "category_gone")
        self.taken["lines"] += len(lines)
        option = former.cost_option
        if option and option not in self.definition.ruleset.cost_options:
            self.note({"": option}, "option_gone")
            option = ""
        sources = [
            money.SourceDraft(one.kind, one.amount, one.name) for one in former.sources.all()
        ]
        return money.BudgetDraft(option or None, lines, sources)

    def tell(self) -> None:
        """The journal names the source and keeps the report (LOG-01)."""
        left = [one.plain() for one in self.left]
        facts = {"source": self.source.pid, "number": self.source.number, "left": left}
        tell(self.draft, "copied", by=self.by, at=self.at, because="", **facts, **self.taken)
