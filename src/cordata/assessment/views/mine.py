"""The assessor's own page: their files, which one is next, what they take along."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cordata.assessment import access, queries
from cordata.assessment.calibration import offered_to
from cordata.assessment.models import Assignment
from cordata.assessment.presenting import titles_of
from cordata.assessment.queries import OPENED, UNSENT
from cordata.assessment.states import AssignmentState, ReviewState
from cordata.assessment.views.found import person_of
from cordata.kernel import clock
from cordata.programme.models import Call
from cordata.programme.site import site_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """An assessor's files, what is due first on top."""
    person, at = person_of(request), clock.now()
    given = list(queries.assignments_of(person))
    calls = [one for one in site_of(request).calls if access.describe_oneself(person, one, at=at)]
    context = {
        "rows": [(one, titles_of(one.review)) for one in given],
        "at": at,
        "waiting": sum(one.state in UNSENT and _is_read(one) for one in given),
        "offline": _calls_to_read(given),
        "calls": [one for one in calls if one.closes_at < at],
        "calibrations": offered_to(person, calls) if calls else [],
    }
    return render(request, "assessment/mine.html", context)


def _is_read(one: Assignment) -> bool:
    return one.review.state == ReviewState.ASSESSMENT


def _calls_to_read(given: Iterable[Assignment]) -> list[Call]:
    """The calls of which at least one file is open to be read."""
    opened = (one for one in given if one.state in OPENED and _is_read(one))
    found = {one.review.application.call.code: one.review.application.call for one in opened}
    return list(found.values())


@require_safe
def next_file(request: HttpRequest) -> HttpResponse:
    """To the file of one's own that has the fewest sheets so far."""
    found = queries.least_assessed(person_of(request))
    if found is None:
        messages.info(request, _("No file of yours waits for a sheet."))
        return redirect("assessment:mine")
    page = "assignment" if found.state == AssignmentState.ASSIGNED else "sheet"
    return redirect(f"assessment:{page}", found.pid)
