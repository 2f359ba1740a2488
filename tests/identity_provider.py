"""A neighbour for tests: an OpenID Connect provider at which `subject` is signed in already.

It sends people on to a third place before they come back, as providers of providers do, and is as
strict as a real one about its client: secret, single-use code, return address, PKCE. What it
answers can be made wrong, to see that it is refused here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt

CLIENT, SECRET = "cordata", "a-secret-of-thirty-two-characters"
FAR_AWAY = 4102444800  # 2100


@dataclass
class IdentityProvider:
    """What the provider knows, and what it was asked."""

    url: str = ""
    subject: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # said besides, or instead
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def be(self, subject: str, **claims: Any) -> None:
        self.subject, self.claims = subject, claims

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/nobody-asks",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**asked, "sub": self.subject}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The answer to the client; None where it is not the one who asked."""
        asked = self.codes.pop(sent.get("code", ""), None)
        known = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if not (asked and known and sent["redirect_uri"] == asked["redirect_uri"]):
            return None
        if asked.get("code_challenge") != _challenge(sent.get("code_verifier", "")):
            return None
        said = {"iss": self.url, "aud": CLIENT, "sub": asked["sub"], "exp": FAR_AWAY}
        said |= {"nonce": asked.get("nonce", ""), **self.claims}
        signed = jwt.encode(said, SECRET, algorithm="HS256")
        return {"access_token": "not-used", "token_type": "Bearer", "id_token": signed}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """The provider on a free port of this machine, until the test ends."""
    provider = IdentityProvider()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider})
    )
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self._say(200, self.provider.description())
        elif asked.path == "/authorize":
            third = self.provider.url.replace("127.0.0.1", "localhost")
            self._send_on(f"{third}/third?{asked.query}")
        elif asked.path == "/third":
            self._send_on(self.provider.authorize(dict(parse_qsl(asked.query))))
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.provider.token(dict(parse_qsl(body)))
        self._say(200 if answer else 400, answer or {"error": "invalid_grant"})

    def _send_on(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def _say(self, status: int, words: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(words).encode())

    def log_message(self, *args: Any) -> None:
        """Nothing on the screen."""
