"""Which outside identity opens one's account: linked and unlinked by oneself."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.accounts import actions
from cordata.accounts.views.requests import PersonRequest
from cordata.kernel import clock


@require_http_methods(["GET", "POST"])
def linked(request: PersonRequest) -> HttpResponse:
    """The code by e-mail always stays, so a link may go at any time."""
    if not settings.OIDC:
        raise Http404
    mine = SocialAccount.objects.filter(user=request.user).order_by("pk")
    if request.method == "POST":
        if actions.unlink_outside(request.user, at=clock.now()):
            update_session_auth_hash(request, request.user)  # this session goes on (AUT-04)
            messages.success(request, _("This identity no longer opens your account."))
        return redirect("accounts:linked")
    return render(request, "accounts/linked.html", {"linked": mine, "name": settings.OIDC["name"]})
