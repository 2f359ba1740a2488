"""Organisations that may be one: suggested, put side by side, merged with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts import access, actions, merging, queries
from cordata.accounts.forms import MergeForm
from cordata.accounts.models import Organisation
from cordata.accounts.views.requests import PersonRequest
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent, status_of


@require_safe
def duplicates(request: PersonRequest) -> HttpResponse:
    """Pairs that may be one organisation, the surest first."""
    access.merge_organisations(request.user, at=clock.now()).or_deny()
    pairs = merging.suggestions()
    members = merging.members_of_each(pairs)
    rows = [(one, members.get(one.first.pk, 0), members.get(one.second.pk, 0)) for one in pairs]
    return render(request, "accounts/duplicates.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PersonRequest, pid: str, gone: str) -> HttpResponse:
    """Both side by side: what differs, what would move, what forbids it."""
    access.merge_organisations(request.user, at=clock.now()).or_deny()
    keep, other = _organisation(request, pid), _organisation(request, gone)
    if keep == other or keep.merged_into_id or other.merged_into_id:
        raise Http404
    form = MergeForm(keep, other, sent(request))
    if form.is_valid() and _merged(request, keep, other, form):
        messages.success(request, _("They are one organisation now. The old address leads here."))
        return redirect("accounts:organisation", pid)
    context = {
        "keep": keep,
        "gone": other,
        "form": form,
        "moves": merging.moves(other),
        "files": merging.obstacles(keep, other),
    }
    return render(request, "accounts/merge.html", context, status=status_of(form))


def _merged(
    request: PersonRequest, keep: Organisation, gone: Organisation, form: MergeForm
) -> bool:
    try:
        actions.merge_organisations(
            keep.pid,
            gone.pid,
            taken=form.taken(),
            because=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True


def _organisation(request: PersonRequest, pid: str) -> Organisation:
    return get_object_or_404(queries.organisations_visible_to(request.user, clock.now()), pid=pid)
