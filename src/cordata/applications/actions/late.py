"""A filing after the closing: sealed apart, filed only with a later closing (TIM-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import notices, snapshot
from cordata.applications.actions.stating import Stated, with_texts
from cordata.applications.actions.submit import NotReady, submit_application
from cordata.applications.facts import facts_of
from cordata.applications.judging import judge
from cordata.applications.models import Application, LateAttempt, Submission
from cordata.applications.queries import fully_loaded
from cordata.documents.sealing import seal
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs.canonical import plain

KIND, KIND_OF_AID = "late_attempt", "late_attempt_aid"
DEADLINE = "filing.deadline"  # the check that a late filing misses, whatever else it misses


@transaction.atomic
def note_late_attempt(
    application: Application,
    *,
    by: Person,
    key: str,
    statements: Sequence[Stated],
    received_at: datetime,
    at: datetime,
) -> LateAttempt:
    """Keep a filing that arrived after the closing: its instant, its hash, its content.

    The same words sent again are sealed once; the journal tells of each attempt.
    """
    locked = Application.objects.select_for_update(of=("self",)).with_call().get(pk=application.pk)
    attempt = _sealed_before(locked, key)
    if attempt is None:
        attempt = _seal_apart(
            locked, by=by, key=key, statements=statements, received_at=received_at, at=at
        )
        notices.came_late(attempt, at=at)
    tell(
        locked,
        "came_late",
        by=by,
        at=at,
        received_at=received_at,
        closes_at=locked.call.closes_at,
        sha256=attempt.sealed.sha256,
    )
    return attempt


def _sealed_before(application: Application, key: str) -> LateAttempt | None:
    """The attempt of this form, or one since which nothing was changed."""
    same = application.late_attempts.filter(key=key).first()
    return (
        same
        or application.late_attempts.filter(
            received_at__gt=application.changed_at, closes_at=application.call.closes_at
        ).first()
    )


def _seal_apart(
    application: Application,
    *,
    by: Person,
    key: str,
    statements: Sequence[Stated],
    received_at: datetime,
    at: datetime,
) -> LateAttempt:
    """The whole content as a filing seals it, without a number of its own."""
    loaded = fully_loaded(application)
    judgement = judge(loaded, facts_of(loaded, received_at, filed=True))
    number, version = application.number or "", application.submissions.count() + 1
    private = seal(KIND_OF_AID, application.pid, snapshot.aid_content(loaded), at=at)
    content = snapshot.content_of(
        loaded,
        judgement,
        filing=snapshot.Filing(
            number, version, received_at, by, with_texts(loaded.definition, statements)
        ),
        aid_sha256=private.sha256,
    )
    return LateAttempt.objects.create(
        application=application,
        sealed=seal(KIND, application.pid, content, at=at),
        sealed_aid=private,
        key=key,
        received_at=received_at,
        closes_at=application.call.closes_at,
        by=by,
        stops=sum(one.code != DEADLINE for one in judgement.blocking),
    )


def file_late_attempt(application: Application, *, at: datetime) -> Submission | None:
    """What a later closing makes of the last attempt it covers: a submission of its own instant.

    The words are those sealed. Where something was changed since (the sheet of an organisation,
    which no closing locks), where a check stops it or its person may no longer file, it stays
    apart with the reason, and the draft is open again.
    """
    closes_at = application.call.closes_at
    attempt = application.late_attempts.filter(received_at__lte=closes_at, submission=None).first()
    if (
        attempt is None
        or application.submissions.filter(received_at__gte=attempt.received_at).exists()
    ):
        return None
    reason = "changed" if _has_changed(attempt, application) else _filed_now(attempt, at)
    attempt.kept_because = f"application.late.{reason}" if reason else ""
    attempt.save(update_fields=["submission", "kept_because"])
    if reason:
        told = {"attempt": attempt.pid, "code": attempt.kept_because}
        tell(application, "late_kept_apart", by=SYSTEM, at=at, **told)
    return attempt.submission


def _filed_now(attempt: LateAttempt, at: datetime) -> str:
    """Why it can't be filed, or nothing once it is."""
    try:
        attempt.submission = submit_application(
            attempt.application.pid,
            by=attempt.by,
            key=attempt.key,
            statements=snapshot.statements_of(attempt.sealed.content),
            received_at=attempt.received_at,
            at=at,
        )
    except NotReady:
        return "stopped"
    except NotPossible:
        return "refused"
    return ""


def _has_changed(attempt: LateAttempt, application: Application) -> bool:
    """Whether the draft now says something else than what was sealed."""
    loaded = fully_loaded(application)
    judgement = judge(loaded, facts_of(loaded, attempt.received_at, filed=True))
    now = snapshot.content_of(loaded, judgement)
    tables = plain(snapshot.aid_content(loaded)["aid"])
    sealed, private = attempt.sealed.content, attempt.sealed_aid.content["aid"]
    return snapshot.words_of(now) != snapshot.words_of(sealed) or tables != private
