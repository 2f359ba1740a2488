"""The waiting list lived through: whatever people do and in whatever order (MTG-01, MTG-02).

A small room, served as the actions serve it: asked for, offered, accepted, declined, let pass,
given back; sides with a release, parties, caps; the same for an item of the agenda.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.rules.places import (
    Placement,
    PlaceRequest,
    SeatPlan,
    Taken,
    Wait,
    begin_to_gather,
    free_for,
    next_to_offer,
    place_for,
    standings,
)

START = datetime(2025, 2, 1, 9, tzinfo=UTC)
RELEASE = START + timedelta(hours=30)
TERM = timedelta(hours=24)


@dataclass
class Room:
    """A meeting, or an item of one, and everyone who ever asked."""

    plan: SeatPlan
    at: datetime = START
    holds: dict[str, PlaceRequest] = field(default_factory=dict)  # confirmed
    offered: dict[str, PlaceRequest] = field(default_factory=dict)
    waiting: list[PlaceRequest] = field(default_factory=list)
    said_yes: set[str] = field(default_factory=set)

    @property
    def taken(self) -> Taken:
        taken = Taken()
        for request in [*self.holds.values(), *self.offered.values()]:
            taken = taken.plus(request)
        return taken

    def ask(self, request: PlaceRequest) -> None:
        answer = place_for(self.plan, self.taken, request, self.at, self.waiting)
        if answer.placement is Placement.CONFIRMED:
            self.said_yes.add(request.key)  # asked for and confirmed by mail
            self.holds[request.key] = request
        elif answer.placement is Placement.WAITLISTED:
            self.waiting.append(request)
        self.serve()

    def leave(self, number: int) -> None:
        if self.holds:
            del self.holds[sorted(self.holds)[number % len(self.holds)]]
            self.serve()

    def answer(self, number: int, *, yes: bool) -> None:
        if not self.offered:
            return
        request = self.offered.pop(sorted(self.offered)[number % len(self.offered)])
        if yes:
            self.said_yes.add(request.key)
            self.holds[request.key] = request
        self.serve()

    def pass_time(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        self.serve()

    def serve(self) -> None:
        while (request := next_to_offer(self.plan, self.taken, self.waiting, self.at)) is not None:
            ahead = self.waiting[: self.waiting.index(request)]
            reasons = {one.request.key: one.reason for one in self.standings()}
            for one in ahead:
                assert reasons[one.key] is not Wait.NEXT
                if one.side == request.side:
                    allowed = {Wait.PARTY_TOO_LARGE, Wait.ORGANISATION_FULL}
                    assert reasons[one.key] in allowed
            self.waiting.remove(request)
            self.offered[request.key] = request
        gathering = begin_to_gather(self.plan, self.taken, self.waiting, self.at)
        self.waiting = [
            replace(one, yields_at=self.at + TERM) if one in gathering else one
            for one in self.waiting
        ]

    def standings(self) -> list:
        return list(standings(self.plan, self.taken, self.waiting, self.at))

    def check(self) -> None:
        taken = self.taken
        assert taken.total <= self.plan.total
        if self.at < RELEASE and taken.total == self.plan.total:
            for side, kept in self.plan.kept.items():
                others = self.plan.total - sum(self.plan.kept.values())
                assert taken.by_side.get(side, 0) <= kept + others
        cap = self.plan.per_organisation
        assert cap is None or all(held <= cap for held in taken.by_organisation.values())
        assert set(self.holds) <= self.said_yes
        for one in self.standings():
            assert one.reason is not Wait.NEXT  # no place idle while somebody may have it
            if one.reason is Wait.GATHERS:
                assert one.request.yields_at is not None
                assert self.at < one.request.yields_at
            if one.reason in {Wait.FULL, Wait.KEPT}:
                assert free_for(self.plan, taken, one.request.side, self.at) == 0


def requests(most: int) -> st.SearchStrategy[PlaceRequest]:
    return st.builds(
        PlaceRequest,
        side=st.sampled_from(["FR", "IT", "ZZ"]),
        seats=st.integers(1, most),
        organisation=st.sampled_from(["", "", "a", "b"]),
    )


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), requests(3)),
        st.tuples(st.just("leave"), st.integers(0, 9)),
        st.tuples(st.just("yes"), st.integers(0, 9)),
        st.tuples(st.just("no"), st.integers(0, 9)),
        st.tuples(st.just("time"), st.integers(1, 30)),
    ),
    min_size=1,
    max_size=25,
)
PLANS = st.builds(
    lambda kept, free, cap: SeatPlan(
        2 * kept + free, {"FR": kept, "IT": kept}, RELEASE, per_organisation=cap, max_party=3
    ),
    kept=st.integers(0, 4),
    free=st.integers(0, 4),
    cap=st.sampled_from([None, 3, 4]),
)
ITEMS = st.builds(lambda total: SeatPlan(total, max_party=3), total=st.integers(1, 6))
calmly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def live(room: Room, acts: list) -> None:
    for number, (name, what) in enumerate(acts):
        if name == "ask":
            room.ask(replace(what, key=f"{number:03}"))
        elif name == "leave":
            room.leave(what)
        elif name == "time":
            room.pass_time(what)
        else:
            room.answer(what, yes=name == "yes")
        room.check()


@calmly
@given(plan=PLANS, acts=ACTS)
def test_a_meeting_never_has_one_too_many_nor_a_place_idle_and_keeps_the_order(plan, acts):
    live(Room(plan), acts)


@calmly
@given(plan=ITEMS, acts=ACTS)
def test_an_item_is_served_by_the_same_promises(plan, acts):
    live(Room(plan), acts)


def test_the_rule_of_parties_in_one_story():
    room = Room(SeatPlan(2, max_party=2))
    for key in ("anna", "bruno"):
        room.ask(PlaceRequest("FR", key=key))
    room.ask(PlaceRequest("FR", 2, key="pair"))
    room.ask(PlaceRequest("FR", key="single"))
    room.leave(0)
    assert [one.reason for one in room.standings()] == [Wait.GATHERS, Wait.BEHIND_PARTY]

    room.pass_time(24)
    assert list(room.offered) == ["single"]
    assert [one.reason for one in room.standings()] == [Wait.FULL]
    room.answer(0, yes=False)
    room.leave(0)
    assert list(room.offered) == ["pair"]  # first again as soon as enough is free at once
