"""An outside identity provider (OpenID Connect), where one is configured (AUT-09)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from cordata.config import environment as env

PROVIDER = "oidc"  # part of the addresses registered at the provider
LOCAL = {"127.0.0.1", "localhost", "::1"}


def configured() -> dict[str, str]:
    """Issuer, client and the name on the button; empty without a provider.

    Raises `Misconfigured` where a part is missing, or the provider would be asked without TLS.
    """
    url = env.text("OIDC_URL").rstrip("/")
    if not url:
        return {}
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not env.text(name)]
    if missing:
        raise env.Misconfigured(f"CORDATA_OIDC_URL is set, CORDATA_{missing[0]} is missing.")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        raise env.Misconfigured("CORDATA_OIDC_URL must begin with https://.")
    return {
        "url": url,
        "name": env.text("OIDC_NAME", "OpenID Connect"),
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.text("OIDC_CLIENT_SECRET"),
    }


def providers(chosen: dict[str, str]) -> dict[str, Any]:
    """allauth's setting: one client, PKCE, and no claim asked for beyond the subject."""
    if not chosen:
        return {}
    client = {
        "provider_id": PROVIDER,
        "name": chosen["name"],
        "client_id": chosen["client_id"],
        "secret": chosen["secret"],
        "settings": {"server_url": chosen["url"], "scope": ["openid"], "fetch_userinfo": False},
    }
    return {"openid_connect": {"APPS": [client], "SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True}}
