"""What the secretariat and the assessors are told, and the lead when something is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.applications.queries import people_of, people_of_all
from cordata.assessment.models import (
    Assignment,
    Calibration,
    CompletionRequest,
    Consensus,
    ExchangeMessage,
    OutcomeLetter,
    Refusal,
    Review,
)
from cordata.assessment.parts import parts_of
from cordata.assessment.queries import grid_of
from cordata.kernel.localised import pick
from cordata.notify import links, outbox


def _lead_people(review: Review) -> list[Person]:
    lead = review.application.partners.get(is_lead=True)
    return list(people_of(lead))


def completion_asked(completion: CompletionRequest, *, at: datetime) -> None:
    """The lead learns what is asked and until when."""
    review = completion.review
    for person in _lead_people(review):
        outbox.post(
            "assessment.completion_asked",
            person,
            review,
            {
                "number": review.application.number,
                "items": _words_of(completion, person.language),
                "rounds": grid_of(review).completion_rounds,
                "due_at": completion.due_at,
                "call": review.application.call,
                "link": links.page("assessment:completion", person.language, pid=completion.pid),
            },
            at=at,
            once=f"completion:{completion.pid}:{person.pid}",
        )


def _words_of(completion: CompletionRequest, language: str) -> list[str]:
    """Each item with the name of the part it opens."""
    review = completion.review
    content, definition = (
        review.submission.sealed.content,
        review.submission.call_version.definition,
    )
    names = {code: part.names for code, part in parts_of(content, definition).items()}
    return [
        f"{pick(names[item['code']], language)}: {item['text']}"
        if item["code"] in names
        else item["text"]
        for item in completion.items
    ]


def outcome_notified(refusal: Refusal, letters: Sequence[OutcomeLetter], *, at: datetime) -> None:
    """To everybody who acts for a partner: a letter waits. Its outcome stands in no mail."""
    application = refusal.review.application
    addressed = {letter.organisation_id: letter for letter in letters}
    for partner in application.partners.all():
        letter = addressed[partner.organisation_id]
        for person in people_of(partner):
            outbox.post(
                "assessment.outcome_notified",
                person,
                refusal,
                {
                    "number": application.number,
                    "acronym": application.acronym,
                    "call_names": application.definition.names,
                    "organisation": partner.organisation.name,
                    "link": links.page("assessment:letter", person.language, pid=letter.pid),
                },
                at=at,
                once=f"outcome:{letter.pid}:{person.pid}",
            )


def message_written(message: ExchangeMessage, *, at: datetime) -> None:
    """To the other side: somebody wrote about the file. The text stands in no mail."""
    review = message.exchange.review
    application = review.application
    for person in _addressed(message, at):
        outbox.post(
            "assessment.message_written",
            person,
            message.exchange,
            {
                "number": application.number,
                "acronym": application.acronym,
                "from_office": message.from_office,
                "link": links.page(
                    "assessment:exchange", person.language, pid=message.exchange.pid
                ),
            },
            at=at,
            once=f"message:{message.pid}:{person.pid}",
        )


def _addressed(message: ExchangeMessage, at: datetime) -> Iterable[Person]:
    """Of a partner's message the officer of the file, all officers where nobody has taken it."""
    review = message.exchange.review
    if message.from_office:
        return people_of_all(review.application)
    if review.officer is not None:
        return [review.officer]
    scope = f"call:{review.application.call.pid}"
    return list(holders(Role.OFFICER, at=at, scope=scope))


def second_look_asked(review: Review, first: Person, *, at: datetime) -> None:
    """The other officers learn that a refusal waits for a second one."""
    scope = f"call:{review.application.call.pid}"
    for person in holders(Role.OFFICER, at=at, scope=scope):
        if person.pk != first.pk:
            outbox.post(
                "assessment.second_look_asked",
                person,
                review,
                {
                    "number": review.application.number,
                    "first": str(first),
                    "link": links.page("assessment:review", person.language, pid=review.pid),
                },
                at=at,
                once=f"second:{review.pid}:{at.isoformat()}:{person.pid}",
            )


def assigned(assignment: Assignment, *, at: datetime) -> None:
    """An assessor learns of a file to read."""
    outbox.post(
        "assessment.assigned",
        assignment.assessor,
        assignment,
        {
            "number": assignment.review.application.number,
            "due_at": assignment.due_at,
            "call": assignment.review.application.call,
            "link": links.page(
                "assessment:assignment", assignment.assessor.language, pid=assignment.pid
            ),
        },
        at=at,
        once=f"assigned:{assignment.pid}",
    )


def _officers(review: Review, at: datetime) -> list[Person]:
    scope = f"call:{review.application.call.pid}"
    return [review.officer] if review.officer else list(holders(Role.OFFICER, at=at, scope=scope))


def withdrawn(review: Review, *, at: datetime) -> None:
    """The secretariat learns that a filed application was taken back."""
    for person in _officers(review, at):
        outbox.post(
            "assessment.withdrawn",
            person,
            review,
            {
                "number": review.application.number,
                "call_names": review.application.definition.names,
                "link": links.page("assessment:review", person.language, pid=review.pid),
            },
            at=at,
            once=f"withdrawn:{review.pid}:{person.pid}",
        )


def conflict_declared(assignment: Assignment, *, at: datetime) -> None:
    """The officer learns that another assessor is needed."""
    review = assignment.review
    for person in _officers(review, at):
        outbox.post(
            "assessment.conflict_declared",
            person,
            review,
            {
                "number": review.application.number,
                "assessor": str(assignment.assessor),
                "link": links.page("assessment:review", person.language, pid=review.pid),
            },
            at=at,
            once=f"conflict:{assignment.pid}:{person.pid}",
        )


def handed_back(assignment: Assignment, *, at: datetime) -> None:
    """The officer learns that somebody cannot read a file, without a conflict."""
    review = assignment.review
    for person in _officers(review, at):
        outbox.post(
            "assessment.handed_back",
            person,
            review,
            {
                "number": review.application.number,
                "assessor": str(assignment.assessor),
                "reason": assignment.handed_back_reason,
                "link": links.page("assessment:review", person.language, pid=review.pid),
            },
            at=at,
            once=f"handed_back:{assignment.pid}:{person.pid}",
        )


def sheet_near(assignment: Assignment, *, at: datetime) -> None:
    """An assessor is reminded of a sheet not sent yet."""
    language = assignment.assessor.language
    outbox.post(
        "assessment.sheet_near",
        assignment.assessor,
        assignment,
        {
            "number": assignment.review.application.number,
            "due_at": assignment.due_at,
            "call": assignment.review.application.call,
            "link": links.page("assessment:assignment", language, pid=assignment.pid),
        },
        at=at,
        once=f"sheet_near:{assignment.pid}",
    )


def calibration_opened(calibration: Calibration, person: Person, *, at: datetime) -> None:
    """Somebody of the pool is asked to score the common text."""
    call = calibration.call
    outbox.post(
        "assessment.calibration_opened",
        person,
        calibration,
        {
            "call_names": call.definition.names,
            "due_at": calibration.due_at,
            "call": call,
            "link": links.page("assessment:calibrate", person.language, code=call.code),
        },
        at=at,
        once=f"calibration:{calibration.pid}:{person.pid}",
    )


def consensus_opened(consensus: Consensus, *, at: datetime) -> None:
    """The officer names a rapporteur: all sheets are sent."""
    review = consensus.review
    for person in _officers(review, at):
        _of_consensus("consensus_opened", consensus, person, "consensus", review.pid, at)


def rapporteur_named(consensus: Consensus, *, at: datetime) -> None:
    """The rapporteur learns that the common sheet is theirs to write."""
    if consensus.rapporteur is not None:
        _to_author("rapporteur_named", consensus, consensus.rapporteur, at)


def common_sheet_written(consensus: Consensus, author: Person, *, at: datetime) -> None:
    """Another author is asked whether they agree."""
    _to_author("common_sheet_written", consensus, author, at)


def _to_author(notice: str, consensus: Consensus, author: Person, at: datetime) -> None:
    own = Assignment.objects.get(review=consensus.review, assessor=author)
    _of_consensus(notice, consensus, author, "common", own.pid, at)


def _of_consensus(
    notice: str, consensus: Consensus, person: Person, page: str, pid: str, at: datetime
) -> None:
    outbox.post(
        f"assessment.{notice}",
        person,
        consensus,
        {
            "number": consensus.review.application.number,
            "due_at": consensus.due_at,
            "call": consensus.review.application.call,
            "link": links.page(f"assessment:{page}", person.language, pid=pid),
        },
        at=at,
        once=f"{notice}:{consensus.pid}:{person.pid}:{at.isoformat()}",
    )


def third_needed(review: Review, reason: str, *, at: datetime) -> None:
    """The officer learns that two sheets differ too much."""
    for person in _officers(review, at):
        outbox.post(
            "assessment.third_needed",
            person,
            review,
            {
                "number": review.application.number,
                "reason": f"divergence.{reason}",
                "link": links.page("assessment:review", person.language, pid=review.pid),
            },
            at=at,
            once=f"third:{review.pid}:{person.pid}",
        )
