"""Payments: ordered by one person, confirmed by another, recorded when the money has left."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.projects import access, actions, queries, showing
from cordata.projects.actions.paying import ordered_next
from cordata.projects.forms import OrderForm, PaidForm
from cordata.projects.models import Payment
from cordata.projects.views.found import payment_or_404, person_of, project_or_404
from cordata.web.catalogue import label, sentence

PAGE = 30
MOST_DUE = 50  # shown at once; the rest comes when these are ordered


@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    """What is due, and every payment with its two persons."""
    access.see_payments(request.user).or_deny()
    return _page(request)


def _page(request: HttpRequest, refused: dict[str, PaidForm] | None = None) -> HttpResponse:
    person = request.user
    payments = queries.payments_visible_to(person)
    page = Paginator(payments, PAGE).get_page(request.GET.get("page"))
    projects = queries.projects_to_pay(queries.projects_visible_to(person))[:MOST_DUE]
    context = {
        "page": page,
        "rows": [_row(one, person, refused or {}) for one in page],
        "due": [row for row in (_due(one, person) for one in projects) if row],
        "refused_form": next(iter((refused or {}).values()), None),
        "has_errors": bool(refused),
    }
    return render(request, "projects/payments.html", context, status=422 if refused else 200)


def _due(project: Any, person: Any) -> dict[str, Any] | None:
    due = ordered_next(project)
    if due is None or not due.amount:
        return None
    row = {"project": project, "due": due, "name": label(due.kind, "projects.payment")}
    if access.order(person, project):
        row["form"] = OrderForm(
            initial={"kind": due.kind, "key": secrets.token_urlsafe(24)},
            auto_id=f"id_{project.pid}_%s",
        )
    return row


def _row(payment: Payment, person: Any, refused: dict[str, PaidForm]) -> dict[str, Any]:
    today = clock.now().date()
    form = refused.get(payment.pid) or PaidForm(
        initial={"paid_on": today}, auto_id=f"id_{payment.pid}_%s"
    )
    return {
        "payment": payment,
        "name": label(payment.kind, "projects.payment"),
        "chip": showing.payment_chip(payment.state),
        "may_confirm": access.confirm(person, payment),
        "may_record": access.record(person, payment),
        "form": form,
    }


@require_POST
def order(request: HttpRequest, pid: str) -> HttpResponse:
    """Order the next payment; sent twice, it is still one (AB04)."""
    project = project_or_404(request, pid)
    access.order(request.user, project).or_deny()
    form = OrderForm(request.POST)
    if not form.is_valid():
        return redirect("projects:detail", pid)
    try:
        actions.order_payment(
            pid,
            form.cleaned_data["kind"],
            key=f"{pid}:{form.cleaned_data['key']}"[:64],
            by=person_of(request),
            at=clock.now(),
        )
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The payment is ordered. Another person confirms it."))
    return redirect("projects:detail", pid)


@require_POST
def confirm_payment(request: HttpRequest, pid: str) -> HttpResponse:
    """The second person's word (MON-08)."""
    payment = payment_or_404(request, pid)
    access.confirm(request.user, payment).or_deny()
    actions.confirm_payment(pid, by=person_of(request), at=clock.now())
    messages.success(request, _("The payment is confirmed."))
    return redirect("projects:payments")


@require_POST
def record_paid(request: HttpRequest, pid: str) -> HttpResponse:
    """The day on which the money left."""
    payment = payment_or_404(request, pid)
    access.record(request.user, payment).or_deny()
    form = PaidForm(request.POST, auto_id=f"id_{pid}_%s")
    if form.is_valid():
        try:
            actions.record_paid(
                pid, form.cleaned_data["paid_on"], by=person_of(request), at=clock.now()
            )
        except NotPossible as refusal:
            form.refuse("paid_on", refusal.code, **refusal.params)
        else:
            messages.success(request, _("The payment is recorded. The partners are told."))
            return redirect("projects:payments")
    return _page(request, {pid: form})
