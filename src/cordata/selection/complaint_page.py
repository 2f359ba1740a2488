"""A complaint as its page shows it, to the partners and to the offices.

Partners read their own words, that it was admitted, the hearing and, once confirmed, the outcome;
what is proposed and sent back stays among the offices.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cordata.selection import complaining
from cordata.selection.complaint_forms import ComplaintForm, OutcomeForm, WhyForm
from cordata.selection.models import Complaint, ComplaintEntry
from cordata.selection.states import ComplaintState
from cordata.web.context import OWN_NAMES
from cordata.web.forms import Form

Kind = ComplaintEntry.Kind
CHIPS: Mapping[str, tuple[str, str]] = {
    ComplaintState.RECEIVED: ("info", "mail"),
    ComplaintState.ADMITTED: ("info", "eye"),
    ComplaintState.STATED: ("warn", "hourglass"),
    ComplaintState.INADMISSIBLE: ("mute", "x"),
    ComplaintState.UPHELD: ("ok", "check"),
    ComplaintState.DISMISSED: ("mute", "scale"),
}
AMONG_OFFICES = frozenset({Kind.RETURNED})


def state_for(complaint: Complaint, *, office: bool) -> ComplaintState:
    """Partners learn of an outcome with its letter; until then it stands where it stood."""
    state = ComplaintState(complaint.state)
    return complaint.proposed_from if state == ComplaintState.STATED and not office else state


def entries_for(complaint: Complaint, *, office: bool) -> list[ComplaintEntry]:
    return [one for one in complaint.entries.all() if office or one.kind not in AMONG_OFFICES]


def complaint_context(
    person: Any, complaint: Complaint, *, at: datetime, refused: Form | None = None, act: str = ""
) -> dict[str, Any]:
    application = complaint.application
    office = complaining.is_office(person, application.call, at)
    state = state_for(complaint, office=office)
    may = complaining.examine(person, complaint, at=at)
    may_settle = complaining.settle(person, complaint, at=at)
    admitted = complaint.state == ComplaintState.ADMITTED
    letters = complaining.complaint_letters_visible_to(person, at).filter(complaint=complaint)

    def form(name: str, kind: type[Form], allowed: Any, **more: Any) -> Form | None:
        if not allowed:
            return None
        return refused if act == name and refused else kind(auto_id=f"{name}-%s", **more)

    return {
        "complaint": complaint,
        "application": application,
        "call": application.call,
        "titles": application.titles,
        "office": office,
        "state": state,
        "chip": CHIPS[state],
        "thread": entries_for(complaint, office=office),
        "letters": letters.order_by("number"),
        "paper_form": form("paper", ComplaintForm, complaining.add_paper(person, complaint)),
        "admit_form": form("admit", WhyForm, may and not admitted),
        "hearing_form": form("hearing", ComplaintForm, may and admitted),
        "outcome_form": form(
            "outcome", OutcomeForm, may, admitted=admitted, languages=languages_of(complaint)
        ),
        "return_form": form("return", WhyForm, may_settle),
        "may_settle": may_settle,
        "late_answer": complaint.settled_at is None and at > complaint.answer_by,
        "refused": refused,
        "has_errors": refused is not None,
    }


def languages_of(complaint: Complaint) -> dict[str, str]:
    return {code: OWN_NAMES[code] for code in complaint.application.definition.languages}
