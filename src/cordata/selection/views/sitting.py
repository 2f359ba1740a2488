"""What is done to a session: computed again, opened, changed, signed, released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.selection import access, actions
from cordata.selection.forms import AgainForm, ChangeForm, SupposeForm
from cordata.selection.models import CommitteeSession, Hypothesis
from cordata.selection.queries import money_left
from cordata.selection.session_page import SUPPOSE, session_context
from cordata.selection.states import Outcome
from cordata.selection.views.found import person_of, session_or_404
from cordata.web.forms import Form


def page(
    request: HttpRequest, session: CommitteeSession, refused: Form, of: str = ""
) -> HttpResponse:
    """The board with what was refused and why."""
    context = session_context(request.user, session, at=clock.now(), refused=refused, of=of)
    return render(request, "selection/session.html", context, status=422)


@require_POST
def again(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep another treatment of the remainder, or the choice between equals."""
    session = session_or_404(request, pid)
    access.change(request.user, session).or_deny()
    equals = session.decisions.filter(outcome=Outcome.DEFERRED, because="", rank__isnull=False)
    form = AgainForm(request.POST, equals=list(equals.values_list("application__pid", flat=True)))
    if form.is_valid() and _done(form, lambda: _again(request, pid, form)):
        messages.success(request, _("The board is computed again."))
        return redirect("selection:session", pid)
    return page(request, session, form)


def _again(request: HttpRequest, pid: str, form: AgainForm) -> None:
    actions.propose_again(
        pid,
        remainder=form.cleaned_data["remainder"],
        chosen=form.chosen(),
        because=form.cleaned_data["because"],
        by=person_of(request),
        at=clock.now(),
    )


@require_POST
def suppose(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep a hypothesis with its reason and look at it; the proposal stays."""
    session = session_or_404(request, pid)
    access.change(request.user, session).or_deny()
    form = SupposeForm(
        request.POST,
        definition=session.call.definition,
        money=money_left(session),
        remainder=session.remainder,
    )
    kept: list[Hypothesis] = []
    if form.is_valid() and _done(form, lambda: kept.append(_suppose(request, pid, form))):
        messages.success(request, _("The hypothesis is kept. Nothing is decided."))
        return redirect(f"{reverse('selection:session', args=[pid])}?supposed={kept[0].pid}")
    return page(request, session, form, of=SUPPOSE)


def _suppose(request: HttpRequest, pid: str, form: SupposeForm) -> Hypothesis:
    return actions.suppose(
        pid,
        form.cleaned_data["remainder"],
        form.envelopes(),
        because=form.cleaned_data["because"],
        by=person_of(request),
        at=clock.now(),
    )


@require_POST
def change(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """The committee decides otherwise on one file, with its reason."""
    session = session_or_404(request, pid)
    access.change(request.user, session).or_deny()
    found = session.decisions.filter(pid=decision).first()
    if found is None:
        raise Http404
    access.read_file(request.user, session, found.application_id).or_deny()
    form = ChangeForm(request.POST, definition=session.call.definition, auto_id=f"d-{decision}-%s")
    if form.is_valid() and _done(form, lambda: _change(request, pid, decision, form)):
        messages.success(request, _("The decision is changed."))
        return redirect("selection:session", pid)
    return page(request, session, form, of=decision)


def _change(request: HttpRequest, pid: str, decision: str, form: ChangeForm) -> None:
    actions.change_outcome(
        pid,
        decision,
        form.cleaned_data["outcome"],
        because=form.cleaned_data["because"],
        conditions=form.conditions(),
        by=person_of(request),
        at=clock.now(),
    )


@require_POST
def open_it(request: HttpRequest, pid: str) -> HttpResponse:
    """The committee sits."""
    return _moved(
        request, pid, access.open_session, actions.open_session, _("The session is open.")
    )


@require_POST
def sign(request: HttpRequest, pid: str) -> HttpResponse:
    """The chair signs: the ranking is sealed, the decisions stand."""
    words = _("The decisions are signed and the ranking is sealed.")
    return _moved(request, pid, access.sign, actions.sign_session, words)


@require_POST
def release(request: HttpRequest, pid: str) -> HttpResponse:
    """The authority notifies: every letter goes out at this instant."""
    words = _("The letters are sent and the decisions can be seen.")
    return _moved(request, pid, access.release, actions.release_session, words)


def _moved(
    request: HttpRequest,
    pid: str,
    allowed: Callable[..., Any],
    act: Callable[..., Any],
    words: str,
) -> HttpResponse:
    session = session_or_404(request, pid)
    allowed(request.user, session).or_deny()
    form = Form(request.POST)
    if form.is_valid() and _done(form, lambda: act(pid, by=person_of(request), at=clock.now())):
        messages.success(request, words)
        return redirect("selection:session", pid)
    return page(request, session_or_404(request, pid), form)


def _done(form: Form, act: Callable[[], Any]) -> bool:
    """Do it, or put the refusal into the form."""
    try:
        act()
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True
