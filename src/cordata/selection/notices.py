"""What partners are written when a session is released. No outcome stands in a subject line."""

from __future__ import annotations

from datetime import datetime

from cordata.applications.queries import people_of
from cordata.notify import links, outbox
from cordata.selection.models import Decision, Letter


def decision_notified(decision: Decision, *, at: datetime) -> None:
    """To everybody who acts for a partner: a decision letter waits, here it is."""
    application = decision.application
    letters = {letter.organisation_id: letter for letter in decision.letters.all()}
    for partner in application.partners.all():
        letter = letters[partner.organisation_id]
        for person in people_of(partner):
            outbox.post(
                "selection.decision_notified",
                person,
                decision,
                {
                    "number": application.number,
                    "acronym": application.acronym,
                    "call_names": application.definition.names,
                    "organisation": partner.organisation.name,
                    "link": _letter_page(letter, person.language),
                },
                at=at,
                once=f"decision:{decision.pid}:{letter.pid}:{person.pid}",
            )


def _letter_page(letter: Letter, language: str) -> str:
    return links.page("selection:letter", language, pid=letter.pid)
