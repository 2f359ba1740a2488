"""Every version of every text: listed, compared two by two, put back as a new one (LOG-05)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.applications import access, questions
from cordata.applications.actions.answers import Overtaken
from cordata.applications.actions.restoring import restore_text
from cordata.applications.forms.versions import CompareForm
from cordata.applications.frame import section_context
from cordata.applications.models import PartVersion
from cordata.applications.part_versions import activities_of, parts_of
from cordata.applications.versions import (
    Moment,
    Place,
    compared,
    groups_of,
    moments_of,
    place_of,
    spells_of,
)
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.parts import kind_name
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible, Verdict, refused
from cordata.web.catalogue import sentence

A_PAGE = 40  # versions listed at a time


@require_safe
def versions(request: HttpRequest, pid: str) -> HttpResponse:
    """Every text that has versions; those of partners who were taken out, too."""
    application = draft_or_404(request, pid)
    context = section_context(request, application, "tasks", page=_("Versions"))
    parts = parts_of(request.user, application)
    context |= {
        "groups": groups_of(application, parts),
        "activities": activities_of(application, parts),
        "kinds": {code: kind_name(code) for code in PartVersion.Kind.values},
    }
    return render(request, "applications/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text_versions(
    request: HttpRequest, pid: str, field: str, organisation: str = ""
) -> HttpResponse:
    """The versions of one text; any two beside each other; one put back by a button."""
    application = draft_or_404(request, pid)
    place = place_of(application, field, organisation)
    if place is None:
        raise Http404
    overtaken = None
    if request.method == "POST":
        _may_restore(request, place).or_deny()
        overtaken = _restored(request, place)
        if overtaken is None:
            return redirect(address_of(place))
    return _page(request, place, overtaken)


def address_of(place: Place) -> str:
    """The page of one text's versions."""
    application, key = place.application, place.question.key
    if place.organisation is None:
        return reverse("applications:text_versions", args=[application.pid, key])
    return reverse(
        "applications:sheet_versions", args=[application.pid, key, place.organisation.pid]
    )


def _may_restore(request: HttpRequest, place: Place) -> Verdict:
    """Who may write the text; nobody that of a partner who was taken out."""
    if place.organisation is not None and place.partner is None:
        return refused("application.restore.partner_gone")
    return access.write(request.user, place.application, place.question, place.partner)


def _restored(request: HttpRequest, place: Place) -> dict[str, Any] | None:
    """Put the version back; what the page must show when another hand came first."""
    number, seen = _number(request, "version"), _number(request, "seen")
    language = request.POST.get("language", "")
    kept = place.rows.filter(version=number)  # PostgreSQL is asked for no language that is typed
    wanted = next((one for one in kept if one.language == language), None)
    if wanted is None:
        raise Http404
    by, at = person_of(request), clock.now()
    try:
        stands = restore_text(wanted, seen=seen, by=by, at=at, partner=place.partner)
    except Overtaken as refusal:
        return {"wanted": wanted, "stands": refusal.answer}
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
        return None
    said = _("Version %(number)s stands again, as version %(new)s. Nothing was deleted.")
    messages.success(request, said % {"number": wanted.version, "new": stands.version})
    return None


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Http404
    return int(text)


def _page(request: HttpRequest, place: Place, overtaken: dict[str, Any] | None) -> HttpResponse:
    moments, every = moments_of(place), "every" in request.GET
    among = moments if every else spells_of(moments)
    listed = Paginator(among, A_PAGE)
    shown = listed.get_page(request.GET.get("page"))
    earlier, later = _chosen(request, moments, among)
    two = compared(place, moments, earlier, later)
    offered = sorted({*shown, later, *([earlier] if earlier else [])}, key=lambda one: -one.pk)
    chosen = {"earlier": earlier.code if earlier else "", "later": later.code}
    item = place.question
    context = section_context(
        request, place.application, questions.step_of(place.application.definition, item),
        page=_("Versions: %(question)s") % {"question": pick(item.labels)},
    )  # fmt: skip
    context |= {
        "place": place,
        "item": item,
        "rows": [(one, _before(one, among)) for one in shown],
        "page": shown,
        "every": every,
        "hidden": len(moments) - listed.count,
        "two": two,
        "same_moment": earlier == later,
        "compare": CompareForm(offered, chosen),
        "present": _present(moments),
        "may_restore": _may_restore(request, place),
        "overtaken": overtaken and _both(place, overtaken),
        "textual": item.type in questions.TEXTUAL,
        "back": _back(place),
    }
    return render(
        request, "applications/text_versions.html", context, status=409 if overtaken else 200
    )


def _both(place: Place, overtaken: dict[str, Any]) -> dict[str, Any]:
    """What stands now and what was to be put back, each to read."""
    wanted, stands = overtaken["wanted"], overtaken["stands"]
    return overtaken | {
        "wanted_read": place.read({wanted.language: wanted.text}),
        "stands_read": place.read({stands.language: stands.text}),
    }


def _chosen(
    request: HttpRequest, moments: list[Moment], listed: list[Moment]
) -> tuple[Moment | None, Moment]:
    """The two versions asked for, in their order; else the last one and the one before it."""
    by_code = {one.code: one for one in moments}
    later = by_code.get(request.GET.get("later", ""), moments[0])
    first = request.GET.get("earlier")
    if first is None:
        older = (one for one in (*listed, *moments) if one.pk < later.pk)
        return next(older, None), later
    earlier = by_code.get(first)
    if earlier is not None and earlier.pk > later.pk:
        earlier, later = later, earlier
    return earlier, later


def _before(one: Moment, listed: Sequence[Moment]) -> str:
    """The code of the version listed before it in its language, empty for the first."""
    older = (other for other in listed if other.language == one.language and other.pk < one.pk)
    return next((other.code for other in older), "")


def _present(moments: list[Moment]) -> dict[str, int]:
    """Language -> the number that stands: what a restore on this page has seen."""
    present: dict[str, int] = {}
    for one in moments:
        present.setdefault(one.language, one.version)
    return present


def _back(place: Place) -> str:
    """Where the text is written."""
    application, item = place.application, place.question
    step = questions.step_of(application.definition, item)
    if place.partner is not None:
        partner = place.partner.pid
        return reverse("applications:partner", args=[application.pid, partner]) + f"#{item.key}"
    if place.organisation is not None:
        return reverse("applications:versions", args=[application.pid])
    if step == "texts":
        return reverse("applications:text", args=[application.pid, item.key])
    return reverse(f"applications:{step}", args=[application.pid]) + f"#{item.key}"
