"""Read again, then submit: the button is always active, what is missing comes back with links."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cordata.applications import access
from cordata.applications.actions.late import note_late_attempt
from cordata.applications.actions.submit import NotReady, submit_application
from cordata.applications.forms.filing import SubmitForm, field_of
from cordata.applications.frame import section_context
from cordata.applications.models import Application, Submission
from cordata.applications.points import step_states
from cordata.applications.queries import fully_loaded, submission_that_stands
from cordata.applications.reading import reading_of
from cordata.applications.views.answering import live_context
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.late import attempts_page
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.views import refused

FORM = "application/x-www-form-urlencoded"
TOO_LATE = "application.too_late"
SMALL = 20_000  # bytes: everything else is saved before (TIM-04)


@require_safe
def review(request: HttpRequest, pid: str) -> HttpResponse:
    """What the assessors will read, the files, the signatures, and the act of filing."""
    application = draft_or_404(request, pid)
    form = SubmitForm(initial={"key": secrets.token_urlsafe(24)}, definition=application.definition)
    return _page(request, application, form)


@require_POST
def submit(request: HttpRequest, pid: str) -> HttpResponse:
    """The binding act. The same page sent twice leads to the same receipt (SUB-04)."""
    application = draft_or_404(request, pid)
    received_at: datetime = getattr(request, "received_at", None) or clock.now()
    access.submit(request.user, application, at=application.call.opens_at).or_deny()
    if request.content_type != FORM:  # of an upload the instant is taken before its end
        return refused(request, NotPossible("application.submit.not_a_form"), 415)
    if len(request.body) > SMALL:
        return refused(request, NotPossible("application.submit.too_big", limit=SMALL), 413)
    form = SubmitForm(request.POST, definition=application.definition)
    if not form.is_valid():
        return _page(request, application, form, tried=True)
    by, key = person_of(request), f"{application.pid}:{form.cleaned_data['key']}"[:64]
    filing: dict[str, Any] = {"by": by, "key": key, "received_at": received_at, "at": clock.now()}
    filing["statements"] = form.stated
    try:
        submit_application(pid, **filing)
    except NotReady:
        return _page(request, application, form, tried=True)
    except NotPossible as refusal:
        if refusal.code == TOO_LATE:
            note_late_attempt(application, **filing)
            return attempts_page(request, application, 422)
        form.refuse(field_of(refusal.params.get("statement", "")), refusal.code, **refusal.params)
        return _page(request, application, form, tried=True)
    return redirect("applications:receipt", pid)


def _page(
    request: HttpRequest, application: Application, form: SubmitForm, *, tried: bool = False
) -> HttpResponse:
    may_submit = access.submit(request.user, application)
    application = fully_loaded(application)
    live = live_context(application)
    states = step_states(application, live["points"])
    context: dict[str, Any] = section_context(request, application, "review", states=states)
    stops = [point for point in live["points"] if point.kind == "ko"]
    problems = form.problems if tried else []
    standing = submission_that_stands(application)
    too_late = may_submit.code == TOO_LATE
    context |= live | {
        "form": form,
        "tried": tried,
        "stops": stops,
        "problems": problems,
        "to_settle": len(stops) + len(problems),
        "has_errors": tried,
        "reading": reading_of(application, live["judgement"]),
        "may_submit": may_submit,
        "too_late": too_late,
        "offers_late": too_late and (standing is None or _changed_since(standing)),
        "late_attempts": application.late_attempts.exists(),
        "may_withdraw": access.withdraw(request.user, application),
        "standing": standing,
        "team": list(application.partners.all()),
    }
    return render(request, "applications/review.html", context, status=422 if tried else 200)


def _changed_since(standing: Submission) -> bool:
    """Whether the draft says more than what was filed: only then is there something to send."""
    return standing.application.changed_at > standing.committed_at
