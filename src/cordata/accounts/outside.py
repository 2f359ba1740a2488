"""An outside identity opens the account it was linked to, by its subject and never by an address.

It is linked from inside: by a person who has just signed in (AUT-09). So a provider can neither
make an account nor learn whether there is one.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from requests import RequestException

from cordata.accounts.middleware import signed_in_lately
from cordata.web.catalogue import sentence

NONCE = "outside_nonce"  # in the session: the answer belongs to this browser


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The configured provider: asked for a subject, and nothing it says of a person is kept."""

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        request.session[NONCE] = secrets.token_urlsafe(16)
        return {**self.get_auth_params(), "nonce": request.session[NONCE]}

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A page that leads to the provider: a form of ours sends nobody elsewhere.

        `form-action` of our policy holds along all redirects of a form, and a provider may send
        people on to a third place.
        """
        try:
            away = super().redirect(request, *args, **kwargs).headers["Location"]
        except (RequestException, LookupError, ValueError) as error:  # out of reach, or not one
            refused: HttpResponse = render_authentication_error(request, self, exception=error)
            return refused
        return render(request, "accounts/leaving.html", {"away": away, "name": self.name})

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Only the answer to this browser's own question, and of it only the subject."""
        claims = response.get("id_token") or {}
        asked = request.session.pop(NONCE, "")
        if not asked or not secrets.compare_digest(str(claims.get("nonce", "")), asked):
            raise OAuth2Error("the answer is not to a question of this session")
        return super().sociallogin_from_response(request, {"sub": subject_key(claims)})


def subject_key(claims: dict[str, Any]) -> str:
    """What a link is known by: a subject means somebody only together with its issuer.

    Raises `OAuth2Error` where the subject is missing.
    """
    subject = claims.get("sub")
    if not subject or not isinstance(subject, str):
        raise OAuth2Error("the answer names no subject")
    return hashlib.sha256(f"{claims['iss']}\n{subject}".encode()).hexdigest()


class OutsideIdentities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def get_provider(self, request: HttpRequest, provider: str, client_id: str = "") -> Provider:
        app = self.get_app(request, provider=provider, client_id=client_id or None)
        return Provider(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse what is linked to nobody, and a link asked for at a screen left open."""
        if sociallogin.state.get("process") == "connect":
            if not signed_in_lately(request):
                leave(request, "accounts.outside_stale", "accounts:linked")
        elif not sociallogin.is_existing:
            leave(request, "accounts.outside_unknown", "account_login")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Never: an address proves nothing about a subject."""

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
