"""Taking an application back, after a page that says what that means."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access
from cordata.applications.actions.withdraw import withdraw_application
from cordata.applications.forms.filing import WithdrawForm
from cordata.applications.frame import section_context
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """The record, the number and the receipts stay; the file is no longer examined (SUB-10)."""
    application = draft_or_404(request, pid)
    access.withdraw(request.user, application).or_deny()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["reason"]
        try:
            withdraw_application(pid, by=person_of(request), at=clock.now(), because=because)
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The application is withdrawn."))
            return redirect("applications:detail", pid)
    context = section_context(request, application, "review", page=_("Withdraw"))
    context |= {"form": form}
    status = 422 if form.errors else 200
    return render(request, "applications/withdraw.html", context, status=status)
