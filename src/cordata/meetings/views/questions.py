"""Questions: asked through the personal link, noted and answered by the organisers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, asking, presenting, queries
from cordata.meetings.forms import AskForm, NoteForm
from cordata.meetings.models import Question
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.registrant import registration_of
from cordata.meetings.views.signed_in import person_of
from cordata.programme.models import Programme
from cordata.web.access import public
from cordata.web.requests import PageRequest

PER_PAGE = 30


@require_safe
def inbox(request: PageRequest) -> HttpResponse:
    """Every question of the meetings one organises, the oldest open one first."""
    person, at = person_of(request), clock.now()
    access.answer(person, at).or_deny()
    view = request.GET.get("view", "open")
    if view not in queries.VIEWS:
        raise Http404
    programmes = list(Programme.objects.all())
    found = queries.inbox(person, view, programmes, at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": asking.lines(page, programmes, at),
        "tabs": asking.inbox_tabs(person, view, programmes, at),
        "view": view,
    }
    return render(request, "meetings/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: PageRequest, pid: str) -> HttpResponse:
    """What was asked about one meeting, and a form for what is asked in the room or by phone."""
    meeting, at = organised(request, pid), clock.now()
    form = NoteForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.note_question(meeting, by=person_of(request), at=at, **form.cleaned_data)
        messages.success(request, gettext("The question is in the inbox."))
        return redirect("meetings:questions", pid=pid)
    asked = queries.questions_of(meeting)
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page"))
    context = presenting.facts_of(meeting, at) | {
        "page": page,
        "lines": asking.lines(page, [meeting.programme], at, meeting),
        "form": form,
        "tabs": presenting.views_of(meeting, request.user, "questions", at, {}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/questions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PageRequest, pid: str, question: str) -> HttpResponse:
    """One question: who answers it, and the answer, one form for each way to give it."""
    meeting, at = organised(request, pid), clock.now()
    found = get_object_or_404(queries.questions_of(meeting), pid=question)
    found.meeting = meeting
    tabs = presenting.views_of(meeting, request.user, "questions", at, {})
    return _answering(request, found, presenting.facts_of(meeting, at) | {"tabs": tabs}, at)


@require_http_methods(["GET", "HEAD", "POST"])
def call_question(request: PageRequest, question: str) -> HttpResponse:
    """One question about a call, asked from beside a field of its form."""
    person, at = person_of(request), clock.now()
    access.answer(person, at).or_deny()
    asked = queries.questions_of_calls(person, at).select_related("call__programme")
    found = get_object_or_404(asked, pid=question)
    context = {"definition": found.about.definition, "beside": asking.asked_beside(found)}
    return _answering(request, found, context, at)


def _answering(
    request: PageRequest, found: Question, around: dict[str, Any], at: datetime
) -> HttpResponse:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = asking.forms_of(found, person_of(request), at, act=act, sent=request.POST)
    if act and act not in forms:
        raise Http404
    if act and forms[act].is_valid() and _done(request, found, act, forms[act], at):
        return redirect(asking.address_of(found, found.about))
    context = around | _context(found, forms, at)
    return render(request, "meetings/question.html", context, status=422 if act else 200)


def _done(request: PageRequest, found: Question, act: str, form: Any, at: datetime) -> bool:
    try:
        asking.carry_out(found, act, form, by=person_of(request), at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, asking.done_words(act))
    return True


def _context(found: Question, forms: dict[str, Any], at: datetime) -> dict[str, Any]:
    about = found.about
    return {
        "line": asking.line_of(found, about.programme, at, about),
        "question": found,
        "forms": forms,
        "has_errors": any(form.is_bound for form in forms.values()),
    }


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """One more question by who is registered, through the personal link."""
    found = registration_of(pid, key)
    access.ask(found).or_deny()
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_question(found, form.cleaned_data["text"], at=request.received_at)
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("Your question is with the organisers."))
            return redirect("meetings:registration", pid=pid, key=key)
    context = {"registration": found, "meeting": found.meeting, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/ask.html", context, status=status)
