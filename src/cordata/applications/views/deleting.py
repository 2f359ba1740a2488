"""Deleting a draft after a page that says what goes and what stays; bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.applications import access
from cordata.applications.actions.deleting import delete_draft, restore_draft
from cordata.applications.forms.filing import DeleteForm
from cordata.applications.frame import section_context
from cordata.applications.keeping import deleted_until
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pid: str) -> HttpResponse:
    """What goes, what stays, and until when it can be undone; then the act."""
    application = draft_or_404(request, pid)
    access.delete(request.user, application).or_deny()
    form = DeleteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            delete_draft(pid, by=person_of(request), at=clock.now())
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The draft is deleted. All partners are told."))
            return redirect("applications:detail", pid)
    context = section_context(request, application, "review", page=_("Delete the draft"))
    context |= {"form": form, "until": deleted_until(application.call, clock.now())}
    return render(request, "applications/delete.html", context, status=status_of(form))


@require_POST
def restore(request: HttpRequest, pid: str) -> HttpResponse:
    """The draft is there again, as it was."""
    application = draft_or_404(request, pid)
    access.restore(request.user, application).or_deny()
    try:
        restore_draft(pid, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The draft is there again, as it was."))
    return redirect("applications:detail", pid)
