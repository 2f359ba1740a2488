"""The sessions of a call, preparing one, the board of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.applications.reading import reading_of_submission
from cordata.applications.reads import note_read, once_a_day
from cordata.assessment.presenting import sheets_table
from cordata.documents.serving import guarded
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.programme.queries import featured_call
from cordata.programme.site import site_of
from cordata.selection import access, actions, queries
from cordata.selection.complaining import is_office
from cordata.selection.conditions_page import conditions_rows
from cordata.selection.forms import PrepareForm
from cordata.selection.minutes_pdf import minutes_pdf
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.room_page import votes_context
from cordata.selection.session_page import session_context
from cordata.selection.views.found import call_or_404, person_of, session_or_404
from cordata.web.forms import Form, sent


@require_safe
def committee(request: HttpRequest) -> HttpResponse:
    """The sessions of the call that is running, or ran last."""
    at = clock.now()
    calls = [one for one in site_of(request).calls if access.list_sessions(request.user, one, at)]
    call = featured_call(calls, at)
    if call is None:
        raise Http404
    return redirect("selection:sessions", call.code)


@require_safe
def sessions(request: HttpRequest, code: str) -> HttpResponse:
    """Every sitting and written procedure of a call."""
    call = call_or_404(request, code)
    names = {theme.code: theme.names for theme in call.definition.themes}
    found = queries.sessions_of(call, request.user)
    context = {
        "call": call,
        "rows": [(one, [names[code] for code in one.themes if code in names]) for one in found],
        "liftings": conditions_rows(queries.liftings_of(call, request.user), clock.now()),
        "may_prepare": access.prepare(request.user, call),
        "complaints": is_office(request.user, call, clock.now()),
        "others": [one for one in site_of(request).calls if one.pk != call.pk],
    }
    return render(request, "selection/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """Choose themes and day; the board is computed by the rules the call froze."""
    call = call_or_404(request, code)
    access.prepare(request.user, call).or_deny()
    waiting = queries.files_waiting(call)
    first = {"held_on": clock.now().date(), "kind": "meeting"}
    form = PrepareForm(sent(request), call=call, waiting=waiting, initial=first)
    if form.is_bound and form.is_valid():
        session = _prepared(request, call, form)
        if session is not None:
            messages.success(request, _("The board is computed. Nothing is decided yet."))
            return redirect("selection:session", session.pid)
    status = 422 if form.is_bound else 200
    context = {"call": call, "form": form}
    return render(request, "selection/prepare.html", context, status=status)


def _prepared(request: HttpRequest, call: Call, form: PrepareForm) -> CommitteeSession | None:
    given = form.cleaned_data
    try:
        return actions.prepare_session(
            call,
            given["themes"],
            held_on=given["held_on"],
            place=given["place"],
            kind=given["kind"],
            with_reserve=given["with_reserve"],
            by=person_of(request),
            at=clock.now(),
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None


@require_safe
def session(request: HttpRequest, pid: str) -> HttpResponse:
    """The board: ranking by envelope, cut, reserve; `?remainder=` shows an effect, `?supposed=` a
    hypothesis that was kept."""
    found, asked = session_or_404(request, pid), request.GET
    context = session_context(
        request.user,
        found,
        at=clock.now(),
        trial=asked.get("remainder", ""),
        supposed_pid=asked.get("supposed", ""),
    )
    return render(request, "selection/session.html", context)


@require_safe
def minutes_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The minutes as a PDF in every language of the call; its reading is noted (ACC-09)."""
    found, at = session_or_404(request, pid), clock.now()
    access.read_minutes(request.user, found, at=at).or_deny()
    content = minutes_pdf(found, at=at)
    once_a_day(person_of(request), found, "minutes_read", signed=found.ranking is not None)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"minutes-{found.call.code}-{found.held_on}.pdf"
    return guarded(answer, name, size=len(content))


@require_safe
def file_page(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """What the committee reads of one file: its sealed text and the sheets, without names."""
    found = session_or_404(request, pid)
    one = found.decisions.filter(pid=decision).first()
    if one is None:
        raise Http404
    return file_shown(request, found, one)


def file_shown(
    request: HttpRequest,
    found: CommitteeSession,
    decision: Decision,
    *,
    vote: Form | None = None,
    aside: Form | None = None,
) -> HttpResponse:
    """The page of a file, with the form that was refused if one was."""
    access.read_file(request.user, found, decision.application_id).or_deny()
    one = queries.decision_with_file(found, decision.pid) or decision
    note_read(request.user, one.application, "committee")
    review = one.application.review
    context = {
        "session": found,
        "call": found.call,
        "decision": one,
        "application": one.application,
        "reading": reading_of_submission(review.submission),
        "sheets": sheets_table(review, review.assignments.all()),
        **votes_context(request.user, found, one, at=clock.now(), vote=vote, aside=aside),
    }
    refused = vote is not None or aside is not None
    return render(request, "selection/file.html", context, status=422 if refused else 200)
