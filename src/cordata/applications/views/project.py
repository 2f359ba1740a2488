"""What the project is, in brief: the first section of the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cordata.applications import questions
from cordata.applications.forms.questions import QuestionsForm
from cordata.applications.forms.rows import asks_more
from cordata.applications.frame import section_context
from cordata.applications.models import Application
from cordata.applications.points import step_states
from cordata.applications.views.answering import (
    acted,
    form_for,
    is_pressed,
    live_context,
    may_send,
    question_context,
    saved,
    saved_words,
)
from cordata.applications.views.found import draft_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, pid: str) -> HttpResponse:
    """Acronym, title, theme, dates, summary; saved while typing and by the button."""
    application = draft_or_404(request, pid)
    form = form_for(request, application, questions.of_project(application.definition))
    if request.method == "POST":
        may_send(request, form).or_deny()
        if answer := _answer(request, application, form):
            return answer
    return _page(request, application, form)


def _answer(
    request: HttpRequest, application: Application, form: QuestionsForm
) -> HttpResponse | None:
    """Save, then agree or go on; None when the page is to be shown again."""
    conflicts = saved(request, application, form)
    if conflicts or form.errors or asks_more(request.POST):
        return None
    if is_pressed(request):
        return acted(request, application, form)
    messages.success(request, saved_words())
    return redirect("applications:partners", application.pid)


def _page(request: HttpRequest, application: Application, form: QuestionsForm) -> HttpResponse:
    live = live_context(application)
    states = step_states(application, live["points"])
    context = section_context(request, application, "project", states=states)
    context |= live | question_context(request, application, form)
    context["section"] = application.definition.form.sections[0]
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "applications/project.html", context, status=status)
