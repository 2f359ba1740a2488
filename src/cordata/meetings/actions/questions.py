"""A question is asked, given to somebody, answered once; the answer reaches all who asked it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import replies
from cordata.meetings.models import Meeting, Question, QuestionQuerySet, Registration
from cordata.meetings.states import ANSWER, SET_ASIDE, QuestionChannel, QuestionState
from cordata.notify import outbox
from cordata.programme.actions.publishing import publish
from cordata.programme.models import Call, Publication

MOST_ASKED = 20  # by one registration: a person, not a machine
AN_HOUR = 3_600
MOST_AN_HOUR = 10  # of one person, about calls: a default


@transaction.atomic
def note_question(
    meeting: Meeting,
    text: str,
    *,
    language: str,
    channel: str,
    by: Actor,
    at: datetime,
    name: str = "",
    email: str = "",
) -> Question:
    """What was asked in the room, by phone or by mail, typed in by an organiser."""
    question = Question.objects.create(
        meeting=meeting,
        text=text,
        language=language,
        channel=channel,
        asked_at=at,
        asker_name=name,
        asker_email=email,
    )
    tell(question, "asked", by=by, at=at, channel=channel)
    return question


@transaction.atomic
def ask_question(registration: Registration, text: str, *, at: datetime) -> Question:
    """One more question by somebody who is registered. The same words twice are one question.
    Raises NotPossible."""
    own = Question.objects.filter(registration=registration)
    if same := own.filter(text=text).first():
        return same
    if own.count() >= MOST_ASKED:
        raise NotPossible("question.too_many")
    question = Question.objects.create(
        meeting=registration.meeting,
        registration=registration,
        text=text,
        language=registration.language,
        channel=QuestionChannel.OWN_PAGE,
        asked_at=at,
    )
    tell(question, "asked", by=registration, at=at, channel=question.channel)
    return question


@transaction.atomic
def ask_about_call(
    call: Call, text: str, *, form_field: str, draft: str, language: str, by: Person, at: datetime
) -> Question:
    """A question from beside a field of the form. Of the draft only its id is kept, so that its
    people find the answer. The same words twice are one question. Raises NotPossible."""
    place = {"call": call, "form_field": form_field, "draft": draft, "asker": by}
    if same := Question.objects.filter(text=text, **place).first():
        return same
    if not within_limit("questions", by.pid, limit=MOST_AN_HOUR, seconds=AN_HOUR):
        raise NotPossible("question.too_many_an_hour")
    channel = QuestionChannel.FORM
    question = Question.objects.create(
        **place, text=text, language=language, channel=channel, asked_at=at
    )
    tell(question, "asked", by=by, at=at, channel=channel, form_field=form_field)
    return question


@transaction.atomic
def part_from_draft(draft: str) -> int:
    """The draft is erased: nobody can tell any more who asked, and from where."""
    return _part(Question.objects.filter(draft=draft).exclude(draft=""))


@transaction.atomic
def part_from_call(call: Call, *, at: datetime) -> int:
    """The months of the pack are over (PRI-05), as with who asked around a meeting."""
    count = _part(Question.objects.filter(call=call).exclude(asker=None, draft=""))
    if count:
        tell(call, "askers_erased", by=SYSTEM, at=at, count=count)
    return count


def _part(asked: QuestionQuerySet) -> int:
    outbox.erase("question", list(asked.values_list("pid", flat=True)))
    return asked.update(asker=None, draft="")


@transaction.atomic
def assign_question(
    pid: str, *, owner: Person | None, stand_in: Person | None, by: Actor, at: datetime
) -> Question:
    """Who answers, and who does when that person is away. Raises NotPossible."""
    question = _locked(pid)
    if owner is not None and owner == stand_in:
        raise NotPossible("question.stand_in_same")
    if (question.owner, question.stand_in) == (owner, stand_in):
        return question
    question.owner, question.stand_in = owner, stand_in
    question.save(update_fields=["owner", "stand_in"])
    named = {
        "owner": owner.actor_key if owner else "",
        "stand_in": stand_in.actor_key if stand_in else "",
    }
    tell(question, "assigned", by=by, at=at, **named)
    return question


@transaction.atomic
def publish_answer(
    pid: str,
    *,
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    form_field: str,
    by: Actor,
    at: datetime,
    alike: Collection[str] = (),
) -> Publication:
    """Answer once for all: a frequent question of the call, in all its languages, and a mail to
    each asker, of the questions `alike` too. Raises NotPossible."""
    asked = [_to_answer(one) for one in sorted({pid, *alike})]
    first = next(one for one in asked if one.pid == pid)
    publication = publish(
        first.about.programme,
        Publication.Kind.FAQ,
        titles=titles,
        texts=texts,
        form_field=form_field,
        call=first.about_call,
        by=by,
        at=at,
    )
    for one in asked:
        _answer(one, publication=publication, by=by, at=at)
    return publication


@transaction.atomic
def answer_alike(pid: str, publication: Publication, *, by: Actor, at: datetime) -> Question:
    """The question has an answer already: the asker gets that one. Raises NotPossible."""
    return _answer(_to_answer(pid), publication=publication, by=by, at=at)


@transaction.atomic
def answer_privately(pid: str, text: str, *, by: Actor, at: datetime) -> Question:
    """An answer for the asker alone, in the language of the question. Raises NotPossible."""
    return _answer(_to_answer(pid), text=text, by=by, at=at)


@transaction.atomic
def set_aside(pid: str, because: str, *, by: Actor, at: datetime) -> Question:
    """No answer will be written, and why; it can still be answered later. Raises NotPossible."""
    question = _locked(pid)
    question.set_aside_because = because
    move(question, SET_ASIDE, by=by, at=at)
    return question


def _answer(
    question: Question,
    *,
    by: Actor,
    at: datetime,
    publication: Publication | None = None,
    text: str = "",
) -> Question:
    question.publication, question.answer, question.answered_at = publication, text, at
    published = publication.pid if publication else ""
    move(question, ANSWER, by=by, at=at, publication=published)
    replies.question_answered(question, at=at)
    return question


def _to_answer(pid: str) -> Question:
    """The question, held until the transaction ends; refused if somebody answered meanwhile."""
    question = _locked(pid)
    if question.state == QuestionState.ANSWERED:
        raise NotPossible("question.answered_meanwhile")
    return question


def _locked(pid: str) -> Question:
    locked = Question.objects.select_for_update(of=("self",))
    place = ("meeting__programme", "meeting__call", "call__programme")
    return locked.select_related(*place, "registration", "asker").get(pid=pid)
