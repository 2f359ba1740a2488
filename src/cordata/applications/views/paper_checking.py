"""The entry of a paper beside its scan: handed over, compared, sent back or confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.applications import access
from cordata.applications.actions.paper_checking import (
    confirm_paper,
    hand_over,
    seal_of_entry,
    send_back,
)
from cordata.applications.actions.submit import NotReady
from cordata.applications.compared import Group, groups_of
from cordata.applications.forms.filing import field_of
from cordata.applications.forms.paper import AsideForm, CompareForm, HandOverForm
from cordata.applications.forms.part_money import aid_differences
from cordata.applications.judging import judged_now
from cordata.applications.models import Application, PaperFiling
from cordata.applications.points import points_of
from cordata.applications.queries import fully_loaded
from cordata.applications.reading import reading_of
from cordata.applications.reads import note_read
from cordata.applications.views.paper import paper_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible


@require_safe
def paper(request: HttpRequest, pid: str) -> HttpResponse:
    """Where a paper stands, and what this officer may do with it."""
    return _page(request, paper_or_404(request, pid))


@require_POST
def paper_hand_over(request: HttpRequest, pid: str) -> HttpResponse:
    """The entry is whole."""
    one = paper_or_404(request, pid)
    access.hand_over_paper(request.user, one, at=clock.now()).or_deny()
    form = _hand_over_form(one, request.POST)
    if form.is_valid():
        by, at = person_of(request), clock.now()
        try:
            hand_over(one, form.stated, form.signers, by=by, at=at)
        except NotReady:
            return _page(request, one, handing=form, tried=True)
        except NotPossible as refusal:
            place = refusal.params.get("partner")
            field = f"signer_{place}" if place else field_of(refusal.params.get("statement", ""))
            form.refuse(field, refusal.code, **refusal.params)
        else:
            messages.success(request, _("A second officer now compares the entry with the scan."))
            return redirect("applications:paper", pid)
    return _page(request, one, handing=form)


@require_POST
def paper_check(request: HttpRequest, pid: str) -> HttpResponse:
    """What was compared: filed if it says the same, else sent back with what differs."""
    one = paper_or_404(request, pid)
    access.confirm_paper(request.user, one, at=clock.now()).or_deny()
    groups = _groups(one)
    form = CompareForm(request.POST, rows=[row for group in groups for row in group.rows])
    if form.is_valid() and _settled(request, one, form):
        return redirect("applications:paper", pid)
    return _page(request, one, comparing=form, groups=groups)


def _settled(request: HttpRequest, one: PaperFiling, form: CompareForm) -> bool:
    by, at, differs = person_of(request), clock.now(), form.differences
    backwards = request.POST.get("act") == "back"
    if not backwards and (differs or not form.cleaned_data["agrees"]):
        code = "differs" if differs else "not_said"
        form.refuse(None if differs else "agrees", f"application.paper.{code}")
        return False
    try:
        if backwards:
            send_back(one, differs, by=by, at=at)
            messages.success(request, _("The entry is sent back with what differs."))
        else:
            confirm_paper(one, form.cleaned_data["seen"], by=by, at=at)
            messages.success(request, _("Filed, received when the paper arrived."))
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def _hand_over_form(one: PaperFiling, data: Any = None) -> HandOverForm:
    return HandOverForm(
        data,
        definition=one.entry.definition,
        partners=list(one.entry.partners.select_related("organisation")),
        signed_by=one.signed_by,
    )


def _groups(one: PaperFiling) -> list[Group]:
    loaded = fully_loaded(one.entry)
    aid = {
        str(partner.position): aid_differences(partner.aid or {}, {}, loaded.definition)
        for partner in loaded.partners.all()
    }
    return groups_of(reading_of(loaded, judged_now(loaded, clock.now())), aid)


def _page(
    request: HttpRequest,
    one: PaperFiling,
    *,
    handing: HandOverForm | None = None,
    comparing: CompareForm | None = None,
    groups: list[Group] | None = None,
    tried: bool = False,
) -> HttpResponse:
    at = clock.now()
    may_hand, may_confirm = (
        verb(request.user, one, at=at) for verb in (access.hand_over_paper, access.confirm_paper)
    )
    if may_confirm and groups is None:
        groups = _groups(one)
        rows = [row for group in groups for row in group.rows]
        comparing = CompareForm(rows=rows, seen=seal_of_entry(one.entry))
    if one.application is not None:
        note_read(request.user, one.application, "paper")
    handing = handing or (_hand_over_form(one) if may_hand else None)
    form = comparing if comparing is not None and comparing.is_bound else handing
    context = {
        "paper": one,
        "call": one.call,
        "may_enter": access.enter_paper(request.user, one, at=at),
        "may_hand": may_hand,
        "may_confirm": may_confirm,
        "handing": handing,
        "comparing": comparing,
        "groups": groups,
        "form": form,
        "stops": _stops(one.application) if may_hand and one.application else [],
        "remarks": list(one.remarks.select_related("by")),
        "aside": AsideForm(),
    }
    refused = tried or (form is not None and form.is_bound)
    return render(request, "applications/paper.html", context, status=422 if refused else 200)


def _stops(application: Application) -> list[Any]:
    loaded = fully_loaded(application)
    points = points_of(loaded, judged_now(loaded, clock.now()))
    return [point for point in points if point.kind == "ko" and point.code not in ON_PAPER]


ON_PAPER = frozenset({"commitment.lead", "mandate.partners"})  # given with the handing over
