"""The survey: answered through the personal link, read by the organisers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries, surveying
from cordata.meetings.forms import SurveyForm
from cordata.meetings.models import Meeting, Registration
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.registrant import private, registration_of
from cordata.web.access import public
from cordata.web.requests import PageRequest
from cordata.web.spreadsheets import file_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """The questions for who came; whoever may not answer is told why."""
    found = registration_of(pid, key)
    at = request.received_at if request.method == "POST" else clock.now()
    verdict = access.answer_survey(found, at)
    if not verdict and verdict.code != "survey.answered":
        verdict.or_deny()
    form = SurveyForm(found.meeting, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (found.survey_answered or form.is_valid()):
        refusal = _answer(request, found, form)
        if refusal is None:
            return redirect("meetings:survey", pid=pid, key=key)
        form.refuse(None, refusal.code, **refusal.params)
    terms = found.meeting.programme.definition.meetings
    context = presenting.facts_of(found.meeting, at) | {
        "registration": found,
        "terms": terms,
        "closes_at": terms.survey_closes_at(found.meeting.ends_at),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return private(render(request, "meetings/survey.html", context, status=status))


def _answer(request: PageRequest, found: Registration, form: SurveyForm) -> NotPossible | None:
    """Once; a second click finds the answers counted."""
    if found.survey_answered:
        return None
    language = (get_language() or "").split("-")[0]
    given = form.cleaned_data["own_answers"]
    try:
        actions.answer_survey(found.pid, given, language=language, at=request.received_at)
    except NotPossible as refusal:
        return refusal
    return None


@require_safe
def results(request: PageRequest, pid: str) -> HttpResponse:
    """What was answered: counted, and in people's own words."""
    meeting, at = surveyed(request, pid), clock.now()
    sides = surveying.side_names(meeting)
    country = request.GET.get("side", "")
    if country and country not in sides:
        raise Http404
    total = queries.survey_answers(meeting).count()
    least = meeting.programme.definition.meetings.survey_least
    context = presenting.facts_of(meeting, at) | {
        "total": total,
        "came": queries.who_came(meeting).leading().count(),
        "least": least,
        "enough": total >= least,
        "shown": surveying.shown_of(meeting, country),
        "sides": sides,
        "side": country,
        "is_over": at >= meeting.ends_at,
        "tabs": presenting.views_of(meeting, request.user, "survey_results", at, {}),
    }
    return render(request, "meetings/survey_results.html", context)


@require_safe
def export(request: PageRequest, pid: str, ending: str) -> HttpResponseBase:
    """The same as a table: questions and answers, never a line a person."""
    meeting = surveyed(request, pid)
    return file_of(surveying.survey_rows(meeting), f"{meeting.code}-survey", ending)


def surveyed(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who organises it; 404 where the programme asks nothing."""
    meeting = organised(request, pid)
    if not meeting.programme.definition.meetings.survey:
        raise Http404
    return meeting
