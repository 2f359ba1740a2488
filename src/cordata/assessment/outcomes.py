"""The letters to a file that is turned away: its reasons as a draft, one letter a partner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cordata.applications.letters import (
    facts_of,
    filled,
    language_of,
    partners_of,
    project_of,
)
from cordata.applications.models import Partner
from cordata.applications.snapshot import finding_of
from cordata.assessment.models import OutcomeLetter, Refusal, Review
from cordata.assessment.queries import (
    ADMISSIBILITY,
    ELIGIBILITY,
    CheckRow,
    rows_unmet,
)
from cordata.assessment.states import ReviewState
from cordata.documents.sealing import seal
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.rules.finding import Outcome
from cordata.web import moments
from cordata.web.catalogue import known, sentence

GROUPS: Mapping[str, frozenset[str]] = {
    ReviewState.INADMISSIBLE: ADMISSIBILITY,
    ReviewState.INELIGIBLE: ELIGIBILITY,
}
PREFIX = "A"  # of the number: the same whatever the outcome


def drafted_reasons(review: Review, reason: str) -> dict[str, str]:
    """Language of the call -> a paragraph for each check that failed, then the officer's reason.

    What an officer wrote stands in every language as it was written, until somebody words it.
    """
    rows = rows_unmet(review, GROUPS[review.state])
    said = {row.verification.reason.strip() for row in rows if row.verification}
    last = [] if reason.strip() in said else [reason.strip()]
    return {
        language: "\n\n".join([*(_paragraph(row, language) for row in rows), *last])
        for language in review.application.definition.languages
    }


def _paragraph(row: CheckRow, language: str) -> str:
    """The check in words, and what the officer wrote of it."""
    given = row.verification.reason.strip() if row.verification else ""
    return "\n".join(part for part in (_failed(row, language), given) if part)


def _failed(row: CheckRow, language: str) -> str:
    """The machine's sentence where it found the fault itself, else the name of the check."""
    finding, title = finding_of(row.finding), f"{row.code}.title"
    name = sentence(title, language) if known(title) else ""
    if finding.verdict != Outcome.UNMET:
        return f"{row.number}. {name}"
    found = sentence(finding.sentence_code, language, **dict(finding.params))
    return sentence("assessment.outcome.check", language, name=f"{row.number}. {name}", found=found)


def outcome_letters(refusal: Refusal, *, at: datetime) -> list[OutcomeLetter]:
    """One released and sealed letter per partner organisation, in the order of the partners."""
    partners = partners_of(refusal.review.application)
    return [_letter(refusal, partner, at) for partner in partners]


def _letter(refusal: Refusal, partner: Partner, at: datetime) -> OutcomeLetter:
    letter = draft_letter(refusal, partner, at=at)
    content = {
        "organisation": partner.organisation.name,
        "outcome": refusal.review.state,
        "texts": letter.texts,
    }
    letter.sealed = seal("letter", letter.number, content, at=at)
    letter.released_at = at
    letter.save()
    return letter


def draft_letter(refusal: Refusal, partner: Partner, *, at: datetime) -> OutcomeLetter:
    """The letter as it would go out at `at`; nothing is written."""
    application, organisation = refusal.review.application, partner.organisation
    return OutcomeLetter(
        refusal=refusal,
        organisation=organisation,
        number=f"{application.number}/{PREFIX}{partner.position}",
        language=language_of(organisation, application),
        texts=dict(_texts(refusal, partner, at)),
        drafted_at=at,
    )


def _texts(refusal: Refusal, partner: Partner, at: datetime) -> Iterator[tuple[str, str]]:
    """Raises `NotPossible("assessment.no_letter")` when the call has none for this outcome."""
    application = refusal.review.application
    definition = application.definition
    template = definition.letters.get(refusal.review.state)
    if template is None:
        raise NotPossible("assessment.no_letter", outcome=refusal.review.state)
    project, day = project_of(application), moments.local(at, application.call.zone).date()
    for language in definition.languages:
        facts = dict(facts_of(application, partner, project, day, language))
        facts["findings"] = paragraphs(refusal.reasons.get(language, ""))
        yield language, filled(pick(template, language), facts)


def paragraphs(text: str) -> str:
    """Plain text as Markdown that shows exactly that: paragraphs and lines stay."""
    blocks = [block.strip() for block in text.replace("\r", "").split("\n\n")]
    lines = (map(_line, block.split("\n")) for block in blocks if block)
    return "\n\n".join("\\\n".join(some) for some in lines)


def _line(line: str) -> str:
    """`12. ` at its beginning is a number and no list."""
    number, dot, rest = line.partition(".")
    return f"{number}\\.{literal(rest)}" if dot and number.isdigit() else literal(line)
