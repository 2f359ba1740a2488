"""The task list, the live check in full, and the history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordata.applications import access
from cordata.applications.announcing import shown_on
from cordata.applications.around_file import around
from cordata.applications.asked import Asked, questions_asked
from cordata.applications.comments import open_by_step
from cordata.applications.frame import section_context
from cordata.applications.helped import helps_shown, is_to_read
from cordata.applications.history import entries_of
from cordata.applications.keeping import erased_at
from cordata.applications.models import Application
from cordata.applications.news import news_rows
from cordata.applications.points import Point, places_of, step_states
from cordata.applications.progress import progress_of, whole
from cordata.applications.queries import application_for, fully_loaded
from cordata.applications.reads import note_read
from cordata.applications.sent_letters import letters_about
from cordata.applications.status import status_line
from cordata.applications.tasks import annexes_task, filing_task, progress_words, tasks_of
from cordata.applications.views.answering import live_context
from cordata.applications.views.found import draft_or_404
from cordata.kernel import clock
from cordata.rules.finding import Finding


@require_safe
def detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The task list for the partners; staff are led to what was submitted."""
    application = application_for(request.user, pid)
    if application is None:
        raise Http404
    if not access.read(request.user, application):
        access.read_submitted(request.user, application).or_deny()
        return redirect("applications:receipt", pid)
    note_read(request.user, application, "draft")
    application = fully_loaded(application)
    context = _frame(request, application)
    steps, may_comment = progress_of(application), access.see_comments(request.user, application)
    comments = open_by_step(application) if may_comment else {}
    asks, doors = around(request.user, application, clock.now())
    context |= {
        "tasks": tasks_of(application, context["judgement"], context["points"], steps, comments),
        "progress": progress_words(whole(steps)),
        "may_see_comments": may_comment,
        "comments": sum(comments.values()),
        "asked": _asked(request, application),
        "annexes": annexes_task(application, context["points"]),
        "filing": filing_task(application, context["points"]),
        "entries": entries_of(application, most=12, comments=bool(may_comment))[:3],
        "may_edit": access.edit(request.user, application),
        "may_submit": access.submit(request.user, application),
        "may_withdraw": access.withdraw(request.user, application),
        "may_delete": access.delete(request.user, application),
        "may_restore": access.restore(request.user, application),
        "erased_at": erased_at(application),
        "news": news_rows(application, clock.now()),
        "helps": helps_shown(application, clock.now()),
        "help_to_read": is_to_read(application),
        "may_see_guests": access.see_guests(request.user, application),
        "status_line": status_line(application, clock.now()),
        "announcements": shown_on(application),
        "asks": asks,
        "letters": letters_about(application, request.user, clock.now()),
        "doors": doors,
        "team": list(application.partners.all()),
        "asked_to_lead": [
            one for one in application.partners.all() if access.is_asked_to_lead(one)
        ],
    }
    return render(request, "applications/tasks.html", context)


def _asked(request: HttpRequest, application: Application) -> list[Asked]:
    may_see = access.see_questions(request.user, application)
    return questions_asked(application) if may_see else []


def _frame(request: HttpRequest, application: Application) -> dict[str, Any]:
    live = live_context(application)
    context = section_context(
        request, application, "tasks", states=step_states(application, live["points"])
    )
    stops = [point for point in live["points"] if point.kind == "ko"]
    return context | live | {"stops": stops, "first": stops[0] if stops else None}


GROUPS = ("admissibility", "beneficiaries", "project")


@require_safe
def eligibility(request: HttpRequest, pid: str) -> HttpResponse:
    """Every check of the call with its answer, its sentence and its source."""
    application = fully_loaded(draft_or_404(request, pid))
    if getattr(request, "htmx", False):
        return render(request, "applications/_live.html", _live_of(application))
    context = _frame(request, application)
    groups = {spec.code: spec.group for spec in context["judgement"].ruleset.checks}
    context |= {
        "page_name": _("Eligibility"),
        "groups": _grouped(context["judgement"].findings, groups, application),
    }
    return render(request, "applications/eligibility.html", context)


def _live_of(application: Application) -> dict[str, Any]:
    return live_context(application) | {"application": application}


def _grouped(
    findings: tuple[Finding, ...], groups: dict[str, str], application: Application
) -> list[tuple[str, list[tuple[Finding, tuple[Point, ...]]]]]:
    """The checks of each group, each with the places where it is corrected."""
    return [
        (group, [(one, places_of(one, application)) for one in found])
        for group in dict.fromkeys((*GROUPS, *groups.values()))
        if (found := [one for one in findings if groups[one.code] == group])
    ]


@require_safe
def history(request: HttpRequest, pid: str) -> HttpResponse:
    """Who did what and when."""
    application = draft_or_404(request, pid)
    context = section_context(request, application, "tasks", page=_("History"))
    may_see = access.see_comments(request.user, application)
    entries = entries_of(application, comments=bool(may_see))
    return render(request, "applications/history.html", context | {"entries": entries})
