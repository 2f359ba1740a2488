"""Keys for other software: issued to a person, shown once, taken back by any organiser."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction

from cordata.accounts.models import Person
from cordata.api.models import Token
from cordata.api.queries import tokens_of
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings.actions.locking import locked_meeting
from cordata.meetings.models import Meeting

PREFIX = "cdt_"  # so that a key left in a text is found by those who look for keys
RANDOM = 32  # bytes
USUAL_DAYS, LONGEST_DAYS = 90, 365
MOST = 20  # keys of one meeting


@transaction.atomic
def issue_token(
    meeting_pid: str, *, label: str, days: int, by: Person, at: datetime
) -> tuple[Token, str]:
    """A new key of `by` for one meeting, and its secret: it is kept nowhere and never shown again.

    Raises NotPossible for a label in use, and for more keys than a meeting has.
    """
    meeting = locked_meeting(meeting_pid)
    if tokens_of(meeting).filter(label=label).exists():
        raise NotPossible("token.label_taken")
    if tokens_of(meeting).count() >= MOST:
        raise NotPossible("token.too_many", count=MOST)
    secret = PREFIX + secrets.token_urlsafe(RANDOM)
    token = Token.objects.create(
        person=by,
        meeting=meeting,
        label=label,
        digest=digest_of(secret),
        issued_at=at,
        expires_at=at + timedelta(days=min(days, LONGEST_DAYS)),
    )
    tell(token, "issued", by=by, at=at, meeting=meeting.pid, until=token.expires_at)
    return token, secret


def digest_of(secret: str) -> str:
    """What the table knows a key by: it has 256 random bits, so that one SHA-256 keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def revoke_token(meeting: Meeting, pid: str, *, by: Actor, at: datetime) -> Token:
    """Take a key back, from the next request on; twice is once. Raises Token.DoesNotExist."""
    token = meeting.tokens.select_for_update(of=("self",)).get(pid=pid)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        tell(token, "revoked", by=by, at=at, meeting=meeting.pid)
    return token


def note_use(token: Token, *, at: datetime) -> None:
    """One line of the journal a key and day: who read the list of a meeting's people (ACC-09).

    Raises what the database raises when it cannot be noted: then nothing is handed out.
    """
    today = at.astimezone(UTC).date()
    if token.used_on == today:
        return
    with transaction.atomic():
        unnoted = Token.objects.filter(pk=token.pk).exclude(used_on=today)
        if unnoted.update(used_on=today):
            tell(token.meeting, "registrations_read", by=token.person, at=at, token=token.pid)
