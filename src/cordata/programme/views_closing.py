"""A later closing on screen: one person asks for it, another confirms or refuses (TIM-06)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme import access, actions, queries
from cordata.programme.extending import Measured, measured, rule_words
from cordata.programme.forms import ClosingForm
from cordata.programme.models import Call, ClosingMove
from cordata.programme.site import site_of
from cordata.web.catalogue import sentence
from cordata.web.forms import sent


@require_http_methods(["GET", "HEAD", "POST"])
def move_closing(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked for and decided; the form for a later closing."""
    call, at = _call(request, code), clock.now()
    access.propose_closing(request.user, call, at).or_deny()
    found = measured(call, at)
    initial = found.proposed() if found else {}
    form = ClosingForm(call, sent(request), initial=initial)
    if form.is_valid() and _proposed(request, call, form):
        messages.success(request, _("Another person confirms. Until then the closing stays."))
        return redirect("programme:move_closing", code)
    moves = list(queries.closing_moves(call))
    waiting = next((one for one in moves if one.settled_at is None), None)
    context = {
        "call": call,
        "form": form,
        "settled": [one for one in moves if one.settled_at is not None],
        "waiting": waiting,
        "measured": found,
        "rule": rule_words(found.rule) if found else "",
        "arithmetic": _arithmetic(found) if found else "",
        "may_confirm": waiting and access.confirm_closing(request.user, waiting, at),
        "may_refuse": waiting and access.refuse_closing(request.user, waiting, at),
    }
    status = 422 if form.is_bound else 200
    return render(request, "programme/move_closing.html", context, status=status)


def _arithmetic(found: Measured) -> str:
    """What was measured, and what the rule makes of it."""
    code = "arithmetic" if found.extension else "too_little"
    return sentence(f"programme.extension.{code}", **found.params)


def _proposed(request: HttpRequest, call: Call, form: ClosingForm) -> bool:
    by, at, closes_at = cast(Person, request.user), clock.now(), form.cleaned_data["closes_at"]
    try:
        actions.propose_closing(call, closes_at, reasons=form.reason_texts(), by=by, at=at)
    except NotPossible as refusal:
        form.refuse("day", refusal.code, **refusal.params)
        return False
    return True


@require_POST
def confirm_closing(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """The second person's word: published, and every draft owner is told."""
    proposal = _proposal(request, code, pid)
    access.confirm_closing(request.user, proposal, clock.now()).or_deny()
    words = _("The closing is moved, a correction is published and the partners are told.")
    return _settled(request, proposal, actions.confirm_closing, words)


@require_POST
def refuse_closing(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """Nothing moves."""
    proposal = _proposal(request, code, pid)
    access.refuse_closing(request.user, proposal, clock.now()).or_deny()
    return _settled(request, proposal, actions.refuse_closing, _("The closing stays as it is."))


def _settled(
    request: HttpRequest, proposal: ClosingMove, act: Callable[..., object], words: str
) -> HttpResponse:
    try:
        act(proposal.pid, by=request.user, at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, words)
    return redirect("programme:move_closing", proposal.call.code)


def _call(request: HttpRequest, code: str) -> Call:
    found = site_of(request).call(code) or queries.call_or_none(code)
    if found is None:
        raise Http404
    return found


def _proposal(request: HttpRequest, code: str, pid: str) -> ClosingMove:
    """A proposal of this call; who may not even ask for one learns nothing of it (ACC-02)."""
    call = _call(request, code)
    found = queries.closing_moves(call).filter(pid=pid).first()
    if found is None or not access.propose_closing(request.user, call, clock.now()):
        raise Http404
    found.call = call
    return found
