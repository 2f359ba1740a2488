"""Officers check the files, ask what is missing; assessors write their sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from cordata.assessment.actions import (
    Profile,
    accept_assignment,
    admit,
    answer_completion,
    ask_completion,
    assign_assessor,
    find_eligible,
    find_ineligible,
    keep_confidential,
    lock_sheet,
    refuse_admission,
    release_outcomes,
    save_assessor,
    save_comment,
    save_score,
    second_check,
    take_review,
    verify_check,
    word_outcome,
)
from cordata.assessment.actions.outcomes import mark_of
from cordata.assessment.models import Assignment, Review
from cordata.assessment.queries import ADMISSIBILITY, ELIGIBILITY, rows_without_second, unanswered
from cordata.programme.models import Call
from cordata.rehearsal.scenario.people import editor, staff
from cordata.rehearsal.scenario.phrases import Bank, pick
from cordata.rehearsal.scenario.reading import Book, Row, words
from cordata.rehearsal.scenario.step import Act, made
from cordata.rehearsal.scenario.writing import Writer
from cordata.rules.finding import Outcome

COMPLETION_TERM = timedelta(days=14)
SHEET_TERM = timedelta(days=30)


def acts(book: Book) -> Iterator[Act]:
    for row in book.rows("calendar"):
        if row["act"] == "assess":
            yield Act(row["at"], f"assessors:{row['call']}", partial(describe, book, row["call"]))
    for row in book.rows("reviews"):
        key = f"review:{row['key']}"
        yield Act(row["taken"], key, partial(take, book, row))
        if row["answered"]:
            yield Act(row["answered"], f"{key}:answer", partial(answer, book, row))
        yield Act(row["judged"], f"{key}:judge", partial(judge, book, row))
        if row["told"]:
            yield Act(row["told"], f"{key}:tell", partial(tell, book, row))
        if row["assessors"]:
            yield Act(row["assigned"], f"{key}:assign", partial(assign, row))
        for number, assessor in enumerate(words(row["assessors"])):
            sheet = f"sheet:{row['key']}:{assessor}"
            accepted, sent = words(row["accepted"])[number], words(row["sheets"])[number]
            yield Act(accepted, f"{sheet}:accept", partial(accept, row, assessor))
            yield Act(sent, sheet, partial(score, book, row, number))


def review_of(row: Row) -> Review:
    return Review.objects.get(application__pid=made(f"application:{row['key']}"))


def take(book: Book, row: Row, at: datetime) -> str:
    """An officer takes the file and, where the row says so, asks for what is missing."""
    review, officer = review_of(row), staff(row["officer"])
    take_review(review.pid, by=officer, at=at)
    if row["ask"]:
        lead = editor(book, writer_of(book, row).told["partners"][0])
        bank = Bank(book.table("texts"))
        code, *pair = bank.told["every"]["completions"][row["ask"]]
        items = [{"code": code, "text": bank.in_language(pair, lead.language)}]
        due_at = at + COMPLETION_TERM
        ask_completion(review.pid, items, due_at=due_at, by=officer, at=at)
    return str(review.pid)


def writer_of(book: Book, row: Row) -> Writer:
    told = next(
        one for one in book.table("applications")["application"] if one["key"] == row["key"]
    )
    return Writer(book, told)


def answer(book: Book, row: Row, at: datetime) -> str:
    """The lead answers what was asked."""
    review = review_of(row)
    lead = editor(book, writer_of(book, row).told["partners"][0])
    bank = Bank(book.table("texts"))
    said = bank.in_language(bank.told["every"]["completion_answer"], lead.language)
    completion = review.completions.get()
    answer_completion(completion.pid, said, by=lead, at=at)
    return str(completion.pid)


def judge(book: Book, row: Row, at: datetime) -> str:
    """Every check that waits for a person gets its answer, then the stages are settled."""
    review, officer = review_of(row), staff(row["officer"])
    refused = book.table("texts")["every"]["refusals"].get(row["reason"])
    code, *pair = refused or ("",)
    language = officer.language
    reason = Bank(book.table("texts")).in_language(pair, language) if refused else ""
    for groups, settle, refuse in (
        (ADMISSIBILITY, admit, refuse_admission),
        (ELIGIBILITY, find_eligible, find_ineligible),
    ):
        review.refresh_from_db()
        open_checks = unanswered(review, groups)
        for check in open_checks:
            if check != code:
                verify_check(review.pid, check, Outcome.MET, by=officer, at=at)
        if code in open_checks:
            verify_check(review.pid, code, Outcome.UNMET, reason=reason, by=officer, at=at)
            refuse(review.pid, reason=reason, by=officer, at=at)
            second(review, "outcome", row, at)
            break
        for waiting in rows_without_second(review, groups):
            second(review, waiting.code, row, at)
        settle(review.pid, by=officer, at=at)
    return str(review.pid)


def tell(book: Book, row: Row, at: datetime) -> str:
    """The letters of a file turned away: worded in each language, sent by the authority."""
    refusal, bank = review_of(row).refusal, Bank(book.table("texts"))
    _code, *pair = bank.told["every"]["refusals"][row["reason"]]
    officer = staff(row["officer"])
    quoted = bank.in_language(pair, officer.language)
    reasons = {
        language: text.replace(quoted, bank.in_language(pair, language))
        for language, text in refusal.reasons.items()
    }
    word_outcome(refusal.pid, reasons, seen=mark_of(refusal), by=officer, at=at)
    release_outcomes([refusal.pid], by=staff("authority-fr"), at=at)
    return str(refusal.pid)


def second(review: Review, code: str, row: Row, at: datetime) -> None:
    """A colleague agrees where the call asks for two officers."""
    if review.verifications.filter(code=code, agrees=None).exists():
        other = next(key for key in ("officer-fr", "officer-it") if key != row["officer"])
        second_check(review.pid, code, agrees=True, by=staff(other), at=at)


def assign(row: Row, at: datetime) -> str:
    review = review_of(row)
    for assessor in words(row["assessors"]):
        assign_assessor(
            review.pid,
            staff(assessor),
            due_at=at + SHEET_TERM,
            by=staff(row["officer"]),
            at=at,
        )
    return str(review.pid)


def describe(book: Book, code: str, at: datetime) -> str:
    """Each assessor says what they read and know when a call's files are theirs to come."""
    call = Call.objects.get(code=code)
    themes = {theme.code for theme in call.definition.themes}
    for told in book.rows("assessors"):
        profile = Profile(
            languages=words(told["languages"]),
            themes=[one for one in words(told["themes"]) if one in themes],
            territories=words(told["territories"]),
            most=int(told["most"]),
        )
        person = staff(told["key"])
        save_assessor(call, person, profile, by=person, at=at)
    return str(call.pid)


def assignment_of(row: Row, assessor: str) -> Assignment:
    return Assignment.objects.get(review=review_of(row), assessor=staff(assessor))


def accept(row: Row, assessor: str, at: datetime) -> str:
    assignment = assignment_of(row, assessor)
    keep_confidential(assignment.review.application.call, by=staff(assessor), at=at)
    accept_assignment(assignment.pid, by=staff(assessor), at=at)
    return str(assignment.pid)


def score(book: Book, row: Row, number: int, at: datetime) -> str:
    """Each criterion with its points and its motivation, in the assessor's language; then sent."""
    name = words(row["assessors"])[number]
    assessor, assignment = staff(name), assignment_of(row, name)
    points = [Decimal(one) for one in words(row["scores"])[number].split()]
    writer = writer_of(book, row)
    motives = writer.bank.told["every"]["motivation"]
    grid = assignment.review.application.call_version.definition.grid
    for criterion, given in zip(grid.scored, points, strict=True):
        choices = motives[criterion.code][level_of(given)]
        pair = pick(choices, f"{row['key']}:{criterion.code}", number)
        motive = writer.bank.one(pair, writer.values)[assessor.language]
        save_score(assignment.pid, criterion.code, given, motive, by=assessor, at=at)
    comment = writer.bank.told["every"]["comments"]
    pair = pick(comment, f"{row['key']}:{name}")
    save_comment(
        assignment.pid, writer.bank.in_language(pair, assessor.language), by=assessor, at=at
    )
    lock_sheet(assignment.pid, by=assessor, at=at)
    return str(assignment.pid)


def level_of(points: Decimal) -> str:
    if points >= 4:
        return "good"
    return "fair" if points >= 3 else "weak"
