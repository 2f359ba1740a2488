"""The conditions of one approval as their page shows them, to partners and to staff.

Partners read their own answers and later terms at once, a statement only once a second person has
confirmed it, and what staff say among themselves never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordata.kernel.verdicts import Verdict
from cordata.packs.provenance import Text
from cordata.selection import access
from cordata.selection.forms import AnswerForm, BecauseForm, ExtendForm, StateForm
from cordata.selection.models import Lifting, LiftingEntry
from cordata.selection.states import LiftingState
from cordata.web.forms import Form

Kind = LiftingEntry.Kind
OPEN_TO_PARTNERS = frozenset({Kind.ANSWER, Kind.EXTENDED})
STATEMENTS = frozenset({Kind.MET, Kind.UNMET})
SETTLED = frozenset({LiftingState.LIFTED, LiftingState.RETURNED})
CHIPS: Mapping[str, tuple[str, str]] = {
    LiftingState.AWAITED: ("warn", "clock"),
    LiftingState.STATED: ("", "eye"),
    LiftingState.LIFTED: ("ok", "check"),
    LiftingState.RETURNED: ("mute", "undo-2"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the thread."""

    entry: LiftingEntry
    who: str  # empty: the office, not the person, speaks


@dataclass(frozen=True, slots=True)
class Row:
    """The conditions of one approval in the list of a call."""

    lifting: Lifting
    titles: Text
    chip: tuple[str, str, str]
    late: bool


def conditions_rows(liftings: Iterable[Lifting], at: datetime) -> list[Row]:
    """Rows of `liftings_of`; costs no query more."""
    return [
        Row(
            lifting,
            lifting.decision.application.titles,
            chip_of(lifting.state),
            lifting.state == LiftingState.AWAITED and at > lifting.due_at,
        )
        for lifting in liftings
    ]


def chip_of(state: str) -> tuple[str, str, str]:
    """Tone, icon and words of a state."""
    return (*CHIPS[state], str(LiftingState(state).label))


def state_for(lifting: Lifting, *, staff: bool) -> str:
    """The state this side knows: nothing is said to partners before it is confirmed."""
    return lifting.state if staff or lifting.state in SETTLED else LiftingState.AWAITED


def entries_for(lifting: Lifting, *, staff: bool) -> list[LiftingEntry]:
    """What this side may read, the oldest first."""
    entries = list(lifting.entries.all())
    if staff:
        return entries
    stated = [one for one in entries if one.kind in STATEMENTS][-1:]
    known = stated if lifting.state in SETTLED else []
    return [one for one in entries if one.kind in OPEN_TO_PARTNERS or one in known]


def conditions_context(
    person: Any, lifting: Lifting, *, at: datetime, refused: Form | None = None, act: str = ""
) -> dict[str, Any]:
    """`refused` is the form of the act that was not possible."""
    staff = bool(access.read(person, lifting.decision.session, at=at))
    verdicts = _verdicts(person, lifting, at)
    application = lifting.decision.application
    state = state_for(lifting, staff=staff)
    return {
        "lifting": lifting,
        "decision": lifting.decision,
        "application": application,
        "call": application.call,
        "titles": application.titles or {"": application.acronym or application.number},
        "staff": staff,
        "thread": [_shown(one, staff) for one in entries_for(lifting, staff=staff)],
        "state": state,
        "chip": chip_of(state),
        "late": lifting.state == LiftingState.AWAITED and at > lifting.due_at,
        "refused": refused,
        "has_errors": refused is not None,
        **{f"may_{name}": verdict for name, verdict in verdicts.items()},
        **_forms(lifting, verdicts, refused, act),
    }


def _verdicts(person: Any, lifting: Lifting, at: datetime) -> dict[str, Verdict]:
    return {
        "answer": access.answer_conditions(person, lifting),
        "state": access.state_conditions(person, lifting, at=at),
        "confirm": access.confirm_conditions(person, lifting, at=at),
    }


def _forms(
    lifting: Lifting, verdicts: Mapping[str, Verdict], refused: Form | None, act: str
) -> dict[str, Form | None]:
    """The forms this person may use; the refused one with what was typed."""
    made: Sequence[tuple[str, str, Form]] = (
        ("answer", "answer", AnswerForm(auto_id="answer-%s")),
        ("state", "state", StateForm(auto_id="state-%s")),
        ("extend", "state", ExtendForm(auto_id="extend-%s")),
        ("send_back", "confirm", BecauseForm(auto_id="back-%s")),
    )
    return {
        f"{name}_form": (refused if act == name else form) if verdicts[needs] else None
        for name, needs, form in made
    }


def _shown(entry: LiftingEntry, staff: bool) -> Shown:
    own = staff or entry.kind == Kind.ANSWER
    return Shown(entry, str(entry.author) if own else "")
