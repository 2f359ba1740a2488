"""The table of all partners' money, saved while it is typed: what is judged is the single amount,
so that two people fill it at once; where both changed one amount, both stand on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from cordata.applications import access
from cordata.applications.actions.budget import budget_part, budget_seal, save_budget
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.actions.parts import Sending
from cordata.applications.figures import definition_of
from cordata.applications.forms.budget import BudgetForm
from cordata.applications.forms.part_conflict import Difference
from cordata.applications.models import Application, Partner
from cordata.applications.queries import partners_with_money
from cordata.applications.views.parts import sending_of
from cordata.applications.views.person import person_of
from cordata.applications.views.saving_answers import both, saved, unread
from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible
from cordata.packs.steps import MONEY
from cordata.web.numerals import euros

TABLE = "table"


def seals_of(partners: Sequence[Partner]) -> str:
    """What a page showed of each partner's money: `pid:seal pid:seal`."""
    return " ".join(f"{one.pid}:{budget_seal(one)}" for one in partners)


def standings(partners: Sequence[Partner], sending: Sending, by: Actor) -> dict[str, Outcome]:
    """By partner: SAVE where no other hand wrote since the page showed it, STANDS where this very
    sending was told before, CONFLICT where somebody else wrote."""
    seen = dict(one.partition(":")[::2] for one in sending.seen.split())
    found = {}
    for one in partners:
        shown, part = seen.get(one.pid, ""), budget_part(one)
        if shown == budget_seal(one):
            found[one.pid] = Outcome.SAVE
        else:
            found[one.pid] = part.since(replace(sending, seen=shown), part.last(), by)
    return found


def settled(partners: Sequence[Partner], sending: Sending, by: Actor) -> set[str]:
    """The partners on whose money the page is up to date."""
    told = standings(partners, sending, by).items()
    return {pid for pid, outcome in told if outcome is Outcome.SAVE}


def save_table(request: HttpRequest, application: Application, at: datetime) -> HttpResponse:
    """200 with what stands, 409 with both amounts where another hand changed the same, 422 for what
    cannot be read or takes a press on the button."""
    partners, by = _writable(request, application, at), person_of(request)
    sending = sending_of(request, typed=True)
    told = standings(partners, sending, by)
    if Outcome.STANDS in told.values():
        return _stands(request, partners)
    fresh = [pid for pid, outcome in told.items() if outcome is Outcome.SAVE]
    form = BudgetForm(
        request.POST, partners=partners, definition=definition_of(application), settled=fresh
    )
    if not form.is_valid():
        if set(form.errors) == {slot.name for slot in form.overtaken}:
            return both(_differences(form), seals_of(partners))
        return unread(form)
    save_budget(application, form.drafts(), by=by, at=at, sending=sending)
    after = _writable(request, application, at)
    if set(_blank(after).slots) != set(form.slots):
        raise NotPossible("budget.table_redrawn")
    return _stands(request, after)


def _writable(request: HttpRequest, application: Application, at: datetime) -> list[Partner]:
    """The partners whose columns this person writes, with their money as it stands now."""
    partners = partners_with_money(application)
    verdicts = [
        (one, access.write_all(request.user, application, MONEY, one, at=at)) for one in partners
    ]
    found = [one for one, verdict in verdicts if verdict]
    if not found:
        verdicts[0][1].or_deny()
    return found


def _blank(partners: Sequence[Partner]) -> BudgetForm:
    return BudgetForm(partners=partners, definition=definition_of(partners[0].application))


def _stands(request: HttpRequest, partners: Sequence[Partner]) -> HttpResponse:
    """What the page notes beside each field, so that it knows what it has seen."""
    slots = _blank(partners).slots.values()
    put = {f"was-{one.name}": one.plain for one in slots if f"was-{one.name}" in request.POST}
    return saved(seals_of(partners), put=put)


def _differences(form: BudgetForm) -> list[Difference]:
    """The amounts that two people changed, theirs beside mine."""
    return [
        Difference(
            str(form.fields[slot.name].label), _shown(slot.stored), _shown(form.wanted[slot.name])
        )
        for slot in form.overtaken
    ]


def _shown(value: object) -> str:
    return euros(value) if isinstance(value, Decimal) else str(value or "")
