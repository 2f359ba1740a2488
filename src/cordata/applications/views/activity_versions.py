"""The versions of one activity: any two compared, one put back, a removed one brought back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.activities import activity_seal
from cordata.applications.actions.restoring import restore_activity, wanted_of
from cordata.applications.activity_versions import ActivityMoment, versions_of
from cordata.applications.forms.activity_conflict import differences
from cordata.applications.forms.versions import CompareActivityForm
from cordata.applications.frame import section_context
from cordata.applications.models import Activity, ActivityVersion, Application
from cordata.applications.views.activities import PLAN
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.differences import Piece, difference

CHANGED = "activity.changed_meanwhile"


@require_http_methods(["GET", "HEAD", "POST"])
def activity_versions(request: HttpRequest, pid: str, activity: str) -> HttpResponse:
    """What the activity said after each save, also of one that was removed."""
    application = draft_or_404(request, pid)
    moments = versions_of(application, activity)
    if not moments:
        raise Http404
    stands = application.activities.filter(pid=activity).first()
    status = 200
    if request.method == "POST":
        access.write_all(request.user, application, PLAN).or_deny()
        if _restored(request, moments):
            return redirect(request.path)
        status, moments = 409, versions_of(application, activity)
        stands = application.activities.filter(pid=activity).first()
    context = _context(request, application, moments, stands)
    return render(request, "applications/activity_versions.html", context, status=status)


def _restored(request: HttpRequest, moments: list[ActivityMoment]) -> bool:
    """Put the version back; not over what somebody changed since the page was opened."""
    wanted = _numbered(moments, request.POST.get("version", ""))
    if wanted is None:
        raise Http404
    seen, by, at = request.POST.get("seen", ""), person_of(request), clock.now()
    try:
        restore_activity(wanted, seen=seen, by=by, at=at)
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
        return refusal.code != CHANGED
    said = _("Version %(number)s stands again. Nothing was deleted.")
    messages.success(request, said % {"number": wanted.version})
    return True


def _numbered(moments: list[ActivityMoment], number: str) -> ActivityVersion | None:
    return next((one.row for one in moments if str(one.row.version) == number), None)


def _context(
    request: HttpRequest,
    application: Application,
    moments: list[ActivityMoment],
    stands: Activity | None,
) -> dict[str, Any]:
    latest = moments[0].row
    asked = request.POST if request.method == "POST" else request.GET
    later = _numbered(moments, asked.get("later", "")) or latest
    earlier = _numbered(moments, asked.get("earlier", str(later.version - 1)))
    if earlier is not None and earlier.version > later.version:
        earlier, later = later, earlier
    name = pick(latest.said["titles"])
    page = _("Versions: %(question)s") % {"question": name or _("Without title")}
    chosen = {"earlier": earlier.version if earlier else "", "later": later.version}
    may_restore = access.write_all(request.user, application, PLAN)
    present = latest.version if stands else 0
    return section_context(request, application, "activities", page=page) | {
        "activity": latest.activity,
        "name": name,
        "stands": stands,
        "seen": activity_seal(stands) if stands else "",
        "moments": moments,
        "earlier": earlier,
        "later": later,
        "rows": _rows(application, earlier, later),
        "compare": CompareActivityForm(moments, chosen),
        "restorable": [one for one in (later, earlier) if one and one.version != present],
        "may_restore": may_restore,
    }


def _rows(
    application: Application, earlier: ActivityVersion | None, later: ActivityVersion
) -> list[tuple[str, str, tuple[Piece, ...]]]:
    """(label, language, pieces) of each line that differs."""
    if earlier is None or earlier == later:
        return []
    partners, definition = list(application.partners.all()), application.definition
    found = differences(wanted_of(later), wanted_of(earlier), partners, definition)
    return [(one.label, one.language, difference(one.theirs, one.mine)) for one in found]
