"""The conditions of an approval: answered, stated, confirmed, put off; one page for all sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.applications.access import open_unchecked
from cordata.documents.models import StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.selection import access, actions, queries
from cordata.selection.conditions_page import conditions_context, entries_for
from cordata.selection.forms import AnswerForm, BecauseForm, ExtendForm, StateForm
from cordata.selection.models import Lifting
from cordata.selection.views.found import person_of
from cordata.web.forms import Form


@require_safe
def conditions(request: HttpRequest, pid: str) -> HttpResponse:
    """What has to be met, until when, what was answered and what comes of it."""
    return _page(request, _lifting(request, pid))


@require_POST
def answer(request: HttpRequest, pid: str) -> HttpResponse:
    """The lead answers, with a file if there is one."""
    found = _lifting(request, pid)
    access.answer_conditions(request.user, found).or_deny()
    form = AnswerForm(request.POST, request.FILES, auto_id="answer-%s")

    def act() -> None:
        given, file = form.cleaned_data, _stored(request, form)
        by, at = person_of(request), clock.now()
        actions.answer_conditions(pid, given["text"], file, by=by, at=at)

    return _acted(request, pid, form, "answer", act, _("Your answer has reached the secretariat."))


@require_POST
def state(request: HttpRequest, pid: str) -> HttpResponse:
    """The case officer says whether the conditions are met."""
    found = _lifting(request, pid)
    access.state_conditions(request.user, found).or_deny()
    form = StateForm(request.POST, request.FILES, auto_id="state-%s")

    def act() -> None:
        met, because = form.says_met(), form.cleaned_data["because"]
        file, by, at = _stored(request, form), person_of(request), clock.now()
        actions.state_conditions(pid, met=met, because=because, file=file, by=by, at=at)

    return _acted(request, pid, form, "state", act, _("Stated. The authority confirms."))


@require_POST
def extend(request: HttpRequest, pid: str) -> HttpResponse:
    """A later term, with its reason."""
    found = _lifting(request, pid)
    access.state_conditions(request.user, found).or_deny()
    form = ExtendForm(request.POST, auto_id="extend-%s")

    def act() -> None:
        due_at = form.due_at(found.decision.application.call)
        because, by, at = form.cleaned_data["because"], person_of(request), clock.now()
        actions.extend_conditions(pid, due_at=due_at, because=because, by=by, at=at)

    return _acted(request, pid, form, "extend", act, _("The term is later; the partners are told."))


@require_POST
def send_back(request: HttpRequest, pid: str) -> HttpResponse:
    """The authority asks the case officer to look again."""
    access.confirm_conditions(request.user, _lifting(request, pid)).or_deny()
    form = BecauseForm(request.POST, auto_id="back-%s")

    def act() -> None:
        because, by, at = form.cleaned_data["because"], person_of(request), clock.now()
        actions.send_back_conditions(pid, because=because, by=by, at=at)

    return _acted(request, pid, form, "send_back", act, _("Sent back to the case officer."))


@require_POST
def confirm(request: HttpRequest, pid: str) -> HttpResponse:
    """The second person's word: the grant is notified, or the committee decides anew."""
    found = _lifting(request, pid)
    access.confirm_conditions(request.user, found).or_deny()
    lifted = _("The conditions are lifted, the letters are sent and the project is open.")
    returned = _("The file is before the committee again; the partners are told.")

    def act() -> None:
        actions.confirm_conditions(pid, by=person_of(request), at=clock.now())

    words = lifted if found.met else returned
    return _acted(request, pid, Form(request.POST), "confirm", act, words)


@require_safe
def entry_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A file of the thread, for those who read its entry (ACC-04)."""
    whose = queries.lifting_of_entry(pid)
    found = _lifting(request, whose) if whose else None
    if found is None:
        raise Http404
    staff = bool(access.read(request.user, found.decision.session))
    entry = next((one for one in entries_for(found, staff=staff) if one.pid == pid), None)
    if entry is None or entry.file is None:
        raise Http404
    own = bool(open_unchecked(request.user, found.decision.application))
    return serve(entry.file, unchecked=own)


def _lifting(request: HttpRequest, pid: str) -> Lifting:
    found = queries.lifting_for(request.user, pid)
    if found is None:
        raise Http404
    return found


def _stored(request: HttpRequest, form: Form) -> StoredFile | None:
    upload: Any = form.cleaned_data.get("file")
    return store_file(upload, by=person_of(request), at=clock.now()) if upload else None


def _acted(
    request: HttpRequest, pid: str, form: Form, name: str, act: Callable[[], None], words: str
) -> HttpResponse:
    """Do it and say so, or show the page with what was refused."""
    if form.is_valid():
        try:
            with only_if_used():
                act()
        except NotPossible as refusal:
            field = "file" if refusal.code.startswith("file.") else None
            form.refuse(field, refusal.code, **refusal.params)
        else:
            messages.success(request, words)
            return redirect("selection:conditions", pid)
    return _page(request, _lifting(request, pid), refused=form, act=name)


def _page(
    request: HttpRequest, found: Lifting, *, refused: Form | None = None, act: str = ""
) -> HttpResponse:
    context = conditions_context(request.user, found, at=clock.now(), refused=refused, act=act)
    status = 422 if refused is not None else 200
    return render(request, "selection/conditions.html", context, status=status)
