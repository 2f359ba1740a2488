"""What the pages of outcome letters show: each file turned away, who is written to, the draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cordata.accounts.models import Person
from cordata.accounts.queries import people_by_organisation
from cordata.applications.letter_page import letter_context
from cordata.applications.letters import partners_of
from cordata.applications.models import Partner
from cordata.assessment import access
from cordata.assessment.actions.outcomes import mark_of
from cordata.assessment.forms import OutcomeForm
from cordata.assessment.models import Refusal
from cordata.assessment.outcomes import draft_letter
from cordata.assessment.presenting import titles_of
from cordata.assessment.states import RefusalState
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.packs.provenance import Text
from cordata.web.context import OWN_NAMES


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One file turned away, with everybody who gets a letter."""

    refusal: Refusal
    titles: Text
    recipients: Sequence[tuple[Partner, Sequence[Person]]]
    may_release: Verdict
    letters: Mapping[int, str]  # organisation -> public id of its released letter

    @property
    def drafted(self) -> bool:
        return self.refusal.state == RefusalState.DRAFTED


def outcome_rows(person: Any, refusals: Iterable[Refusal], at: datetime) -> list[OutcomeRow]:
    """In the order given; the people of all files in one query."""
    found = list(refusals)
    partners = {one.pk: partners_of(one.review.application) for one in found}
    organisations = {one.organisation_id for some in partners.values() for one in some}
    people = people_by_organisation(organisations)
    return [
        OutcomeRow(
            refusal=one,
            titles=titles_of(one.review),
            recipients=[(who, people.get(who.organisation_id, ())) for who in partners[one.pk]],
            may_release=access.release_outcome(person, one, at=at),
            letters={letter.organisation_id: letter.pid for letter in one.letters.all()},
        )
        for one in found
    ]


def outcome_context(
    person: Any, refusal: Refusal, *, at: datetime, refused: OutcomeForm | None = None
) -> dict[str, Any]:
    """One file: its draft as a letter to the lead, who gets one, the words to change."""
    (row,) = outcome_rows(person, [refusal], at)
    may_word = access.word_outcome(person, refusal, at=at)
    return {
        **_letter(refusal, at),
        "row": row,
        "refusal": refusal,
        "review": refusal.review,
        "application": refusal.review.application,
        "call": refusal.review.application.call,
        "form": (refused or outcome_form(refusal)) if may_word else None,
        "has_errors": refused is not None,
    }


def _letter(refusal: Refusal, at: datetime) -> dict[str, Any]:
    """As it would go out now; a pack without this letter says so instead."""
    if refusal.state != RefusalState.DRAFTED:
        return {}
    lead = partners_of(refusal.review.application)[0]
    try:
        return letter_context(draft_letter(refusal, lead, at=at))
    except NotPossible as missing:
        return {"no_letter": missing}


def outcome_form(refusal: Refusal, data: Any = None) -> OutcomeForm:
    languages = refusal.review.application.definition.languages
    initial = {f"reasons_{code}": text for code, text in refusal.reasons.items()}
    return OutcomeForm(
        data,
        languages={code: OWN_NAMES[code] for code in languages},
        initial={**initial, "seen": mark_of(refusal)},
        auto_id="outcome-%s",
    )


def released_words(count: int) -> str:
    """After a release: how many files were told."""
    if count == 1:
        return _("The letters of one file are sent.")
    return _("The letters of %(count)s files are sent.") % {"count": count}
