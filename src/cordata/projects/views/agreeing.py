"""Signing the agreement, giving and confirming bank details."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts.fresh import sign_in_again, typed_before
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, refused
from cordata.projects import access, actions
from cordata.projects.forms import BankForm, ConfirmBankForm, SignForm
from cordata.projects.models import Project
from cordata.projects.queries import period_of
from cordata.projects.showing import bank_of
from cordata.projects.views.found import person_of, project_or_404, sent
from cordata.projects.views.reading import head

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def sign(request: HttpRequest, pid: str) -> HttpResponse:
    """Read, then sign, for the lead or for the authority."""
    project, person = project_or_404(request, pid), person_of(request)
    authority = access.sign_for_authority(person, project)
    if not authority:
        access.sign_for_lead(person, project).or_deny()
    form = SignForm(sent(request)[0])
    if form.is_valid():
        act = actions.sign_for_authority if authority else actions.sign_for_lead
        try:
            act(pid, by=person, at=clock.now())
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The agreement is signed."))
            return redirect("projects:detail", pid)
    context = head(project) | {"form": form, "period": period_of(project)}
    return _page(request, "sign", context, form)


@get_or_post
def give_bank(request: HttpRequest, pid: str) -> HttpResponse:
    """The lead's signatory says where the money goes, after a fresh sign-in (MON-07)."""
    project, person = project_or_404(request, pid), person_of(request)
    access.give_bank(person, project).or_deny()
    if again := sign_in_again(request):
        return again
    form = BankForm(sent(request)[0], initial=typed_before(request))
    if form.is_valid():
        try:
            actions.give_bank_details(pid, **form.cleaned_data, by=person, at=clock.now())
        except NotPossible as refusal:
            field = "iban" if refusal.code.startswith("identifier.") else None
            form.refuse(field, refusal.code, **refusal.params)
        else:
            messages.success(request, _("Saved. Another person checks these details."))
            return redirect("projects:detail", pid)
    return _page(
        request, "give_bank", head(project) | {"form": form, "bank": bank_of(project)}, form
    )


@get_or_post
def confirm_bank(request: HttpRequest, pid: str) -> HttpResponse:
    """Another person compares the details with the bank's paper."""
    project, person = project_or_404(request, pid), person_of(request)
    bank = bank_of(project)
    verdict = access.confirm_bank(person, bank) if bank else refused("project.bank_missing")
    verdict.or_deny()
    if again := sign_in_again(request):
        return again
    seen = {"given_at": bank.given_at.isoformat()} if bank else {}
    form = ConfirmBankForm(sent(request)[0], initial=seen)
    if form.is_valid() and _confirmed(project, form, person):
        messages.success(request, _("The bank details are confirmed."))
        return redirect("projects:detail", pid)
    return _page(request, "confirm_bank", head(project) | {"form": form, "bank": bank}, form)


def _confirmed(project: Project, form: ConfirmBankForm, person: Any) -> bool:
    seen = form.cleaned_data["given_at"]
    try:
        actions.confirm_bank_details(project.pid, given_at=seen, by=person, at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, f"projects/{name}.html", context, status=status)
