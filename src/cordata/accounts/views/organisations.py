"""An organisation's own pages: identity sheet, colleagues, history."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts import access, actions, queries
from cordata.accounts.forms import InviteForm, SheetForm, SuccessorForm
from cordata.accounts.models import Invitation, Membership, Organisation
from cordata.accounts.views.requests import PersonRequest, say_refusal
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent, status_of


def _organisation(request: PersonRequest, pid: str) -> Organisation:
    """Fetched through what this person may see: a stranger gets 404."""
    return get_object_or_404(queries.organisations_visible_to(request.user, clock.now()), pid=pid)


@require_safe
def organisation(request: PersonRequest, pid: str) -> HttpResponse:
    """The identity sheet and the colleagues; an old address leads to what it became."""
    if kept := queries.merged_into(pid):
        return redirect("accounts:organisation", kept)
    shown = _organisation(request, pid)
    present = shown.memberships.filter(ended_at=None).select_related("person")
    context = {
        "organisation": shown,
        "identifiers": shown.identifiers.order_by("scheme"),
        "memberships": present.order_by("person__name", "person__email"),
        "invitations": queries.open_invitations(shown, clock.now()),
        "requests": shown.join_requests.filter(decided_at=None).select_related("person"),
        "may_edit": access.edit_organisation(request.user, shown),
        "may_manage": access.manage_members(request.user, shown),
        "may_see_others": access.see_others(request.user, at=clock.now()),
        "form": InviteForm(),
    }
    return render(request, "accounts/organisation.html", context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: PersonRequest, pid: str) -> HttpResponse:
    """Change the identity sheet."""
    shown = _organisation(request, pid)
    access.edit_organisation(request.user, shown).or_deny()
    form = SheetForm(sent(request), initial=SheetForm.of(shown))
    if request.method == "POST" and form.is_valid():
        actions.edit_organisation(pid, form.sheet(), by=request.user, at=clock.now())
        messages.success(request, _("The identity sheet is saved."))
        return redirect("accounts:organisation", pid=pid)
    context = {"form": form, "organisation": shown}
    return render(request, "accounts/organisation_edit.html", context, status=status_of(form))


@require_http_methods(["POST"])
def invite(request: PersonRequest, pid: str) -> HttpResponse:
    """Mail a link to a colleague; the answer is the same for known and unknown addresses."""
    shown = _organisation(request, pid)
    access.manage_members(request.user, shown).or_deny()
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            actions.invite_colleague(shown, by=request.user, at=clock.now(), **form.cleaned_data)
        except NotPossible as refusal:
            form.refuse("email", refusal.code, **refusal.params)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:organisation", pid=pid)
    context = {"form": form, "organisation": shown}
    return render(request, "accounts/invite.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def member(request: PersonRequest, pid: str, number: int) -> HttpResponse:
    """Change what a colleague may do, or end it, after a page that says so."""
    shown = _organisation(request, pid)
    membership = get_object_or_404(
        Membership.objects.select_related("person", "organisation"),
        pk=number,
        organisation=shown,
        ended_at=None,
    )
    if membership.person != request.user:
        access.manage_members(request.user, shown).or_deny()
    own = membership.person == request.user
    may_hand_over = own and bool(access.manage_members(request.user, shown))
    form = SuccessorForm(request.POST if request.POST.get("act") == "hand_over" else None)
    if form.is_bound:
        access.manage_members(request.user, shown).or_deny()
        if form.is_valid() and _handed_over(request, membership, form):
            return redirect("accounts:organisation", pid=pid)
    elif request.method == "POST":
        return _change_member(request, shown, membership)
    context = {"organisation": shown, "membership": membership, "form": form}
    context |= {"may_hand_over": may_hand_over, "is_last": _is_last(membership)}
    return render(request, "accounts/member.html", context, status=status_of(form))


def _is_last(membership: Membership) -> bool:
    """Whether the organisation would be left without a signatory."""
    others = queries.signatories_of(membership.organisation).exclude(pk=membership.person_id)
    return membership.kind == Membership.Kind.SIGNATORY and not others.exists()


def _handed_over(request: PersonRequest, membership: Membership, form: SuccessorForm) -> bool:
    email, at = form.cleaned_data["email"], clock.now()
    try:
        actions.hand_over_place(membership, email, by=request.user, at=at)
    except NotPossible as refusal:
        form.refuse("email", refusal.code, **refusal.params)
        return False
    messages.success(
        request, _("The invitation is on its way. Your place ends when it is accepted.")
    )
    return True


def _change_member(
    request: PersonRequest, shown: Organisation, membership: Membership
) -> HttpResponse:
    kind = request.POST.get("kind", "")
    try:
        if kind in Membership.Kind.values:
            access.manage_members(request.user, shown).or_deny()
            actions.change_membership(membership.pk, kind, by=request.user, at=clock.now())
        else:
            actions.end_membership(membership.pk, by=request.user, at=clock.now())
    except NotPossible as refusal:
        say_refusal(request, refusal)
        return redirect("accounts:member", pid=shown.pid, number=membership.pk)
    messages.success(request, _("Saved. It holds from now on."))
    if membership.person == request.user and not kind:
        return redirect("accounts:me")
    return redirect("accounts:organisation", pid=shown.pid)


@require_http_methods(["POST"])
def revoke_invitation(request: PersonRequest, pid: str) -> HttpResponse:
    """Take an invitation back: its link is spent."""
    invited = get_object_or_404(Invitation.objects.select_related("organisation"), pid=pid)
    if not access.manage_members(request.user, invited.organisation):
        raise Http404
    try:
        actions.revoke_invitation(pid, by=request.user, at=clock.now())
    except NotPossible as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("accounts:organisation", pid=invited.organisation.pid)


@require_safe
def history(request: PersonRequest, pid: str) -> HttpResponse:
    """Who joined, left, changed what: read from the journal."""
    shown = _organisation(request, pid)
    context = {"organisation": shown, "lines": queries.history_of(shown)}
    return render(request, "accounts/history.html", context)
