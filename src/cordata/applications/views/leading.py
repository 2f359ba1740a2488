"""Who leads: offered to a partner, whose signatory answers; what the rules say of it before."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts.fresh import sign_in_again, typed_before
from cordata.applications import access
from cordata.applications.actions.leading import (
    accept_lead,
    decline_lead,
    offer_lead,
    take_back_lead,
)
from cordata.applications.judging import judged_with_lead
from cordata.applications.models import Partner
from cordata.applications.points import Point, points_of
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.web.catalogue import sentence


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Offer the lead to this partner, or answer the offer."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    if request.method == "POST":
        return _done(request, one)
    typed_before(request)  # it is offered or taken by pressing once more
    context = around(request, application, "partners", page=_("Lead partner"))
    context |= {
        "partner": one,
        "former": next(one for one in application.partners.all() if one.is_lead),
        "may_offer": access.offer_lead(request.user, application),
        "may_answer": access.answer_lead(request.user, one),
        "stops_then": () if one.is_lead else _new_stops(one, context["points"]),
    }
    return render(request, "applications/lead.html", context)


def _new_stops(partner: Partner, now: tuple[Point, ...]) -> list[Point]:
    """What would stop the filing with this lead and does not stop it today."""
    application = partner.application
    then = points_of(application, judged_with_lead(partner, clock.now()))
    return [point for point in then if point.kind == "ko" and point not in now]


def _done(request: HttpRequest, partner: Partner) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    may, carry_out, said = ACTS[act]
    may(request, partner).or_deny()
    if act in BINDING and (again := sign_in_again(request)):
        return again
    try:
        carry_out(partner, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, sentence(said, name=partner.organisation.name))
    return redirect("applications:lead", partner.application.pid, partner.pid)


def _offers(request: HttpRequest, partner: Partner) -> Verdict:
    return access.offer_lead(request.user, partner.application)


def _answers(request: HttpRequest, partner: Partner) -> Verdict:
    return access.answer_lead(request.user, partner)


BINDING = frozenset({"offer", "accept"})
Act = tuple[Callable[[HttpRequest, Partner], Verdict], Callable[..., object], str]
ACTS: dict[str, Act] = {
    "offer": (_offers, offer_lead, "lead.said.offered"),
    "take_back": (_offers, take_back_lead, "lead.said.taken_back"),
    "accept": (_answers, accept_lead, "lead.said.accepted"),
    "decline": (_answers, decline_lead, "lead.said.declined"),
}
