"""Files under examination, brought there by the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cordata.accounts.models import Grant, Person
from cordata.applications.actions import (
    BudgetDraft,
    LineDraft,
    SourceDraft,
    save_budget,
    submit_application,
)
from cordata.assessment.actions import (
    accept_assignment,
    admit,
    assign_assessor,
    find_eligible,
    keep_confidential,
    lock_sheet,
    release_outcomes,
    save_score,
    second_check,
    verify_check,
)
from cordata.assessment.models import Assignment, Refusal, Review
from cordata.assessment.queries import (
    ADMISSIBILITY,
    ELIGIBILITY,
    grid_of,
    rows_unanswered,
    rows_unmet,
    rows_without_second,
)
from cordata.documents.sealing import seal
from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.programme.actions.versions import freeze_version
from cordata.programme.models import Call
from tests.factories.applications import (
    LONG_AGO,
    SEMNOZ,
    STATED,
    VALFREDDA,
    Cast,
    Side,
    another,
    complete_application,
    declare,
    sign,
    started,
    write_everything,
    write_plan,
)
from tests.remembering import remembered

MOTIVATION = (
    "Le besoin est établi des deux côtés, les activités se répondent et chaque partenaire y "
    "apporte une part réelle que l’autre n’a pas."
)


def staff(name: str, *roles: str, scope: str = "", language: str = "fr") -> Person:
    """A member of staff with roles, once; the name never looks like an applicant's."""
    email = f"{name.lower().replace(' ', '.')}@staff.example"
    found = Person.objects.filter(email=email).first()
    if found:
        return found
    someone = Person.objects.create_user(email, name=name, language=language)
    for role in roles:
        Grant.objects.create(
            person=someone, role=role, scope=scope, starts_at=LONG_AGO, granted_by="system"
        )
    return someone


@remembered
def filed(call: Call, at: datetime, *sides: Side, theme: str = "") -> Cast:
    """A filed application; without sides, of new organisations each time."""
    if call.programme.code == "aurora":
        cast = northern_application(call, at, *(sides or fresh_sides(UMEA, ROVANIEMI)))
    else:
        cast = complete_application(call, at, *(sides or fresh_sides()), theme=theme)
    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key=public_id(),
        statements=STATED,
        received_at=at,
        at=at,
    )
    cast.reload()
    return cast


# Two invented bodies of the second pack: 10 000 euros each, 65 % of them asked for.
UMEA = Side(
    "Storbäckens kommun", "SE", "SE331", "public-body", "organisationsnummer", "2120002627",
    "8000.00", "2000.00", own="3500.00", language="en", is_public=True,
)  # fmt: skip
ROVANIEMI = Side(
    "Kelohongan yhdistys", "FI", "FI1D7", "association", "y_tunnus", "01120389",
    "8000.00", "2000.00", own="3500.00", language="en",
)  # fmt: skip


def northern_application(call: Call, at: datetime, *sides: Side) -> Cast:
    """A complete application to the pack with three countries, one language and a lump sum."""
    cast = started(call, at, *sides)
    write_everything(cast, at)
    write_plan(cast, at)
    drafts = {
        partner.pid: BudgetDraft(
            cost_option="O3",
            lines=[
                LineDraft("external", Decimal(side.external), "Guides", "quote"),
                LineDraft("equipment", Decimal(side.equipment), "Recorders", "price_list"),
            ],
            sources=[SourceDraft("own_private", Decimal(side.own), side.name, True)],
        )
        for partner, side in zip(cast.partners, sides, strict=True)
    }
    save_budget(cast.application, drafts, by=cast.editor, at=at)
    for partner in cast.partners:
        declare(partner, cast, at)
    sign(cast, at)
    cast.reload()
    return cast


def fresh_sides(lead: Side = SEMNOZ, partner: Side = VALFREDDA) -> tuple[Side, Side]:
    """Two organisations nobody has used yet in this test."""
    number = Review.objects.count() + 2
    return another(lead, number), another(partner, number)


def review_of(cast: Cast) -> Review:
    return Review.objects.get(application=cast.application)


def after_closing(call: Call) -> datetime:
    """When officers may begin: a day after the closing, or at once in a continuous call."""
    if call.definition.continuous:
        return call.opens_at + timedelta(days=900)
    return call.closes_at + timedelta(days=1)


def answered(review: Review, groups: frozenset[str], *, by: Person, at: datetime) -> None:
    """Every check of a stage answered with a yes, by two officers where the call asks for two."""
    for row in [*rows_unanswered(review, groups), *rows_unmet(review, groups)]:
        verify_check(review.pid, row.code, "met", reason="Lu.", by=by, at=at)
    for row in rows_without_second(review, groups):
        second_check(review.pid, row.code, agrees=True, by=colleague(), at=at)


def colleague() -> Person:
    """A second case officer."""
    return staff("Sabine Seconde", "officer")


def turned_away(review: Review, refuse: Any, reason: str, *, by: Person, at: datetime) -> None:
    """Refused by one officer and, where the call asks for two, by another."""
    refuse(review.pid, reason=reason, by=by, at=at)
    if grid_of(review).second_look_refusals:
        second_check(review.pid, "outcome", agrees=True, by=colleague(), at=at)


def told(review: Review, *, at: datetime) -> Refusal:
    """The letters of a file turned away, sent by the authority."""
    refusal = Refusal.objects.get(review=review)
    (sent,) = release_outcomes([refusal.pid], by=staff("Aude Autorité", "authority"), at=at)
    return sent


def eligible(review: Review, *, by: Person, at: datetime) -> Review:
    """Admissible and eligible by an officer's word."""
    answered(review, ADMISSIBILITY, by=by, at=at)
    admit(review.pid, by=by, at=at)
    answered(review, ELIGIBILITY, by=by, at=at)
    return find_eligible(review.pid, by=by, at=at)


def given_to(review: Review, assessor: Person, *, by: Person, at: datetime) -> Assignment:
    """Assigned and accepted."""
    assignment = assign_assessor(review.pid, assessor, by=by, at=at)
    keep_confidential(review.application.call, by=assessor, at=at)
    return accept_assignment(assignment.pid, by=assessor, at=at)


def scored(assignment: Assignment, points: int | Sequence[int], *, at: datetime) -> Assignment:
    """The sheet of an accepted assignment filled and sent."""
    criteria = grid_of(assignment.review).scored
    values = [points] * len(criteria) if isinstance(points, int) else points
    assessor = assignment.assessor
    for item, value in zip(criteria, values, strict=True):
        save_score(assignment.pid, item.code, Decimal(value), MOTIVATION, by=assessor, at=at)
    return lock_sheet(assignment.pid, by=assessor, at=at)


@remembered
def consolidated(
    call: Call, at: datetime, points: int | Sequence[int] = 4, *sides: Side, theme: str = ""
) -> Review:
    """A file with two equal sheets, ready for the committee; filed at `at`."""
    review = review_of(filed(call, at, *sides, theme=theme))
    later = after_closing(call)
    officer = staff("Odile Officier", "officer")
    eligible(review, by=officer, at=later)
    for name in ("Anna Assessore", "Bruno Bilancio")[: grid_of(review).assessors]:
        given = given_to(review, staff(name, "assessor"), by=officer, at=later)
        scored(given, points, at=later)
    review.refresh_from_db()
    return review


def copies(review: Review, count: int) -> list[Review]:
    """The same file again under other numbers, straight into the tables: for lists in quantity."""
    return [_copy(review, number) for number in range(1, count + 1)]


def _copy(review: Review, number: int) -> Review:
    old, old_content = review.application, review.submission.sealed.content
    partners, assignments = list(old.partners.all()), list(review.assignments.all())
    application = _again(old, number=f"{old.number}-{number}", key="")
    for partner in partners:
        _again(partner, application=application)
    submission = _again(
        review.submission,
        application=application,
        key=public_id(),
        sealed=seal("submission", application.number, old_content, at=review.opened_at),
        sealed_aid=seal("aid", application.number, {}, at=review.opened_at),
    )
    made = _again(review, application=application, submission=submission)
    for assignment in assignments:
        again = _again(assignment, review=made)
        for score in assignment.scores.all():
            _again(score, assignment=again)
    return made


def _again(row: Any, **changed: Any) -> Any:
    """A new row like `row`, with its own public id where it has one."""
    fields = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in {"id", "pid", *changed}
    }
    return type(row).objects.create(**fields, **changed)


def with_grid(call: Call, at: datetime, **changed: Any) -> Call:
    """The call with another scoring grid, before anything is filed to it."""
    grid = replace(call.definition.grid, **changed)
    freeze_version(call, replace(call.definition, grid=grid), by=SYSTEM, at=at, reasons={})
    return call
