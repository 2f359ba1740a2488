"""The one judge: a live panel, the submit gate, an officer's list, the API and the CLI ask it.

`check` answers one finding for each check of a call, in the call's order. What a machine
cannot know is unknown, a person decides, and never stops filing; a machine check whose data
is missing is unmet; where the facts themselves say nothing about a section (`unstated`, or
the four public questions) the answer is unknown with the reason `not_stated`.

The 45 checks of domain.md, section 6:

== ======================= ============================================================
01 filing.deadline         received inside the window
02 form.complete           required fields, limits, declarations
03 text.languages          every text in every language, agreed by the partners
04 commitment.lead         the lead's commitment letter
05 mandate.partners        each partner's mandate letter
06 annex.required          the other files
07 signatory.power         the power to sign
08 application.once        the same project is not filed twice
09 application.limit       applications per lead
10 file.readable           files open, clean, of an allowed type and size
11 partnership.countries   a partner from each country
12 partnership.size        number of partners
13 lead.area               the lead's seat
14 partner.area            the other partners' seats
15 partner.type            types of body
16 partner.existence       identifiers
17 partner.competence      legal competence
18 commitment.acts         final acts of commitment
19 partner.integrity       no fraud
20 interest.conflict       no conflict of interest
21 partner.soundness       no undertaking in difficulty, no ban
22 enterprise.size         small and medium enterprises only
23 partner.project_code    one project code (CUP) per partner
24 partner.national_duty   what one country asks of certain bodies
25 project.objective       theme and its one specific objective
26 project.indicators      indicators of the call
27 project.support_form    one form of support
28 project.cooperation     joint development, implementation, staffing, financing
29 budget.total            the project's total
30 project.duration        months, and the end of eligibility
31 budget.rate             ERDF rate per partner
32 plan.balanced           the financing plan, to the cent
33 budget.option           cost options
34 budget.stack            no category twice, no rate on a rate
35 activity.deliverables   deliverables with unit, quantity, proof
36 budget.basis            where each figure comes from
37 budget.countries        each country's budget and share
38 project.start           not completed, not started too early
39 funding.double          no double funding
40 aid.regime              State aid
41 project.place           inside the area or for its benefit
42 project.durability      infrastructure
43 project.principles      horizontal principles
44 partnership.new_body    bodies never funded before
45 project.communication   communication duties
== ======================= ============================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cordata.rules.eligibility import admissibility, beneficiaries, funding, project
from cordata.rules.eligibility.case import A_PERSON_DECIDES, Answer, Case, Check
from cordata.rules.facts import ProjectFacts
from cordata.rules.finding import Finding, Severity
from cordata.rules.ruleset import CheckSpec, Decider, Gate, Ruleset

CHECKS: Mapping[str, Check] = {
    "filing.deadline": admissibility.filed_in_time,
    "form.complete": admissibility.form_complete,
    "text.languages": admissibility.languages_agree,
    "commitment.lead": admissibility.lead_committed,
    "mandate.partners": admissibility.partners_mandated,
    "annex.required": admissibility.annexes_joined,
    "signatory.power": admissibility.signatory_empowered,
    "application.once": admissibility.filed_once,
    "application.limit": admissibility.within_lead_limit,
    "file.readable": admissibility.files_readable,
    "partnership.countries": beneficiaries.countries_present,
    "partnership.size": beneficiaries.partners_counted,
    "lead.area": beneficiaries.lead_in_area,
    "partner.area": beneficiaries.partners_in_area,
    "partner.type": beneficiaries.types_allowed,
    "partner.existence": beneficiaries.bodies_exist,
    "partner.competence": beneficiaries.bodies_competent,
    "commitment.acts": beneficiaries.acts_conform,
    "partner.integrity": beneficiaries.no_fraud,
    "interest.conflict": beneficiaries.no_conflict,
    "partner.soundness": beneficiaries.sound_bodies,
    "enterprise.size": beneficiaries.small_enough,
    "partner.project_code": beneficiaries.project_codes,
    "partner.national_duty": beneficiaries.national_duties,
    "project.objective": project.one_objective,
    "project.indicators": project.indicators_linked,
    "project.support_form": project.one_form_of_support,
    "project.cooperation": project.cooperation_shown,
    "budget.total": funding.total_in_bounds,
    "project.duration": project.duration_allowed,
    "budget.rate": funding.rates_respected,
    "plan.balanced": funding.plan_balanced,
    "budget.option": funding.options_allowed,
    "budget.stack": funding.stack_legal,
    "activity.deliverables": project.deliverables_provable,
    "budget.basis": funding.bases_given,
    "budget.countries": funding.countries_share,
    "project.start": project.starts_in_time,
    "funding.double": project.funded_once,
    "aid.regime": funding.aid_settled,
    "project.place": project.serves_the_area,
    "project.durability": project.investment_durable,
    "project.principles": project.principles_respected,
    "partnership.new_body": project.new_bodies,
    "project.communication": project.communication_planned,
}

_GATES = (Gate.FILING, Gate.DECISION, Gate.CONTRACT, Gate.NEVER)


def check(
    facts: ProjectFacts, ruleset: Ruleset, at_gate: Gate = Gate.FILING
) -> tuple[Finding, ...]:
    """Judge an application by every check of its call, in the call's order.

    A check whose gate lies later than `at_gate` stops nothing yet: its severity is at most
    `asked`. Raises KeyError for a check code that `CHECKS` does not hold.
    """
    case = Case(facts, ruleset)
    return tuple(_finding(spec, _answer(case, spec), at_gate) for spec in ruleset.checks)


def _answer(case: Case, spec: CheckSpec) -> Answer:
    return A_PERSON_DECIDES if spec.decider is Decider.HUMAN else CHECKS[spec.code](case)


def _finding(spec: CheckSpec, answer: Answer, at_gate: Gate) -> Finding:
    finding = Finding(
        code=spec.code,
        verdict=answer.verdict,
        severity=spec.severity,
        params=answer.params,
        field=answer.field,
        source=spec.source,
        reason=answer.reason,
        number=spec.number,
    )
    later = _GATES.index(spec.gate) > _GATES.index(at_gate)
    stops = spec.severity is Severity.BLOCKS
    return replace(finding, severity=Severity.ASKED) if later and stops else finding
