"""Saving a part while it is typed: an activity, the indicators, a budget, a self-check, whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cordata.applications import access
from cordata.applications.actions import activities as plan
from cordata.applications.actions.budget import last_budget, type_budget, whole_budget
from cordata.applications.actions.budget import said_of as budget_said
from cordata.applications.actions.declarations import aid_as_stored, type_aid
from cordata.applications.actions.drafts import noted_lately
from cordata.applications.actions.indicators import type_indicators
from cordata.applications.actions.parts import seal_of
from cordata.applications.figures import definition_of
from cordata.applications.forms.activities import (
    ActivityForm,
    IndicatorForm,
    activity_draft,
    deliverable_rows,
)
from cordata.applications.forms.budget_lines import DetailForms
from cordata.applications.forms.rows import RowForm
from cordata.applications.models import Application, PartVersion
from cordata.applications.queries import draft_to_write
from cordata.applications.views.declarations import aid_forms
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.parts import INDICATORS, PLAN, Shown, sending_of
from cordata.applications.views.person import person_of
from cordata.applications.views.saving_answers import both, refused, saved, unread
from cordata.applications.views.saving_table import TABLE, save_table
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.packs.steps import MONEY
from cordata.web.catalogue import sentence

Kind = PartVersion.Kind


@require_POST
def save_part(request: HttpRequest, pid: str, kind: str, place: str = "") -> HttpResponse:
    """Save what the script of a page sends after a pause in the typing.

    200 with the seal of what stands; 409 with both versions when another hand came first; 422 with
    the words of what could not be read, or may not be saved without a press on the button. The
    same sending answers the same twice.
    """
    at, save = clock.now(), SAVES.get(kind)
    if save is None:
        raise Http404
    try:
        with transaction.atomic():
            application = draft_to_write(request.user, pid, at, locked=True)
            application = application or draft_or_404(request, pid)
            noted_lately(application, at)
            return save(request, application, place, at)
    except NotPossible as refusal:
        return refused(sentence(refusal.code, **refusal.params))


def _activity(
    request: HttpRequest, application: Application, place: str, at: datetime
) -> HttpResponse:
    access.write_all(request.user, application, PLAN, at=at).or_deny()
    definition, partners = definition_of(application), list(application.partners.all())
    given: dict[str, Any] = {"definition": definition, "typed": True}
    form = ActivityForm(request.POST, activity=None, partners=partners, **given)
    remains = deliverable_rows(None, definition, request.POST, typed=True)
    if not all([form.is_valid(), remains.is_valid()]):
        return unread(form, *remains.forms)
    wanted, sending = activity_draft(form, remains), sending_of(request, typed=True)
    by, pid = person_of(request), place
    if place:
        stands, conflict = plan.type_activity(application, pid, wanted, sending, by=by, at=at)
    else:
        new = plan.type_new_activity(application, wanted, sending, by=by, at=at)
        pid, stands, conflict = new
    bodies = plan.bodies_of(partners)
    said = plan.said_of(stands, bodies)
    if conflict:
        shown = Shown(application, Kind.ACTIVITY, pid)
        mine = plan.said_of(wanted, bodies)
        return both(shown.differences(mine, said), seal_of(said))
    more: dict[str, Any] = {"put": _ids(remains, stands)}
    if not place:
        args = [application.pid, pid]
        more["address"] = reverse("applications:activity", args=args)
        more["saving"] = reverse("applications:save_part", args=[application.pid, "activity", pid])
    return saved(seal_of(said), **more)


def _ids(remains: BaseFormSet[RowForm], stands: plan.ActivityDraft) -> dict[str, str]:
    """Field -> id of each deliverable as it stands, so that the page names it from now on."""
    written = [row for row in remains.forms if not row.is_blank]
    ids = [one.pid for one in stands.deliverables]
    found = {f"{row.prefix}-pid": pid for row, pid in zip(written, ids, strict=False)}
    return {f"{row.prefix}-pid": "" for row in remains.forms} | found


def _indicators(
    request: HttpRequest, application: Application, place: str, at: datetime
) -> HttpResponse:
    access.write_all(request.user, application, INDICATORS, at=at).or_deny()
    form = IndicatorForm(request.POST, definition=definition_of(application), targets={})
    if not form.is_valid():
        return unread(form)
    sending, by = sending_of(request, typed=True), person_of(request)
    said, conflict = type_indicators(application, form.targets, sending, by=by, at=at)
    if conflict:
        mine = {code: target for code, target in form.targets.items() if target is not None}
        shown = Shown(application, Kind.INDICATORS)
        return both(shown.differences(mine, said), seal_of(said))
    return saved(seal_of(said))


def _budget(
    request: HttpRequest, application: Application, place: str, at: datetime
) -> HttpResponse:
    partner = partner_or_404(application, place)
    access.write_all(request.user, application, MONEY, partner, at=at).or_deny()
    last = last_budget(partner)
    detail = DetailForms(partner, definition_of(application), request.POST)
    if not detail.is_valid():
        return unread(detail.share, *detail.lines.forms, *detail.sources.forms)
    wanted, sending = detail.draft(""), sending_of(request, typed=True)
    stands, conflict = type_budget(
        partner, wanted, sending, by=person_of(request), at=at, last=last
    )
    said = budget_said(stands)
    if conflict:
        body = partner.organisation.pid
        mine = budget_said(whole_budget(wanted, stands))
        shown = Shown(application, Kind.BUDGET, body, partner)
        return both(shown.differences(mine, said), seal_of(said))
    return saved(seal_of(said))


def _aid(request: HttpRequest, application: Application, place: str, at: datetime) -> HttpResponse:
    partner = partner_or_404(application, place)
    access.declare(request.user, partner, at=at).or_deny()
    form, received = aid_forms(partner, request.POST)
    if not all([form.is_valid(), received.is_valid()]):
        return unread(form, *received.forms)
    wanted, sending = form.draft(received), sending_of(request, typed=True)
    said, conflict = type_aid(partner, wanted, sending, by=person_of(request), at=at)
    if conflict:
        shown = Shown(application, Kind.AID, partner.organisation.pid, partner)
        return both(shown.differences(aid_as_stored(wanted), said), seal_of(said))
    return saved(seal_of(said))


SAVES: Mapping[str, Callable[[HttpRequest, Application, str, datetime], HttpResponse]] = {
    Kind.ACTIVITY: _activity,
    Kind.INDICATORS: _indicators,
    Kind.BUDGET: _budget,
    Kind.AID: _aid,
    TABLE: lambda request, application, _place, at: save_table(request, application, at),
}
