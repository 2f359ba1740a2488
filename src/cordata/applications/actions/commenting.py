"""Remark at a field of a draft, answer, resolve; the others are written to once in an hour."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.applications import access, notices
from cordata.applications.comments import readers_of
from cordata.applications.models import Application, Comment
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible, Verdict

LIMIT = 2_000  # code points of one comment
AN_HOUR = 3_600
MOST_AN_HOUR = 60  # of one person: a default


@transaction.atomic
def write_comment(
    application: Application,
    *,
    field: str,
    text: str,
    by: Person,
    at: datetime,
    key: str,
    organisation: Organisation | None = None,
    thread: Comment | None = None,
) -> Comment:
    """Remark at a field, or answer; a resolved thread that is answered is open again.

    What the same page sends twice (`key`) is one comment. Raises `NotPossible` with the reason of
    `access.comment`, `comment.empty`, `comment.too_long`, `comment.too_many`.
    """
    application = _held(application.pid)
    _insist(access.comment(by, application, at=at))
    sent = application.comments.filter(key=key).first()
    if sent is not None:
        return sent
    _check(text, by)
    comment = application.comments.create(
        organisation=organisation,
        field=field,
        thread=thread,
        text=text,
        by=by,
        written_at=at,
        key=key,
    )
    if thread is not None:
        application.comments.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    _tell(application, "comment_written", comment, by, at)
    return comment


@transaction.atomic
def resolve_comment(comment: Comment, *, by: Person, at: datetime) -> None:
    """Say that a remark is dealt with; twice changes nothing."""
    application = _held(comment.application.pid)
    _insist(access.comment(by, application, at=at))
    open_ones = application.comments.filter(pk=comment.pk, thread=None, resolved_at=None)
    if open_ones.update(resolved_at=at, resolved_by=by):
        _tell(application, "comment_resolved", comment, by, at)


@transaction.atomic
def tell_comments(pid: str, *, at: datetime) -> None:
    """Write to everybody of the draft about what others remarked since the last mail; of a draft
    that ended meanwhile nobody is told."""
    application = _held(pid)
    rows = application.comments.filter(told_at=None, written_at__lte=at).select_related("by")
    new = list(rows.order_by("written_at", "pk"))
    for one in new:
        one.application = application
    lives = application.state in access.EDITABLE
    for person in readers_of(application, at) if new and lives else ():
        others = [one for one in new if one.by_id != person.pk]
        if others:
            notices.comments_written(others, person, at=at)
    application.comments.filter(pk__in=[one.pk for one in new]).update(told_at=at)


def _check(text: str, by: Person) -> None:
    if not text:
        raise NotPossible("comment.empty")
    if len(text) > LIMIT:
        raise NotPossible("comment.too_long", limit=LIMIT, count=len(text))
    if not within_limit("comments", by.pid, limit=MOST_AN_HOUR, seconds=AN_HOUR):
        raise NotPossible("comment.too_many")


def _tell(application: Application, event: str, comment: Comment, by: Person, at: datetime) -> None:
    """The journal hears where and who, never the words (ACC-06)."""
    body = comment.organisation.pid if comment.organisation else ""
    facts = {"field": comment.field, "organisation": body, "comment": comment.pid}
    tell(application, event, by=by, at=at, because="", **facts)


def _held(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
