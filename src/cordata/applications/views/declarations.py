"""State aid and declarations: each organisation's own people, nobody else's (ACC-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.declarations import (
    accept_declarations,
    aid_as_stored,
    save_aid,
)
from cordata.applications.actions.parts import seal_of
from cordata.applications.aiding import open_questions
from cordata.applications.figures import aid_by_state, definition_of, figures_of, money_facts
from cordata.applications.forms.declarations import (
    AidForm,
    DeclarationsForm,
    accepted_count,
    aid_questions,
    aid_rows,
)
from cordata.applications.forms.questions import page_key
from cordata.applications.forms.rows import RowForm, asks_more
from cordata.applications.models import Application, Partner
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.parts import Kind, Shown, sending_of
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.packs.form import FieldDefinition
from cordata.rules import aid as aid_rules
from cordata.rules.facts import ZERO
from cordata.rules.money import HUNDRED
from cordata.web.forms import status_of


@dataclass(slots=True)
class AidPart:
    """One partner on the aid page; without a form for people of other organisations."""

    partner: Partner
    open: Sequence[FieldDefinition] = ()  # questions without an answer
    form: AidForm | None = None
    received: BaseFormSet[RowForm] | None = None
    sums: AidSums | None = None
    seen: str = ""  # the seal of what the page was opened on
    conflict: dict[str, Any] | None = None  # where somebody else came first


@dataclass(slots=True)
class StateSum:
    """What one State granted and would grant, beside its ceiling, in euros."""

    state: str
    received: Decimal
    new: Decimal
    cap: Decimal

    @property
    def sum(self) -> Decimal:
        return self.received + self.new

    @property
    def excess(self) -> Decimal:
        return aid_rules.de_minimis_excess(self.received, self.new, self.cap)

    @property
    def room(self) -> Decimal:
        return max(ZERO, self.cap - self.sum)


@dataclass(slots=True)
class AidSums:
    """What the ceilings leave room for; the partner's own State first, which grants the new."""

    regime: str
    states: Sequence[StateSum]
    largest: Decimal  # total under the exemption's ceiling, in euros

    @property
    def own(self) -> StateSum:
        return self.states[0]


@require_http_methods(["GET", "HEAD", "POST"])
def aid(request: HttpRequest, pid: str) -> HttpResponse:
    """The self-check of one's own organisation; of the others only whether it is answered."""
    application = draft_or_404(request, pid)
    prefetch_related_objects(list(application.partners.all()), "lines", "sources")
    sent = request.POST.get("partner", "") if request.method == "POST" else ""
    parts = [
        _aid_part(request, one, request.POST if one.pid == sent else None)
        for one in application.partners.all()
    ]
    if request.method == "POST":
        part = next((one for one in parts if one.partner.pid == sent), None)
        access.declare(request.user, partner_or_404(application, sent)).or_deny()
        if part and not asks_more(request.POST) and _aid_saved(request, part):
            return redirect("applications:aid", pid)
    status = status_of(*_forms_of(parts))
    context = around(request, application, "partners", page=_("State aid")) | {
        "parts": parts,
        "page_key": page_key(request.POST),
        "asked": bool(aid_questions(definition_of(application))),
        "form": next((one.form for one in parts if one.form and one.form.is_bound), None),
    }
    return render(request, "applications/aid.html", context, status=status)


def _forms_of(parts: list[AidPart]) -> Iterator[AidForm | BaseFormSet[RowForm]]:
    for part in parts:
        if part.form is not None and part.received is not None:
            yield from (part.form, part.received)


def _aid_part(request: HttpRequest, partner: Partner, data: Any) -> AidPart:
    still_open = open_questions(partner, definition_of(partner.application))
    if not access.declare(request.user, partner):
        return AidPart(partner, still_open)
    return AidPart(
        partner, still_open, *aid_forms(partner, data), _sums(partner), seal_of(partner.aid)
    )


def aid_forms(partner: Partner, data: Any = None) -> tuple[AidForm, BaseFormSet[RowForm]]:
    """The questions and the table of one partner's self-check."""
    definition, prefix = definition_of(partner.application), f"aid-{partner.position}"
    programme = partner.application.call.programme.definition
    countries = [(one.code, pick(one.names)) for one in programme.countries]
    form = AidForm(data, partner=partner, definition=definition, prefix=prefix)
    return form, aid_rows(partner, countries, clock.now().date(), prefix, data)


def _sums(partner: Partner) -> AidSums:
    """De minimis and exemption, by the rules."""
    ruleset = definition_of(partner.application).ruleset
    facts, budget = money_facts(partner), figures_of(partner, definition_of(partner.application))
    new = aid_rules.aid_amount(budget, facts, ruleset)
    regime = (partner.aid or {}).get("regime", "")
    own = partner.organisation.country
    counted = regime != "gber_20a"
    received = aid_by_state(partner, clock.now().date()) if counted else {}
    cap = ruleset.de_minimis_cap if counted else ruleset.gber_20a_cap
    whole = own in ruleset.counterparts and ruleset.counterpart_is_aid
    rate = HUNDRED if whole else ruleset.rate_for(own)
    states = [
        StateSum(_state(code, partner), received.get(code, ZERO), new if code == own else ZERO, cap)
        for code in dict.fromkeys((own, *sorted(received)))
    ]
    return AidSums(regime, states, aid_rules.largest_total(ruleset.gber_20a_cap, rate))


def _state(code: str, partner: Partner) -> str:
    """The name of a Member State in the reader's language."""
    found = partner.application.call.programme.definition.country(code)
    return pick(found.names) if found else code


def _aid_saved(request: HttpRequest, part: AidPart) -> bool:
    if part.form is None or part.received is None:
        return False
    if not all([part.form.is_valid(), part.received.is_valid()]):
        return False
    wanted, sending = part.form.draft(part.received), sending_of(request)
    try:
        save_aid(part.partner, wanted, by=person_of(request), at=clock.now(), sending=sending)
    except NotPossible as refusal:
        part.form.refuse(None, refusal.code, **refusal.params)
        if refusal.code == "aid.changed_meanwhile":
            part.partner.refresh_from_db(fields=["aid"])
            shown = Shown(part.partner.application, Kind.AID, "", part.partner)
            told = shown.differences(aid_as_stored(wanted), part.partner.aid)
            part.conflict = {"seal": seal_of(part.partner.aid), "differences": told}
        return False
    messages.success(request, _("The State aid self-check is saved."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: HttpRequest, pid: str) -> HttpResponse:
    """The declarations of one's own organisation; of the others how many are accepted."""
    application = draft_or_404(request, pid)
    if request.method == "POST":
        return _declare(request, application)
    definition = definition_of(application)
    parts = [
        {
            "partner": one,
            "count": accepted_count(one, definition),
            "form": _declarations_form(one, None) if access.declare(request.user, one) else None,
        }
        for one in application.partners.all()
    ]
    context = around(request, application, "partners", page=_("Declarations"))
    return render(request, "applications/declarations.html", context | {"parts": parts})


def _declare(request: HttpRequest, application: Application) -> HttpResponse:
    partner = partner_or_404(application, request.POST.get("partner", ""))
    access.declare(request.user, partner).or_deny()
    form = _declarations_form(partner, request.POST)
    if form.is_valid():
        accept_declarations(partner, form.codes, by=person_of(request), at=clock.now())
        messages.success(request, _("The declarations are saved."))
    return redirect("applications:declarations", application.pid)


def _declarations_form(partner: Partner, data: Any) -> DeclarationsForm:
    return DeclarationsForm(
        data,
        partner=partner,
        definition=definition_of(partner.application),
        prefix=f"declarations-{partner.position}",
    )
