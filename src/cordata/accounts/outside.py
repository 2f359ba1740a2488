"""An outside identity opens the account it was linked to, by its subject and never by an address.

It is linked from inside: by a person who has just signed in (AUT-09). So a provider can neither
make an account nor learn whether there is one.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from cordata.accounts.middleware import signed_in_lately
from cordata.web.catalogue import sentence


class OutsideIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse what is linked to nobody, and a link asked for at a screen left open."""
        if sociallogin.state.get("process") == "connect":
            if not signed_in_lately(request):
                leave(request, "accounts.outside_stale", "accounts:linked")
        elif not sociallogin.is_existing:
            leave(request, "accounts.outside_unknown", "account_login")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, *args: Any, **told: Any) -> None:
        """Refused, cancelled or out of reach: said on the page one came from."""
        page = "accounts:linked" if request.user.is_authenticated else "account_login"
        leave(request, "accounts.outside_failed", page)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return str(reverse("accounts:linked"))


def leave(request: HttpRequest, code: str, page: str) -> None:
    """Go to a page with a sentence, whatever allauth was about to do."""
    messages.error(request, sentence(code))
    raise ImmediateHttpResponse(redirect(page))
