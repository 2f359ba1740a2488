"""What the project will do, what remains of it and what proves it; the indicators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.activities import (
    activity_seal,
    begun_by,
    bodies_of,
    draft_of,
    filled,
    remove_activity,
    said_of,
    save_activity,
)
from cordata.applications.actions.indicators import save_indicators, targets_of
from cordata.applications.actions.parts import UNSAVED, seal_of
from cordata.applications.figures import definition_of
from cordata.applications.forms.activities import (
    ActivityForm,
    IndicatorForm,
    activity_draft,
    columns_of,
    deliverable_rows,
)
from cordata.applications.forms.questions import page_key
from cordata.applications.forms.rows import RowForm, asks_more
from cordata.applications.models import Activity, Application, PartVersion
from cordata.applications.plan import most
from cordata.applications.timeline import timeline_of_draft
from cordata.applications.views.answering import here
from cordata.applications.views.around import around
from cordata.applications.views.comments import asks_of, links_of
from cordata.applications.views.found import activity_or_404, draft_or_404
from cordata.applications.views.parts import INDICATORS, PLAN, UNSEEN, Shown, sending_of
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.packs.steps import ACTIVITIES
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of

CHANGED = "activity.changed_meanwhile"


@require_http_methods(["GET", "HEAD", "POST"])
def activities(request: HttpRequest, pid: str) -> HttpResponse:
    """The list of activities, and a target for each indicator."""
    application = draft_or_404(request, pid)
    definition = definition_of(application)
    form = IndicatorForm(
        sent(request),
        definition=definition,
        targets=dict(application.indicators.values_list("code", "target")),
    )
    may_write = access.write_all(request.user, application, INDICATORS)
    if request.method == "POST":
        may_write.or_deny()
        if form.is_valid() and _indicators_saved(request, application, form):
            messages.success(request, _("The indicators are saved."))
            return redirect("applications:activities", pid)
    planned = list(
        application.activities.prefetch_related("deliverables", "partners__organisation")
    )
    context = around(request, application, "activities") | {
        "activities": planned,
        "timeline": timeline_of_draft(application, planned, definition),
        "form": form,
        "proofs": {one.code: pick(one.names) for one in definition.proofs},
        "most": most(definition, "activities"),
        "page_key": page_key(request.POST),
        "saving": reverse("applications:save_part", args=[pid, "indicators"]),
        "seen": request.POST.get("seen") or seal_of(targets_of(application)),
        "conflict": _other_targets(application, form),
        "comment_links": links_of(request, application, ACTIVITIES),
        "ask_about": asks_of(request, application, ACTIVITIES),
        "may_write": access.write_all(request.user, application, PLAN),
        "may_target": may_write,
    }
    return render(request, "applications/activities.html", context, status=status_of(form))


def _other_targets(application: Application, form: IndicatorForm) -> dict[str, Any] | None:
    """Another's targets beside those typed, where saving was refused for them."""
    if not form.has_error(NON_FIELD_ERRORS, "indicators.changed_meanwhile"):
        return None
    theirs = targets_of(application)
    mine = {code: target for code, target in form.targets.items() if target is not None}
    shown = Shown(application, PartVersion.Kind.INDICATORS)
    return {"seal": seal_of(theirs), "differences": shown.differences(mine, theirs)}


def _indicators_saved(request: HttpRequest, application: Application, form: IndicatorForm) -> bool:
    by, at, sending = person_of(request), clock.now(), sending_of(request)
    try:
        save_indicators(application, form.targets, by=by, at=at, sending=sending)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def activity_new(request: HttpRequest, pid: str) -> HttpResponse:
    """A new activity."""
    return _activity_page(request, draft_or_404(request, pid), None)


def activity(request: HttpRequest, pid: str, activity: str) -> HttpResponse:
    """One activity with its deliverables."""
    application = draft_or_404(request, pid)
    return _activity_page(request, application, activity_or_404(application, activity))


@require_http_methods(["GET", "HEAD", "POST"])
def _activity_page(
    request: HttpRequest, application: Application, one: Activity | None
) -> HttpResponse:
    may_write = access.write_all(request.user, application, PLAN)
    definition, data = definition_of(application), sent(request)
    if one is None and data is not None and (begun := _begun(request, application)):
        return _activity_page(request, application, activity_or_404(application, begun))
    partners = list(application.partners.all())
    form = ActivityForm(data, activity=one, partners=partners, definition=definition)
    remains = deliverable_rows(one, definition, data)
    if data is not None:
        may_write.or_deny()
        if one is not None and "remove" in data:
            return _remove(request, application, one)
        if _saved(request, application, one, form, remains):
            return redirect("applications:activities", application.pid)
    name = pick(one.titles) if one else _("New activity")
    context = around(request, application, "activities", page=name or _("Activity"))
    context |= here(request, application) | {"ask_about": asks_of(request, application, ACTIVITIES)}
    return render(
        request,
        "applications/activity.html",
        context
        | {
            "activity": one,
            "form": form,
            "remains": remains,
            "seen": _seen(data, one),
            "page_key": page_key(request.POST),
            "saving": reverse("applications:save_part", args=[application.pid, *_named(one)]),
            "may_write": may_write,
            "proofs": {one.code: pick(one.names) for one in definition.proofs},
            "columns": columns_of(definition, "deliverables"),
            "conflict": _conflict(application, one, form, remains),
        },
        status=status_of(form, remains),
    )


def _begun(request: HttpRequest, application: Application) -> str:
    """The activity that this very page has begun by the pauses in its typing."""
    return begun_by(application, page_key(request.POST), person_of(request))


def _named(one: Activity | None) -> list[str]:
    return ["activity", one.pid] if one else ["activity"]


def _remove(request: HttpRequest, application: Application, one: Activity) -> HttpResponse:
    """Remove it, unless somebody has changed it since this page was opened: then it is shown."""
    seen = request.POST.get("seen") or UNSEEN
    try:
        remove_activity(one, by=person_of(request), at=clock.now(), seen=seen)
    except NotPossible as refusal:
        messages.error(request, sentence("activity.not_removed", **refusal.params))
        return redirect("applications:activity", application.pid, one.pid)
    messages.success(request, _("The activity is removed."))
    return redirect("applications:activities", application.pid)


def _saved(
    request: HttpRequest, application: Application, one: Activity | None, form: ActivityForm,
    remains: BaseFormSet[RowForm],
) -> bool:  # fmt: skip
    """Save if all is well; `over` is the seal of a version of another, read and to be replaced."""
    if asks_more(request.POST) or not all([form.is_valid(), remains.is_valid()]):
        return False
    wanted, over = activity_draft(form, remains), request.POST.get("over", "")
    if one is not None and over == activity_seal(one):
        wanted = filled(wanted, draft_of(one))
    try:
        save_activity(
            application,
            wanted,
            by=person_of(request),
            at=clock.now(),
            activity=one,
            sending=sending_of(request),
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The activity is saved."))
    return True


def _seen(data: QueryDict | None, one: Activity | None) -> str:
    """What the page was opened on; a page that comes back has seen nothing newer."""
    if data is not None:
        return data.get("seen", "")
    return activity_seal(one) if one else UNSAVED


def _conflict(
    application: Application, one: Activity | None, form: ActivityForm,
    remains: BaseFormSet[RowForm],
) -> dict[str, Any] | None:  # fmt: skip
    """Another's version beside what was typed, where saving was refused for it."""
    if one is None or not form.has_error(NON_FIELD_ERRORS, CHANGED) or not remains.is_valid():
        return None
    shown = Shown(application, PartVersion.Kind.ACTIVITY, one.pid)
    if (theirs := shown.standing()) is None:
        raise Http404
    mine = said_of(activity_draft(form, remains), bodies_of(application.partners.all()))
    return {"seal": seal_of(theirs), "differences": shown.differences(mine, theirs)}
