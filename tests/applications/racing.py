"""What a race of filings prepares and counts, run on the database of a real server."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first

PACK = Path(__file__).parent.parent.parent / "packs" / "alcotra-microprojects"


def main() -> None:
    """Answer each line of words with one line of JSON."""
    verbs = {"prepare": prepare, "count": count}
    for line in sys.stdin:
        verb, *arguments = line.split()
        print(json.dumps(verbs[verb](*arguments)), flush=True)


def prepare() -> dict[str, str]:
    """An application that may be submitted now, and the session of its signatory."""
    from cordata.kernel import clock
    from cordata.kernel.journal import SYSTEM
    from cordata.packs import load
    from cordata.programme.actions import load_pack
    from tests.factories.applications import complete_application

    now = clock.now()
    call = load_pack(load(PACK), by=SYSTEM, at=now).calls.get(code="microprojets-2")
    call.closes_at = now + timedelta(days=30)
    call.save()
    cast = complete_application(call, now)
    return {"pid": cast.application.pid, "session": session_of(cast.signatory)}


def session_of(person: object) -> str:
    """A signed-in session, as the cookie carries it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()  # type: ignore[attr-defined]
    session.create()
    return str(session.session_key)


def count(pid: str) -> dict[str, object]:
    """How often it was filed, under which numbers, with how many mails, and whether it holds."""
    from cordata.applications.models import Submission
    from cordata.documents import sealing
    from cordata.kernel import journal
    from cordata.notify.models import Message

    receipts = list(Submission.objects.filter(application__pid=pid).select_related("sealed"))
    return {
        "receipts": len(receipts),
        "numbers": sorted({one.sealed.number for one in receipts}),
        "mails": Message.objects.filter(notice="applications.submitted").count(),
        "breaks": len(list(journal.verify())) + len(list(sealing.broken_seals())),
    }


if __name__ == "__main__":
    django.setup()
    main()
