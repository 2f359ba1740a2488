"""Which views need no sign-in: everything does, unless it says it is public."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC_NAMES = frozenset(  # pages of others that anyone must reach
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_request_login_code",
        "account_confirm_login_code",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_signup_webauthn",
        "mfa_trust",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
    }
)


def public(view: View) -> View:
    """Mark a view as open to people who are not signed in."""
    return login_not_required(view)


def is_public(view: Callable[..., Any], url_name: str = "") -> bool:
    """Whether the view needs no sign-in."""
    return not getattr(view, "login_required", True) or url_name in PUBLIC_NAMES


def public_patterns(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Mark every view of someone else's URL list (an API with its own tokens) as public."""
    marked = list(patterns)
    for pattern in marked:
        if isinstance(pattern, URLPattern):
            pattern.callback = _open(pattern.callback)
        else:
            public_patterns(pattern.url_patterns)
    return marked


def _open(view: Callable[..., Any]) -> Callable[..., Any]:
    try:
        return public(view)
    except AttributeError:  # a bound method takes no attribute

        def opened(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        opened.__dict__.update(getattr(view, "__dict__", {}))
        return public(opened)
