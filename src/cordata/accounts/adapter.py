"""What allauth asks of an installation: mails through our outbox, our codes, our canonical form."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cordata.accounts import actions, notices
from cordata.accounts.middleware import signed_in_lately
from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.notify.outbox import Address, known_language
from cordata.web.forms import canonical_email, said

CODE_MAILS = {
    "account/email/login_code": notices.sign_in_code,
    "account/email/email_confirmation": notices.confirm_email,
    "account/email/email_confirmation_signup": notices.confirm_email,
}
PLAIN_MAILS = {
    "account/email/account_already_exists": notices.already_registered,
    "account/email/unknown_account": notices.unknown_account,
}


class MailedCodes(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by mailed code or passkey; nobody has a password (AUT-01)."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": said("accounts.code_wrong"),
        "too_many_login_attempts": said("accounts.too_many_attempts"),
        "rate_limited": said("accounts.too_many_requests"),
        "duplicate_email": said("accounts.address_already_yours"),
        "same_as_current": said("accounts.address_already_yours"),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post the notice that stands for one of allauth's mails, in the language of the page."""
        at = clock.now()
        reader = Address(email, language=known_language(get_language() or ""))
        if template_prefix in CODE_MAILS:
            CODE_MAILS[template_prefix](reader, context["code"], at=at)
        elif template_prefix in PLAIN_MAILS:
            PLAIN_MAILS[template_prefix](reader, at=at)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person that their keys or their address changed (AUT-07)."""
        what = template_prefix.rpartition("/")[2]
        actions.note_access_changed(user, what, at=clock.now(), to=email or "")
        update_session_auth_hash(self.request, user)  # this session goes on (AUT-04)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> Any:
        """A mailed code was just entered: that address is confirmed, whoever made the account."""
        for record in get_authentication_records(request, user):
            if record.get("method") == "code" and record.get("email") == user.email:
                EmailAddress.objects.get_or_create(
                    user=user, email=user.email, defaults={"verified": True, "primary": True}
                )
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> Any:
        """Who has just made an account has shown who they are: by the code of its mail."""
        if kwargs.get("signup"):
            record_authentication(request, user, "code", email=user.email)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Keys change within a quarter of an hour of a sign-in, or after the key once more."""
        return not signed_in_lately(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Key, app or recovery code; never a password."""
        methods = super().get_reauthentication_methods(user)
        words = {
            "mfa_reauthenticate": _("Use a code of the app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        return [
            {**method, "description": words[method["id"]]}
            for method in methods
            if method["id"] in words
        ]

    def clean_email(self, email: str) -> str:
        """The one stored form of an address (AUT-08)."""
        return canonical_email(super().clean_email(email))

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Any:
        """A new account speaks the language of the page it was made on."""
        user.language = known_language(get_language() or "")
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("accounts:me"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("accounts:me"))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return f"/{known_language(get_language() or '')}/"

    def can_delete_email(self, email_address: Any) -> bool:
        return False
