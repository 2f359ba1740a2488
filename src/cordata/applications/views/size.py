"""The size of an enterprise: figures of one's own body, which nobody else of the draft sees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts.access import edit_organisation as may_edit_body
from cordata.accounts.actions.organisations import say_size
from cordata.accounts.models import Organisation
from cordata.applications.figures import definition_of
from cordata.applications.forms.rows import asks_more
from cordata.applications.forms.size import SizeForm, related_rows
from cordata.applications.sizing import computed_size, enterprise_of, has_size
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.rules.enterprise import size_of
from cordata.web.forms import sent, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def size(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Figures in, size out, with its arithmetic; only for bodies that the call asks."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    body, definition = one.organisation, definition_of(application)
    may = may_edit_body(request.user, body)
    if request.method == "POST":
        may.or_deny()
    asked = has_size(body, definition)
    form = related = None
    if asked and may:
        form = SizeForm(sent(request), organisation=body, definition=definition)
        related = related_rows(body, sent(request))
        if (
            request.method == "POST"
            and not asks_more(request.POST)
            and _saved(request, body, form, related)
        ):
            return redirect(request.path)
    context = around(request, application, "partners", page=_("Size of the enterprise")) | {
        "partner": one,
        "organisation": body,
        "asked": asked,
        "form": form,
        "related": related,
        "found": computed_size(body) if form else None,
    }
    status = status_of(form, related) if form and related is not None else 200
    return render(request, "applications/size.html", context, status=status)


def _saved(request: HttpRequest, body: Organisation, form: SizeForm, related: Any) -> bool:
    if not all([form.is_valid(), related.is_valid()]):
        return False
    basis = form.basis(related)
    enterprise = enterprise_of(basis)
    code = basis["stated"] or (size_of(enterprise).code if enterprise else "")
    say_size(body.pid, code, basis, by=person_of(request), at=clock.now())
    messages.success(request, _("The size is saved. It holds in every call."))
    return True
