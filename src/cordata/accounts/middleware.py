"""Around every signed-in request: the language a person reads, and staff's second factor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language_from_path

from cordata.accounts.models import Person
from cordata.accounts.queries import needs_second_factor
from cordata.kernel import clock
from cordata.web.catalogue import sentence
from cordata.web.forms import status_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
FRESH = 900  # seconds
OUTSIDE = "socialaccount"  # as allauth notes it
ASK_AGAIN = frozenset(
    {"mfa_add_webauthn", "mfa_activate_totp", "account_email", "linked", "own_data"}
)
OPEN_TO_ALL = frozenset({"account_logout", "theme", "healthz", "readyz"})


class Signed:
    """A person's language follows the interface; staff set a second factor up first (AUT-03)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200:
            remember_language(request)
        return response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """The sign-in library answers a refused form with 200; ours say 422."""
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and isinstance(form, BaseForm):
            response.status_code = status_of(form)
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:
        if must_sign_in_anew(request):
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('accounts:confirm_identity')}?{query}")
        if settings.REHEARSAL or not must_set_up(request):
            return None
        messages.warning(request, sentence("accounts.second_factor_first"))
        return redirect("mfa_index")


def must_sign_in_anew(request: HttpRequest) -> bool:
    """Keys and address change within a quarter of an hour of a sign-in, or of the key again."""
    match = request.resolver_match
    if match is None or match.url_name not in ASK_AGAIN or not request.user.is_authenticated:
        return False
    return not signed_in_lately(request)


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether the person has shown who they are within the last quarter of an hour.

    An outside identity does not count: who finds its session open is let in without being asked.
    """
    records = get_authentication_records(request, request.user)
    own = [record.get("at", 0) for record in records if record.get("method") != OUTSIDE]
    last = max(own, default=0)
    return clock.real_now().timestamp() - last <= FRESH


def must_set_up(request: HttpRequest) -> bool:
    """Whether this person's roles ask for a second factor that is not there yet."""
    match = request.resolver_match
    name = (match.url_name or "") if match else ""
    if name.startswith("mfa_") or name.startswith("account_reauth") or name in OPEN_TO_ALL:
        return False
    person = request.user
    return needs_second_factor(person, clock.now()) and not is_mfa_enabled(person)


def remember_language(request: HttpRequest) -> None:
    """Keep the language of the last page read, for the mails (NOT-05)."""
    person, spoken = request.user, get_language_from_path(request.path_info)
    if isinstance(person, Person) and spoken and person.language != spoken:
        Person.objects.filter(pk=person.pk).update(language=spoken)
