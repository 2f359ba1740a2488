"""What the project will do, what remains of it and what proves it; the indicators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.activities import (
    MOST_ACTIVITIES,
    activity_seal,
    remove_activity,
    save_activity,
    save_indicators,
)
from cordata.applications.figures import definition_of
from cordata.applications.forms.activities import (
    ActivityForm,
    IndicatorForm,
    activity_draft,
    columns_of,
    deliverable_rows,
)
from cordata.applications.forms.rows import asks_more
from cordata.applications.models import Activity, Application
from cordata.applications.views.around import around
from cordata.applications.views.found import activity_or_404, draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent, status_of


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
    if request.method == "POST":
        access.edit(request.user, application).or_deny()
        if form.is_valid():
            save_indicators(application, form.targets, by=person_of(request), at=clock.now())
            messages.success(request, _("The indicators are saved."))
            return redirect("applications:activities", pid)
    context = around(request, application, "activities") | {
        "activities": application.activities.prefetch_related(
            "deliverables", "partners__organisation"
        ),
        "form": form,
        "proofs": {one.code: pick(one.names) for one in definition.proofs},
        "most": definition.form.field("activities").max_rows  # type: ignore[union-attr]
        if definition.form.field("activities")
        else MOST_ACTIVITIES,
        "may_write": access.edit(request.user, application),
    }
    return render(request, "applications/activities.html", context, status=status_of(form))


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
    may_write = access.edit(request.user, application)
    if request.method == "POST":
        may_write.or_deny()
        if one is not None and "remove" in request.POST:
            remove_activity(one, by=person_of(request), at=clock.now())
            messages.success(request, _("The activity is removed."))
            return redirect("applications:activities", application.pid)
    definition, data = definition_of(application), sent(request)
    partners = list(application.partners.all())
    form = ActivityForm(data, activity=one, partners=partners, definition=definition)
    remains = deliverable_rows(one, definition, data)
    valid = data is not None and not asks_more(data) and all([form.is_valid(), remains.is_valid()])
    if valid and _saved(request, application, one, form, remains):
        return redirect("applications:activities", application.pid)
    name = pick(one.titles) if one else _("New activity")
    context = around(request, application, "activities", page=name or _("Activity"))
    return render(
        request,
        "applications/activity.html",
        context
        | {
            "activity": one,
            "form": form,
            "remains": remains,
            "seen": activity_seal(one) if one else "",
            "may_write": may_write,
            "columns": columns_of(definition, "deliverables"),
        },
        status=status_of(form, remains),
    )


def _saved(
    request: HttpRequest, application: Application, one: Activity | None, form: ActivityForm,
    remains: object,
) -> bool:  # fmt: skip
    wanted, seen = activity_draft(form, remains), request.POST.get("seen", "")  # type: ignore[arg-type]
    try:
        save_activity(
            application,
            wanted,
            by=person_of(request),
            at=clock.now(),
            activity=one,
            seen=seen,
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The activity is saved."))
    return True
