"""Everything the page of a session shows, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cordata.accounts.queries import people_by_organisation
from cordata.applications.states import State as ApplicationState
from cordata.kernel.localised import pick
from cordata.rules.deadlines import add_months
from cordata.rules.ranking import Remainder
from cordata.selection import access
from cordata.selection.equals_page import equals_on, settled_in
from cordata.selection.evening import leniency_in
from cordata.selection.forms import ChangeForm, SupposeForm
from cordata.selection.models import CommitteeSession, Decision, Hypothesis
from cordata.selection.presenting import Trial, balance, recipients, theme_boards
from cordata.selection.queries import (
    decisions_of,
    money_left,
)
from cordata.selection.room import Room, room_of
from cordata.selection.room_forms import VoteForm
from cordata.selection.states import Outcome, SessionState
from cordata.selection.supposing import supposed
from cordata.web.catalogue import sentence
from cordata.web.forms import Form

WORDS = tuple(Remainder)
VOTE = "vote"  # the vote on everything, where that is the one refused
SUPPOSE = "suppose"  # the form of a hypothesis, where that is the one refused


def session_context(
    person: Any,
    session: CommitteeSession,
    *,
    at: datetime,
    trial: str = "",
    supposed_pid: str = "",
    refused: Form | None = None,
    of: str = "",
) -> dict[str, Any]:
    """`trial` is a treatment of the remainder to look at, `supposed_pid` a hypothesis kept;
    `refused` the form of decision `of`, or of a hypothesis (`of` is "suppose")."""
    decisions, money = decisions_of(session), money_left(session)
    may_change = access.change(person, session, at=at)
    hypotheses = list(session.hypotheses.select_related("author"))
    looked_at = next((one for one in hypotheses if one.pid == supposed_pid), None)
    tried = trial if may_change and trial in set(Remainder) else ""
    treatment = looked_at.remainder if looked_at else tried
    envelopes = money | (looked_at.amounts if looked_at else {})
    room = room_of(session)
    hidden = room.files_hidden_from(person)
    open_to = [one for one in decisions if one.application_id not in hidden]
    boards = theme_boards(
        session,
        decisions,
        envelopes,
        trials=_trials(session, decisions, envelopes, treatment) if treatment else None,
        forms=_forms(session, decisions, refused, of) if may_change else None,
        found=leniency_in(session.call),
        hidden=hidden,
    )
    grid = session.call.definition.grid
    may_release = access.release(person, session, at=at)
    return {
        "session": session,
        "call": session.call,
        "heading": [board.names for board in boards],
        "boards": boards,
        "grid": grid,
        "deferred": sum(one.outcome == Outcome.DEFERRED and not one.because for one in decisions),
        "gone": _gone(decisions) if may_change else [],
        "given_up": _gone(open_to) if _shows_recipients(session) else [],
        "balance": balance(decisions),
        "equals": equals_on(boards, session, refused, of),
        "settled": settled_in(session, open_to),
        "trial": treatment,
        "hypothesis": looked_at,
        "hypotheses": [(one, _compared(session, one, money)) for one in hypotheses],
        "suppose": _suppose_form(session, money, refused, of) if may_change else None,
        "remainders": [one.value for one in WORDS],
        "reserve_until": add_months(session.held_on, grid.reserve_months),
        "tie_break": [_named(session, code) for code in grid.tie_break],
        "may_change": may_change,
        "may_read_minutes": access.read_minutes(person, session, at=at),
        "papers_in": session.call.definition.languages if open_to else (),
        "may_open": access.open_session(person, session, at=at),
        "may_sign": access.sign(person, session, at=at),
        "may_release": may_release,
        "room": room,
        "quorum": room.quorum if room.definition else None,
        "not_carried": _not_carried(room, open_to, at),
        "en_bloc": _en_bloc(person, session, room, at, refused, of),
        "recipients": _recipients(standing_of(open_to)) if _shows_recipients(session) else [],
        "refused": refused,
        "has_errors": refused is not None,
    }


def _not_carried(room: Room, decisions: Sequence[Decision], at: datetime) -> dict[str, list[str]]:
    """Code of a result -> numbers of the files it keeps from the signature; nothing to say before
    the session opens."""
    if room.definition is None or room.session.state != SessionState.OPEN:
        return {}
    decided = [one for one in decisions if one.outcome != Outcome.DEFERRED]
    return {
        f"selection.result.{result.value}": sorted(one.application.number for one in found)
        for result, found in room.not_carried(decided, at).items()
    }


def _en_bloc(
    person: Any,
    session: CommitteeSession,
    room: Room,
    at: datetime,
    refused: Form | None,
    of: str,
) -> Form | None:
    """The vote on everything at once, for whoever may vote."""
    if not access.vote(person, session, room=room, at=at):
        return None
    return refused if refused is not None and of == VOTE else VoteForm(auto_id="all-%s")


def standing_of(decisions: Sequence[Decision]) -> list[Decision]:
    """Those whose files were not withdrawn."""
    return [one for one in decisions if one.application.state != ApplicationState.WITHDRAWN]


def _gone(decisions: Sequence[Decision]) -> list[str]:
    """Numbers of files that were withdrawn after the board was computed."""
    withdrawn = (one for one in decisions if one.application.state == ApplicationState.WITHDRAWN)
    return sorted(one.application.number for one in withdrawn)


def _trials(
    session: CommitteeSession,
    decisions: Sequence[Decision],
    envelopes: Mapping[str, Decimal],
    remainder: str,
) -> Mapping[int, Trial]:
    """The board computed under another treatment; nothing is written."""
    by_file = {one.application_id: one for one in decisions}
    return {
        by_file[place.review.application_id].pk: Trial(place.outcome, place.grant)
        for place in supposed(session, by_file.keys(), envelopes, Remainder(remainder))
    }


def _suppose_form(
    session: CommitteeSession, money: Mapping[str, Decimal], refused: Form | None, of: str
) -> Form:
    if refused is not None and of == SUPPOSE:
        return refused
    definition = session.call.definition
    return SupposeForm(definition=definition, money=money, remainder=session.remainder)


def _compared(
    session: CommitteeSession, one: Hypothesis, money: Mapping[str, Decimal]
) -> list[dict[str, Any]]:
    """Theme by theme what a hypothesis gives, and how much more money it supposes."""
    names = {theme.code: theme.names for theme in session.call.definition.themes}
    return [
        {
            "theme": names[theme],
            "funded": result["funded"],
            "granted": Decimal(result["granted"]),
            "left": Decimal(result["left"]),
            "more": one.amounts[theme] - money.get(theme, one.amounts[theme]),
        }
        for theme, result in one.result.items()
        if theme in names
    ]


def _forms(
    session: CommitteeSession, decisions: Sequence[Decision], refused: Form | None, of: str
) -> dict[int, Form]:
    definition = session.call.definition
    return {
        one.pk: refused
        if isinstance(refused, ChangeForm) and one.pid == of
        else ChangeForm(definition=definition, initial=_now(one), auto_id=f"d-{one.pid}-%s")
        for one in decisions
    }


def _now(decision: Decision) -> dict[str, str]:
    conditions = {f"conditions_{key}": text for key, text in decision.conditions.items()}
    return {"outcome": decision.outcome, **conditions}


def _shows_recipients(session: CommitteeSession) -> bool:
    return session.state in {SessionState.SIGNED, SessionState.RELEASED}


def _recipients(decisions: Sequence[Decision]) -> list[Any]:
    organisations = {
        partner.organisation_id
        for decision in decisions
        for partner in decision.application.partners.all()
    }
    return recipients(decisions, people_by_organisation(organisations))


def _named(session: CommitteeSession, code: str) -> str:
    """A criterion of the tie-break by its name; the last resorts have a sentence."""
    item = session.call.definition.grid.criterion(code)
    return f"{code} {pick(item.names)}" if item else sentence(f"selection.tie.{code}")
