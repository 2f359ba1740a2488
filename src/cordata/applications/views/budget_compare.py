"""Which option suits you: every option of the call on the figures as they stand, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordata.applications.figures import money_facts
from cordata.applications.forms.budget import option_choices
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404
from cordata.packs import CallDefinition
from cordata.rules.budget import PartnerBudget
from cordata.rules.comparing import Compared, compare_options, needs_aid
from cordata.rules.facts import PartnerFacts, ProjectFacts
from cordata.web.catalogue import sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """One option for one partner, or for the project as a whole."""

    name: str
    proof: str
    figures: PartnerBudget
    left_out: str
    chosen: bool
    closed: str = ""


@require_safe
def compare(request: HttpRequest, pid: str) -> HttpResponse:
    """Reads only: the choice itself is made on the page of the budget."""
    application = draft_or_404(request, pid)
    partners = list(application.partners.select_related("organisation"))
    prefetch_related_objects(partners, "lines", "sources")
    definition = application.definition
    facts = ProjectFacts(partners=tuple(money_facts(one) for one in partners))
    compared = compare_options(facts, definition.ruleset)
    names = dict(option_choices(definition))
    context = around(request, application, "budget", page=_("Which option suits you")) | {
        "live": False,
        "partners": [
            (one, [_choice(option, said, names) for option in compared])
            for one, said in zip(partners, facts.partners, strict=True)
        ],
        "whole": [
            (names[one.option.code], one.budget, _bounds(one, definition)) for one in compared
        ],
        "same_for_all": definition.ruleset.same_option_for_all,
    }
    return render(request, "applications/budget_compare.html", context)


def _choice(one: Compared, partner: PartnerFacts, names: dict[str, str]) -> Choice:
    code, left_out = one.option.code, one.left_out(partner.key)
    return Choice(
        name=names[code],
        proof=sentence(f"applications.budget.proof.{code}"),
        figures=one.partner(partner.key),
        left_out=sentence("applications.budget.left_out", amount=left_out) if left_out else "",
        chosen=partner.key in one.chosen,
        closed=sentence("applications.budget.aid_only") if needs_aid(one.option, partner) else "",
    )


def _bounds(one: Compared, definition: CallDefinition) -> str:
    """Whether the project's total would lie within the call's bounds, in a sentence."""
    ruleset, total = definition.ruleset, one.budget.total
    most = ruleset.total_max_for(len({partner.country for partner in one.budget.partners}))
    if total < ruleset.total_min:
        return sentence("applications.budget.too_small", minimum=ruleset.total_min)
    if most is not None and total > most:
        return sentence("applications.budget.too_big", maximum=most)
    return sentence("applications.budget.within")
