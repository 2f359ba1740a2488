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
    verbs = {
        "prepare": prepare, "count": count, "close_in": close_in,
        "hold": hold, "release": release, "instants": instants, "text": text,
    }  # fmt: skip
    for line in sys.stdin:
        verb, *arguments = line.split()
        print(json.dumps(verbs[verb](*arguments)), flush=True)


def prepare(number: str = "0") -> dict[str, str]:
    """An application that may be submitted now, and the session of its signatory."""
    from cordata.kernel import clock
    from cordata.kernel.journal import SYSTEM
    from cordata.packs import load
    from cordata.programme.actions import load_pack
    from tests.factories.applications import SEMNOZ, VALFREDDA, another, complete_application

    now = clock.now()
    call = load_pack(load(PACK), by=SYSTEM, at=now).calls.get(code="microprojets-2")
    call.closes_at = now + timedelta(days=30)
    call.save()
    sides = (another(one, 40 + int(number)) if int(number) else one for one in (SEMNOZ, VALFREDDA))
    cast = complete_application(call, now, *sides)
    return {"pid": cast.application.pid, "session": session_of(cast.signatory)}


def session_of(person: object) -> str:
    """A signed-in session, as the cookie carries it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from cordata.web.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()  # type: ignore[attr-defined]
    session.create()
    return str(session.session_key)


def close_in(seconds: str) -> str:
    """Move the closing near; its instant."""
    from cordata.kernel import clock
    from cordata.programme.models import Call

    closes_at = clock.now() + timedelta(seconds=float(seconds))
    Call.objects.filter(code="microprojets-2").update(closes_at=closes_at)
    return closes_at.isoformat()


def hold() -> bool:
    """Take what every writer needs, until `release`: all who file wait."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM kernel_chainhead WHERE id = 1 FOR UPDATE")
    return True


def release() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK")
    return True


def instants(pid: str) -> dict[str, list[str]]:
    """When its submissions arrived and were carried out, and when what was late arrived."""
    from cordata.applications.models import LateAttempt, Submission

    filed = Submission.objects.filter(application__pid=pid)
    late = LateAttempt.objects.filter(application__pid=pid)
    return {
        "arrived": [one.received_at.isoformat() for one in filed],
        "done": [one.committed_at.isoformat() for one in filed],
        "late": [one.received_at.isoformat() for one in late],
    }


def text(pid: str) -> dict[str, object]:
    """What stands of one text, and how many versions of it there are."""
    from cordata.applications.models import Answer, AnswerVersion

    stands = Answer.objects.get(application__pid=pid, field="need", language="fr")
    kept = AnswerVersion.objects.filter(application__pid=pid, field="need", language="fr")
    return {"text": stands.text, "version": stands.version, "kept": kept.count()}


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
