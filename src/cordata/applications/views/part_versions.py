"""The versions of a part that is saved whole: any two compared, one put back, a removed activity
brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications.actions.parts import seal_of
from cordata.applications.actions.restoring import restore_part
from cordata.applications.forms.versions import ComparePartForm
from cordata.applications.frame import section_context
from cordata.applications.part_versions import PartMoment, may_read, versions_of
from cordata.applications.versions import spells_of
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.parts import Shown, shown_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.differences import Piece, difference

A_PAGE = 40  # versions listed at a time


@require_http_methods(["GET", "HEAD", "POST"])
def part_versions(request: HttpRequest, pid: str, kind: str, place: str = "") -> HttpResponse:
    """What a part said after each save, also an activity that was removed."""
    application = draft_or_404(request, pid)
    shown = shown_or_404(application, kind, place)
    if not may_read(request.user, application, kind, place):
        raise Http404
    moments = versions_of(application, kind, place)
    if not moments:
        raise Http404
    status = 200
    if request.method == "POST":
        shown.may_write(request.user).or_deny()
        if _restored(request, moments):
            return redirect(request.path)
        status, moments = 409, versions_of(application, kind, place)
    context = _context(request, shown, moments)
    return render(request, "applications/part_versions.html", context, status=status)


def _restored(request: HttpRequest, moments: list[PartMoment]) -> bool:
    """Put the version back; not over what somebody changed since the page was opened."""
    wanted = _numbered(moments, request.POST.get("version", ""))
    if wanted is None:
        raise Http404
    seen, by, at = request.POST.get("seen", ""), person_of(request), clock.now()
    try:
        restore_part(wanted.row, seen=seen, by=by, at=at)
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
        return not refusal.code.endswith(".changed_meanwhile")
    said = _("Version %(number)s stands again. Nothing was deleted.")
    messages.success(request, said % {"number": wanted.row.version})
    return True


def _numbered(moments: Sequence[PartMoment], number: str) -> PartMoment | None:
    return next((one for one in moments if str(one.row.version) == number), None)


def _context(request: HttpRequest, shown: Shown, moments: list[PartMoment]) -> dict[str, Any]:
    every = "every" in request.GET
    among = moments if every else spells_of(moments)
    listed = Paginator(among, A_PAGE)
    page = listed.get_page(request.GET.get("page"))
    earlier, later = _chosen(request, moments, among)
    stands, latest = shown.standing(), moments[0].row
    name = shown.name(latest.said)
    offered = {one.row.version: one for one in (*page, later, *([earlier] if earlier else []))}
    chosen = {"earlier": earlier.row.version if earlier else "", "later": later.row.version}
    rows = [(one, _before(one, among)) for one in page]
    title = _("Versions: %(question)s") % {"question": name}
    context = section_context(request, shown.application, shown.step, page=title)
    return context | {
        "shown": shown,
        "name": name,
        "stands": stands is not None,
        "seen": "" if stands is None else seal_of(stands),
        "several": len(moments) > 1,
        "listed": rows,
        "page": page,
        "every": every,
        "hidden": len(moments) - listed.count,
        "earlier": earlier,
        "later": later,
        "rows": _rows(shown, earlier, later),
        "compare": ComparePartForm([offered[one] for one in sorted(offered, reverse=True)], chosen),
        "restorable": [
            one for one in (later, earlier) if one and (stands is None or one.row.said != stands)
        ],
        "may_restore": shown.may_write(request.user),
    }


def _chosen(
    request: HttpRequest, moments: list[PartMoment], among: Sequence[PartMoment]
) -> tuple[PartMoment | None, PartMoment]:
    """The two versions asked for, in their order; else the last one and the one listed before."""
    asked = request.POST if request.method == "POST" else request.GET
    later = _numbered(moments, asked.get("later", "")) or moments[0]
    older = (one for one in (*among, *moments) if one.row.version < later.row.version)
    first = asked.get("earlier")
    earlier = next(older, None) if first is None else _numbered(moments, first)
    if earlier is not None and earlier.row.version > later.row.version:
        earlier, later = later, earlier
    return earlier, later


def _before(one: PartMoment, among: Sequence[PartMoment]) -> int | str:
    """The number of the version listed before it, empty for the first."""
    return next((other.row.version for other in among if other.row.version < one.row.version), "")


def _rows(
    shown: Shown, earlier: PartMoment | None, later: PartMoment
) -> list[tuple[str, str, tuple[Piece, ...]]]:
    """(label, language, pieces) of each line that differs."""
    if earlier is None or earlier == later:
        return []
    found = shown.differences(later.row.said, earlier.row.said)
    return [(one.label, one.language, difference(one.theirs, one.mine)) for one in found]
