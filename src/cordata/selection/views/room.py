"""The members of a session: seated, convened, present; their votes and conflicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.selection import access, actions
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.room_forms import AsideForm, AttendanceForm, ConveneForm, VoteForm
from cordata.selection.room_page import members_context, seats_form
from cordata.selection.views.found import person_of, session_or_404
from cordata.selection.views.sessions import file_shown
from cordata.selection.views.sitting import page as board_page
from cordata.web.forms import Form


@require_safe
def members(request: HttpRequest, pid: str) -> HttpResponse:
    """Who sits, who was convened when, who came, whether the quorum is there."""
    return _page(request, session_or_404(request, pid))


@require_POST
def seat(request: HttpRequest, pid: str) -> HttpResponse:
    """The members of the session, with their delegations and substitutes."""
    session = session_or_404(request, pid)
    access.convene(request.user, session).or_deny()
    form = seats_form(session, at=clock.now(), data=request.POST)

    def act() -> None:
        actions.seat_members(pid, form.seated(), by=person_of(request), at=clock.now())

    return _acted(request, session, form, "seats", act, _("The members are noted."))


@require_POST
def convene(request: HttpRequest, pid: str) -> HttpResponse:
    """The convocation goes out by mail; a written procedure opens with it."""
    session = session_or_404(request, pid)
    access.convene(request.user, session).or_deny()
    form = ConveneForm(request.POST, auto_id="convene-%s")

    def act() -> None:
        because, by, at = form.cleaned_data["because"], person_of(request), clock.now()
        actions.convene_session(pid, because=because, by=by, at=at)

    return _acted(request, session, form, "convene", act, _("The convocation is sent."))


@require_POST
def attendance(request: HttpRequest, pid: str) -> HttpResponse:
    """Who came."""
    session = session_or_404(request, pid)
    access.note_attendance(request.user, session).or_deny()
    seats = list(session.seats.select_related("person", "substitute"))
    form = AttendanceForm(request.POST, seats=seats)

    def act() -> None:
        actions.note_attendance(pid, form.came(), by=person_of(request), at=clock.now())

    return _acted(request, session, form, "attendance", act, _("The presences are noted."))


@require_POST
def vote(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """What a seat says to one proposal."""
    session = session_or_404(request, pid)
    found = _decision(request, session, decision)
    access.vote(request.user, session).or_deny()
    form = VoteForm(request.POST)
    if form.is_valid() and _done(form, lambda: _cast(request, pid, form, [decision])):
        messages.success(request, _("Your vote is noted."))
        return redirect("selection:file", pid, decision)
    return file_shown(request, session, found, vote=form)


@require_POST
def vote_all(request: HttpRequest, pid: str) -> HttpResponse:
    """The same word on every proposal of the session: en bloc."""
    session = session_or_404(request, pid)
    access.vote(request.user, session).or_deny()
    form = VoteForm(request.POST)
    everything = list(session.decisions.values_list("pid", flat=True))
    if form.is_valid() and _done(form, lambda: _cast(request, pid, form, everything)):
        messages.success(request, _("Your votes are noted."))
        return redirect("selection:session", pid)
    return board_page(request, session, form, of="vote")


def _cast(request: HttpRequest, pid: str, form: Form, decisions: list[str]) -> None:
    stance, comment = form.cleaned_data["stance"], form.cleaned_data["comment"]
    by, at = person_of(request), clock.now()
    actions.cast_votes(pid, decisions, stance, comment=comment, by=by, at=at)


@require_POST
def stand_aside(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """A conflict with one file: from now on it is hidden from whoever declares it (EVA-02)."""
    session = session_or_404(request, pid)
    found = _decision(request, session, decision)
    access.stand_aside(request.user, session).or_deny()
    form = AsideForm(request.POST, auto_id="aside-%s")
    because = request.POST.get("because", "")

    def act() -> None:
        by, at = person_of(request), clock.now()
        actions.stand_aside(pid, decision, because=because, by=by, at=at)

    if form.is_valid() and _done(form, act):
        messages.success(request, _("You stand aside on this file; it is hidden from you."))
        return redirect("selection:session", pid)
    return file_shown(request, session, found, aside=form)


def _decision(request: HttpRequest, session: CommitteeSession, pid: str) -> Decision:
    found = session.decisions.select_related("application").filter(pid=pid).first()
    if found is None:
        raise Http404
    access.read_file(request.user, session, found.application_id).or_deny()
    return found


def _acted(
    request: HttpRequest,
    session: CommitteeSession,
    form: Form,
    name: str,
    act: Callable[[], Any],
    words: str,
) -> HttpResponse:
    """Do it and say so, or show the page with what was refused."""
    if form.is_valid() and _done(form, act):
        messages.success(request, words)
        return redirect("selection:members", session.pid)
    return _page(request, session_or_404(request, session.pid), refused=form, act=name)


def _done(form: Form, act: Callable[[], Any]) -> bool:
    try:
        act()
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def _page(
    request: HttpRequest, session: CommitteeSession, *, refused: Form | None = None, act: str = ""
) -> HttpResponse:
    context = members_context(request.user, session, at=clock.now(), refused=refused, act=act)
    status = 422 if refused is not None else 200
    return render(request, "selection/members.html", context, status=status)
