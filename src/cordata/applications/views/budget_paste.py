"""A partner's lines pasted from a spreadsheet: looked at, corrected, then taken over or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.budget import BudgetDraft, budget_seal, save_budget
from cordata.applications.forms.budget_paste import PasteForm, Preview, table_of
from cordata.applications.models import Application, Partner
from cordata.applications.views.around import around
from cordata.applications.views.budget_page import stands
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.packs.steps import MONEY


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Two steps on one address: the table, then its rows; nothing is saved before the last."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    prefetch_related_objects([one], "lines", "sources")
    access.write_all(request.user, application, MONEY, one).or_deny()
    if "take" in request.POST:
        return _take(request, application, one)
    form = PasteForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        table = table_of(form)
        if form.is_valid():
            preview = Preview(one, application.definition, table=table)
            status = 422 if preview.doubts else 200
            return _shown(request, application, one, preview, status=status)
    status = 422 if form.is_bound else 200
    return _page(request, application, one, {"form": form}, status=status)


def _take(request: HttpRequest, application: Application, partner: Partner) -> HttpResponse:
    preview = Preview(partner, application.definition, data=request.POST)
    if not preview.is_valid():
        return _shown(request, application, partner, preview, status=422)
    draft = BudgetDraft(lines=preview.drafts(), seen=request.POST.get("seen", ""))
    try:
        save_budget(application, {partner.pid: draft}, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        preview.taken_over.refuse(None, refusal.code, **refusal.params)
        preview.is_stale = refusal.code == "budget.changed_meanwhile"
        return _shown(request, application, partner, preview, status=422)
    name = partner.organisation.name
    messages.success(request, _("The budget of %(name)s is saved.") % {"name": name})
    return redirect("applications:budget_partner", application.pid, partner.pid)


def _shown(
    request: HttpRequest,
    application: Application,
    partner: Partner,
    preview: Preview,
    *,
    status: int = 200,
) -> HttpResponse:
    theirs = stands(partner, application.definition) if preview.is_stale else None
    # Rows that come back have seen nothing newer, unless what stands is shown beside them.
    looked = "take" in request.POST and not preview.is_stale
    seen = request.POST.get("seen", "") if looked else budget_seal(partner)
    context = {"preview": preview, "seen": seen, "theirs": theirs}
    return _page(request, application, partner, context, status=status)


def _page(
    request: HttpRequest,
    application: Application,
    partner: Partner,
    more: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    page = _("Paste from a spreadsheet")
    context = around(request, application, "budget", page=page) | {
        "partner": partner,
        "live": False,
    }
    return render(request, "applications/budget_paste.html", context | more, status=status)
