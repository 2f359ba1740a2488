"""Questions of the form on a page: read, written, saved while typing, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cordata.applications import access
from cordata.applications.actions.answers import Conflict, save_answers
from cordata.applications.agreement import names_of
from cordata.applications.forms.questions import QuestionsForm, saved_of
from cordata.applications.judging import judged_now
from cordata.applications.models import Application
from cordata.applications.points import points_of
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.packs.form import FieldDefinition
from cordata.web.context import OWN_NAMES
from cordata.web.moments import clock_words


def form_for(
    request: HttpRequest, application: Application, asked: Sequence[FieldDefinition]
) -> QuestionsForm:
    """The form of some questions; what the person may not write is shown to read."""
    locked = frozenset(
        item.key for item in asked if not access.write(request.user, application, item)
    )
    return QuestionsForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        application=application,
        saved=saved_of(application),
        locked=locked,
    )


def saved(request: HttpRequest, application: Application, form: QuestionsForm) -> list[Conflict]:
    """Save what was sent; the form then shows both texts wherever another hand came first."""
    conflicts = save_answers(application, form.drafts(), by=person_of(request), at=clock.now())
    form.saved = saved_of(application)
    form.show_conflicts(conflicts)
    return conflicts


def autosaved(
    request: HttpRequest, application: Application, form: QuestionsForm, *, live: bool = False
) -> HttpResponse:
    """The answer to a save while typing: the new versions, the counters, what somebody else wrote,
    and the live panel where the page has one."""
    conflicts = saved(request, application, form)
    context = question_context(application, form) | {"application": application}
    if live:
        context |= live_context(application)
    response = render(request, "applications/_saved.html", context)
    words = _("Somebody else saved meanwhile") if conflicts else saved_words()
    response["X-Saved"] = quote(words)
    return response


def saved_words() -> str:
    return _("Saved at %(time)s") % {"time": clock_words(clock.now())}


def question_context(application: Application, form: QuestionsForm) -> dict[str, Any]:
    """What `_question.html` needs of the form: questions, names of languages and authors."""
    return {
        "form": form,
        "questions": form.questions(),
        "authors": names_of(answer.author for answer in form.saved.values()),
        "language_names": {code: OWN_NAMES.get(code, code) for code in form.definition.languages},
        "may_write": len(form.locked) < len(form.asked),
    }


def live_context(application: Application) -> dict[str, Any]:
    """What `_live.html` needs: the judgement and what is left to do."""
    judgement = judged_now(application, clock.now())
    prefetch_related_objects([application], "activities")  # the points name them
    points = points_of(application, judgement)
    return {"live": True, "judgement": judgement, "points": points}
