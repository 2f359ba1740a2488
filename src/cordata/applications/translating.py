"""A machine's draft of a text, from the service that the operator has named; none by default.

The interface is that of LibreTranslate: one text with its two languages goes, one text comes.
Nothing else of the application leaves, and nothing comes back that a person has not asked for.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from cordata.kernel.verdicts import NotPossible

PATIENCE = 20.0  # seconds for each step of the connection
MOST = 1_000_000  # bytes read of an answer


def is_offered() -> bool:
    """Whether the operator has named a service."""
    return bool(settings.TRANSLATE_URL)


def host_named() -> str:
    """Who is sent the text, for those who are about to send it."""
    return urlsplit(settings.TRANSLATE_URL).hostname or ""


def translated(text: str, source: str, target: str) -> str:
    """`text` in another language, in the machine's words. Raises NotPossible with the reason."""
    asked = {"q": text, "source": source, "target": target, "format": "text"}
    if settings.TRANSLATE_KEY:
        asked["api_key"] = settings.TRANSLATE_KEY
    try:
        status, body = _asked(json.dumps(asked).encode())
        words = json.loads(body)["translatedText"] if status == 200 else ""
    except (OSError, HTTPException) as error:
        raise NotPossible("application.translate.silent", host=host_named()) from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotPossible("application.translate.refused", host=host_named()) from error
    if not isinstance(words, str) or not words.strip():
        raise NotPossible("application.translate.refused", host=host_named())
    return words


def _asked(body: bytes) -> tuple[int, bytes]:
    """Status and answer of the service; no redirect is followed."""
    parts = urlsplit(settings.TRANSLATE_URL)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        target = parts.path.rstrip("/") + "/translate"
        connection.request("POST", target, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read(MOST)
    finally:
        connection.close()
