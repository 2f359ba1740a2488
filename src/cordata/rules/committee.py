"""A committee's rules of procedure: convened in time, quorum, what carries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Stance(StrEnum):
    """What a seat says to a proposed decision."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Silence(StrEnum):
    """What no answer means once the term of a written procedure has passed."""

    AGREES = "agrees"
    ABSTAINS = "abstains"


class Result(StrEnum):
    """What came of a proposed decision."""

    CARRIED = "carried"
    RUNNING = "running"  # in writing: the term runs and somebody has not answered
    OBJECTED = "objected"  # somebody is against it: a meeting decides
    LACKING = "lacking"  # a delegation, or everybody, has not agreed


@dataclass(frozen=True, slots=True)
class Procedure:
    """The rules of a committee; terms in calendar days, the quorum in % of the seats that vote."""

    convening_days: int = 0
    answer_days: int = 0
    quorum: Decimal = Decimal(0)
    delegations: tuple[str, ...] = ()  # each must be there, and agree
    consensus: bool = True  # else more for than against
    silence: Silence = Silence.AGREES


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the committee; `present` whether its member or a substitute is there."""

    key: str
    delegation: str = ""
    votes: bool = True
    present: bool = False


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many seats with a vote are there, how many are needed, which delegations are not."""

    present: int
    needed: int
    missing: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        return self.present >= self.needed and not self.missing


@dataclass(frozen=True, slots=True)
class Tally:
    """The stances counted, how many said nothing, and what came of it."""

    stances: Mapping[Stance, int]
    silent: int
    result: Result


def convened_in_time(sent_on: date, held_on: date, days: int) -> bool:
    """Whether `days` calendar days lie between the convocation and the day of the decision."""
    return sent_on + timedelta(days=days) <= held_on


def quorum(seats: Collection[Seat], procedure: Procedure) -> Quorum:
    """Who is there against who is needed: at least the pack's share of the seats that vote (rounded
    up, never fewer than one), and one of each delegation that must be there."""
    voting = [seat for seat in seats if seat.votes]
    there = [seat for seat in voting if seat.present]
    share = (len(voting) * procedure.quorum / HUNDRED).to_integral_value(ROUND_CEILING)
    heard = {seat.delegation for seat in there}
    missing = tuple(code for code in procedure.delegations if code not in heard)
    return Quorum(len(there), max(1, int(share)), missing)


def tally(
    ballots: Mapping[str, Stance],
    seats: Sequence[Seat],
    procedure: Procedure,
    *,
    aside: Collection[str] = (),
    written: bool = False,
    closed: bool = True,
) -> Tally:
    """What the committee says to one proposal.

    `ballots`: key of a seat -> its stance; `aside`: keys of seats that stand aside on this file,
    which neither vote nor count. At a meeting who is there and says nothing agrees; in writing the
    procedure says what silence means, once the term has passed (`closed`).
    """
    entitled = [seat for seat in seats if seat.votes and seat.key not in aside]
    heard = [seat for seat in entitled if written or seat.present]
    silent = [seat for seat in heard if seat.key not in ballots]
    spoken = Stance.FOR if not written else _silence(procedure)
    said = {seat.key: ballots.get(seat.key, spoken) for seat in heard}
    counted = [ballots[seat.key] for seat in heard if seat.key in ballots]
    stances = {stance: counted.count(stance) for stance in Stance}
    if written and silent and not closed and Stance.AGAINST not in counted:
        return Tally(stances, len(silent), Result.RUNNING)
    return Tally(stances, len(silent), _result(said, entitled, procedure))


def _silence(procedure: Procedure) -> Stance:
    return Stance.FOR if procedure.silence is Silence.AGREES else Stance.ABSTAIN


def _result(said: Mapping[str, Stance], entitled: Sequence[Seat], procedure: Procedure) -> Result:
    stances = list(said.values())
    against, agreed = stances.count(Stance.AGAINST), stances.count(Stance.FOR)
    if against and (procedure.consensus or against >= agreed):
        return Result.OBJECTED
    agreeing = {seat.delegation for seat in entitled if said.get(seat.key) is Stance.FOR}
    asked = {seat.delegation for seat in entitled}.intersection(procedure.delegations)
    return Result.CARRIED if agreed and asked <= agreeing else Result.LACKING
