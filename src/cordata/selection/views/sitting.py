"""What is done to a session: computed again, opened, changed, signed, released."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.kernel import clock
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.selection import access, actions
from cordata.selection.forms import AgainForm, ChangeForm, FirstForm, SupposeForm
from cordata.selection.models import CommitteeSession, Hypothesis
from cordata.selection.queries import equals_of, money_left
from cordata.selection.session_page import SUPPOSE, session_context
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
    """Compute the board anew, with another treatment of the remainder if one is sent."""
    session = session_or_404(request, pid)
    noted_or_deny(request, session, access.change(request.user, session))
    form = AgainForm(request.POST)
    if form.is_valid() and _done(request, session, form, lambda: _again(request, pid, form)):
        messages.success(request, _("The board is computed again."))
        return redirect("selection:session", pid)
    return page(request, session, form)


def _again(request: HttpRequest, pid: str, form: AgainForm) -> None:
    actions.propose_again(
        pid,
        remainder=form.cleaned_data["remainder"],
        by=person_of(request),
        at=clock.now(),
    )


@require_POST
def first(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """Which one of a file and its equals goes first, with its reason."""
    session = session_or_404(request, pid)
    noted_or_deny(request, session, access.change(request.user, session))
    form = FirstForm(request.POST, equals=equals_of(session, decision), auto_id="first-%s")
    by, at = person_of(request), clock.now()

    def act() -> None:
        given = form.cleaned_data
        actions.choose_first(pid, given["first"], because=given["because"], by=by, at=at)

    if form.is_valid() and _done(request, session, form, act):
        messages.success(request, _("The board is computed again."))
        return redirect("selection:session", pid)
    return page(request, session, form, of=decision)


@require_POST
def lots(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """Draw the order of a file and its equals."""
    session = session_or_404(request, pid)
    noted_or_deny(request, session, access.change(request.user, session))
    one = session.decisions.filter(pid=decision).select_related("application").first()
    if one is None:
        raise Http404
    form, by, at = Form(request.POST), person_of(request), clock.now()
    if _done(
        request, session, form, lambda: actions.draw_lots(pid, one.application.pid, by=by, at=at)
    ):
        messages.success(request, _("Lots are drawn. The board is computed again."))
        return redirect("selection:session", pid)
    return page(request, session, form)


@require_POST
def take_back(request: HttpRequest, pid: str, tie: str) -> HttpResponse:
    """A choice between equals is open again."""
    session = session_or_404(request, pid)
    noted_or_deny(request, session, access.change(request.user, session))
    form, by, at = Form(request.POST), person_of(request), clock.now()
    if _done(request, session, form, lambda: actions.take_choice_back(pid, tie, by=by, at=at)):
        messages.success(request, _("The choice is taken back. The board is computed again."))
        return redirect("selection:session", pid)
    return page(request, session, form)


@require_POST
def suppose(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep a hypothesis with its reason and look at it; the proposal stays."""
    session = session_or_404(request, pid)
    noted_or_deny(request, session, access.change(request.user, session))
    form = SupposeForm(
        request.POST,
        definition=session.call.definition,
        money=money_left(session),
        remainder=session.remainder,
    )
    kept: list[Hypothesis] = []
    if form.is_valid() and _done(
        request, session, form, lambda: kept.append(_suppose(request, pid, form))
    ):
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
    noted_or_deny(request, session, access.change(request.user, session))
    found = session.decisions.filter(pid=decision).first()
    if found is None:
        raise Http404
    access.read_file(request.user, session, found.application_id).or_deny()
    form = ChangeForm(request.POST, definition=session.call.definition, auto_id=f"d-{decision}-%s")
    if form.is_valid() and _done(
        request, session, form, lambda: _change(request, pid, decision, form)
    ):
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
    noted_or_deny(request, session, allowed(request.user, session))
    form = Form(request.POST)
    if form.is_valid() and _done(
        request, session, form, lambda: act(pid, by=person_of(request), at=clock.now())
    ):
        messages.success(request, words)
        return redirect("selection:session", pid)
    return page(request, session_or_404(request, pid), form)


LATE = frozenset({"selection.signed", "selection.four_eyes"})  # who may, but no longer or not alone
NOTED = LATE | {
    *("selection.file_withdrawn", "selection.not_decidable", "selection.over_envelope"),
}


def noted_or_deny(request: HttpRequest, session: CommitteeSession, verdict: Verdict) -> None:
    """Go on, or say no; what came after the signature leaves a line in the journal (LOG-01)."""
    if verdict.code in LATE:
        _note(request, session, verdict.code, verdict.params)
    verdict.or_deny()


def _note(
    request: HttpRequest, session: CommitteeSession, code: str, params: Mapping[str, Any]
) -> None:
    note_refusal(session, code, params=params, by=person_of(request), at=clock.now())


def _done(
    request: HttpRequest, session: CommitteeSession, form: Form, act: Callable[[], Any]
) -> bool:
    """Do it, or put the refusal into the form; what the committee may not do is noted too."""
    try:
        act()
    except NotPossible as refusal:
        if refusal.code in NOTED:
            _note(request, session, refusal.code, refusal.params)
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True
