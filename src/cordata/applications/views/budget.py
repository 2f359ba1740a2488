"""The budget of all partners on one page, and one partner's in detail."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.budget import (
    budget_seal,
    money_of,
    said_of,
    save_budget,
    whole_budget,
)
from cordata.applications.actions.parts import seal_of
from cordata.applications.figures import (
    definition_of,
    figures_of,
    project_figures,
)
from cordata.applications.forms.budget import BudgetForm
from cordata.applications.forms.budget_lines import DetailForms
from cordata.applications.forms.questions import page_key
from cordata.applications.forms.rows import asks_more
from cordata.applications.models import Application, Partner, PartVersion
from cordata.applications.views.answering import here
from cordata.applications.views.around import around
from cordata.applications.views.budget_former import former_of
from cordata.applications.views.budget_page import BudgetPage, explained, stands
from cordata.applications.views.comments import asks_of, links_of
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.parts import Shown, sending_of
from cordata.applications.views.person import person_of
from cordata.applications.views.saving_table import TABLE, seals_of, settled
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.packs.steps import MONEY
from cordata.web.catalogue import sentence
from cordata.web.forms import sent
from cordata.web.numerals import euros


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest, pid: str) -> HttpResponse:
    """The table of all partners; each writes the columns it may write (ACC-07)."""
    application = draft_or_404(request, pid)
    partners = _with_money(application)
    writable = [one for one in partners if _may_write(request, one)]
    data, fresh = (request.POST if request.method == "POST" else None), set[str]()
    if data:
        fresh = settled(writable, sending_of(request), person_of(request))
    form = BudgetForm(data, partners=writable, definition=definition_of(application), settled=fresh)
    if form.is_bound and form.is_valid() and _saved(request, application, form):
        if "stay" in request.POST:
            return redirect("applications:budget", pid)
        return redirect("applications:annexes", pid)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "applications/budget.html", _page(request, application, form), status=status
    )


def _may_write(request: HttpRequest, partner: Partner) -> Verdict:
    return access.write_all(request.user, partner.application, MONEY, partner)


def _with_money(application: Application) -> list[Partner]:
    partners = list(application.partners.all())
    prefetch_related_objects(partners, "lines", "sources")
    return partners


def _saved(request: HttpRequest, application: Application, form: BudgetForm) -> bool:
    if form.partners == []:
        _may_write(request, application.partners.all()[0]).or_deny()
    try:
        save_budget(application, form.drafts(), by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    fresh = application.partners.select_related("organisation")
    present = fresh.prefetch_related("lines", "sources")
    total = project_figures(present, definition_of(application)).total
    messages.success(request, _("Saved. Project total: %(total)s") % {"total": euros(total)})
    return True


def _page(request: HttpRequest, application: Application, form: BudgetForm) -> dict[str, object]:
    partners = list(application.partners.all())
    definition = definition_of(application)
    page = BudgetPage(partners, definition, form, application.call.programme.definition)
    context = around(request, application, "budget") | here(request, application)
    checks = page.checks(context["judgement"].findings)
    counts = Counter(kind for _finding, _anchor, kind, _icon in checks)
    return context | {
        "live": False,
        "form": form,
        "page": page,
        "partners": partners,
        "checks": checks,
        "met": counts["ok"],
        "to_correct": counts["ko"],
        "others": counts["wa"],
        "meter_label": sentence(
            "applications.budget.meter", met=counts["ok"], wrong=counts["ko"], total=len(checks)
        ),
        "ask_about": asks_of(request, application, MONEY),
        "may_write": bool(form.partners),
        "seen": request.POST.get("seen") or seals_of(form.partners),
        "page_key": page_key(request.POST),
        "saving": reverse("applications:save_part", args=[application.pid, TABLE]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def budget_partner(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Lines with description and basis, sources with their names, of one partner."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    prefetch_related_objects([one], "lines", "sources")
    may_write = _may_write(request, one)
    detail = DetailForms(one, definition_of(application), sent(request))
    if request.method == "POST" and not asks_more(request.POST):
        may_write.or_deny()
        if detail.is_valid() and _detail_saved(request, application, one, detail):
            return redirect("applications:budget", pid)
    status = 422 if request.POST and not detail.is_valid() else 200
    shown = figures_of(one, definition_of(application))
    context = around(request, application, "budget", page=one.organisation.name)
    context |= here(request, application) | {
        "partner": one,
        "detail": detail,
        "figures": shown,
        "covered": shown.total - shown.gap,
        "explained": explained(shown, definition_of(application)),
        "seen": request.POST.get("seen") or budget_seal(one),
        "page_key": page_key(request.POST),
        "saving": reverse("applications:save_part", args=[pid, "budget", partner]),
        "comment_links": links_of(request, application, MONEY, one),
        "ask_about": asks_of(request, application, MONEY),
        "former": former_of(request, one) if may_write else None,
        "conflict": _conflict(application, one, detail) if detail.is_stale else None,
        "may_write": may_write,
        "read": [] if may_write else stands(one, definition_of(application)),
    }
    return render(request, "applications/budget_partner.html", context, status=status)


def _conflict(application: Application, partner: Partner, detail: DetailForms) -> dict[str, object]:
    """Another's version beside what was typed."""
    shown = Shown(application, PartVersion.Kind.BUDGET, partner.organisation.pid, partner)
    stands = money_of(partner)
    mine, theirs = said_of(whole_budget(detail.draft(""), stands)), said_of(stands)
    return {"seal": seal_of(theirs), "differences": shown.differences(mine, theirs)}


def _detail_saved(
    request: HttpRequest, application: Application, partner: Partner, detail: DetailForms
) -> bool:
    sending = sending_of(request)
    drafts = {partner.pid: detail.draft(sending.seen)}
    try:
        save_budget(application, drafts, by=person_of(request), at=clock.now(), sending=sending)
    except NotPossible as refusal:
        detail.is_stale = refusal.code == "budget.changed_meanwhile"
        detail.share.refuse(None, refusal.code, **refusal.params)
        messages.error(request, sentence(refusal.code, **refusal.params))
        return False
    messages.success(
        request, _("The budget of %(name)s is saved.") % {"name": partner.organisation.name}
    )
    return True
