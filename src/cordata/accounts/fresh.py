"""A fresh sign-in before an important change; what was typed waits for the person (AUT-03)."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cordata.accounts.middleware import signed_in_lately
from cordata.accounts.models import Person
from cordata.web.catalogue import sentence

KEPT = "typed_before"  # in the session: whose, on which page, what


def sign_in_again(request: HttpRequest) -> HttpResponse | None:
    """To the sign-in and back to this page, unless just done; an instance in rehearsal goes on."""
    if settings.REHEARSAL or signed_in_lately(request):
        return None
    if request.method == "POST":
        fields = {name: value for name, value in request.POST.items() if name[:4] != "csrf"}
        whose = cast(Person, request.user).pid
        request.session[KEPT] = {"person": whose, "page": request.path, "fields": fields}
    return redirect(f"{reverse('accounts:confirm_identity')}?{urlencode({'next': request.path})}")


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What this person had sent from this page before signing in anew, once; and says so."""
    if request.method != "GET" or KEPT not in request.session:
        return {}
    kept = request.session.pop(KEPT)
    if (kept["person"], kept["page"]) != (cast(Person, request.user).pid, request.path):
        return {}
    messages.info(request, sentence("accounts.signed_in_again"))
    return dict(kept["fields"])


def leave_to_return(request: HttpRequest) -> None:
    """Sign out; what was typed waits for the same person in the session that follows."""
    kept = request.session.get(KEPT)
    logout(request)
    if kept:
        request.session[KEPT] = kept
