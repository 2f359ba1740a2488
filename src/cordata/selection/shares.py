"""The table of a grant that a decision letter carries: who has what of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cordata.applications.letters import partners_of
from cordata.applications.models import Partner
from cordata.applications.queries import submission_that_stands
from cordata.selection.models import Letter
from cordata.selection.states import Outcome
from cordata.web import numerals
from cordata.web.catalogue import sentence

GRANTED = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})
COLUMNS = ("partner", "cost", "erdf")


def shares_of(letter: Letter) -> dict[str, Any] | None:
    """Who has what of a grant, as it was filed; nothing where no full grant is made."""
    decision = letter.decision
    submission = submission_that_stands(decision.application)
    if submission is None or decision.outcome not in GRANTED or decision.grant != submission.erdf:
        return None
    language = letter.language
    languages = [code for code, _text in letter.in_order]
    names = {str(one.position): one for one in partners_of(decision.application)}
    rows = [
        [_name(names[one["key"]]), one["figures"]["total"], one["figures"]["erdf"]]
        for one in submission.sealed.content["partners"]
    ]
    total = [_both("sum", languages), decision.total, decision.grant]
    return {
        "headers": [_both(key, languages) for key in COLUMNS],
        "rows": [_written(row, language) for row in rows],
        "total": _written(total, language),
    }


def _both(key: str, languages: Sequence[str]) -> str:
    """A word of the table in the languages of the letter: `Partenaire / Partner`."""
    said = (sentence(f"selection.letter.{key}", language) for language in languages)
    return " / ".join(dict.fromkeys(said))


def _name(partner: Partner) -> str:
    return partner.organisation.name


def _written(row: list[Any], language: str) -> list[str]:
    return [row[0], *(numerals.euros(amount, "bare", language) for amount in row[1:])]
