"""The minutes in the words of one language, block by block, for their template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cordata.documents import blocks
from cordata.documents.blocks import Block
from cordata.documents.marked import blocks as parsed
from cordata.kernel.localised import pick
from cordata.rules.committee import Stance
from cordata.selection.models import CommitteeSession
from cordata.selection.room import WRITTEN
from cordata.selection.states import Attendance, Outcome, TieBreak
from cordata.web.catalogue import sentence
from cordata.web.moments import day_words, moment_words
from cordata.web.numerals import euros, listed, plain_number

File = Mapping[str, Any]
THERE = {Attendance.MEMBER, Attendance.SUBSTITUTE}
WIDTHS = (0, 0, 1, 0, 0, 0)  # of the ranking's columns; 0 as wide as its words


class Words:
    """One language's version of a record; the rows add only who notified, after the signature."""

    def __init__(
        self, session: CommitteeSession, record: Mapping[str, Any], language: str, at: datetime
    ) -> None:
        self.session, self.record, self.language, self.at = session, record, language, at
        self.files: list[File] = record["decisions"]
        self.room: Mapping[str, Any] = record.get("room", {})
        self.seats: list[Mapping[str, Any]] = self.room.get("seats", [])
        self.written = record.get("kind") == WRITTEN
        self.signed = session.ranking is not None

    def blocks(self) -> Iterator[Block]:
        yield blocks.heading(1, self._say("title"))
        if not self.signed:
            yield blocks.note(self._say("draft", at=self._moment(self.at)))
        yield blocks.pairs(self._facts())
        yield from self._sitting()
        for theme in self._themes():
            yield from self._theme(theme)
        yield from self._listed("put_off", self._put_off())
        yield from self._listed("aside", self._aside())
        yield from self._listed("objections", self._objections())
        yield blocks.heading(2, self._say("signature"))
        yield blocks.pairs(self._signature())

    def _facts(self) -> Iterator[tuple[str, str]]:
        kind, room = self.record.get("kind", self.session.kind), self.room
        day = date.fromisoformat(self.record["held_on"])
        yield self._say("kind"), sentence(f"selection.kind.{kind}", self.language)
        yield self._say("day"), day_words(day, "weekday", self.language)
        if self.record.get("place"):
            yield self._say("place"), self.record["place"]
        convened = room.get("convened_at")
        yield (
            self._say("convened"),
            self._moment(datetime.fromisoformat(convened)) if convened else self._say("not_noted"),
        )
        if room.get("short_notice"):
            yield self._say("short_notice"), room["short_notice"]
        if self.seats:
            yield self._say("quorum"), self._quorum(room["quorum"])
        remainder = f"selection.remainder.{self.record['remainder']}"
        yield self._say("remainder"), sentence(remainder, self.language)
        for tie in self.record.get("ties", ()):
            files = ", ".join(tie["files"])
            if tie["how"] == TieBreak.LOT:
                yield self._say("lot"), self._say("lot_drawn", files=files, seed=tie["seed"])
            else:
                yield self._say("choice", files=files), tie["because"]

    def _quorum(self, quorum: Mapping[str, Any]) -> str:
        heard = [self._side(one) for one in self.seats if self._there(one) and one["delegation"]]
        said = self._say(
            "quorum_reached" if quorum["reached"] else "quorum_not_reached",
            present=quorum["present"],
            needed=quorum["needed"],
        )
        sides = listed(list(dict.fromkeys(heard)), self.language)
        return f"{said} {self._say('delegations', names=sides)}" if sides else said

    def _there(self, seat: Mapping[str, Any]) -> bool:
        return bool(seat["votes"]) and (self.written or seat["attendance"] in THERE)

    def _side(self, seat: Mapping[str, Any]) -> str:
        if not seat["votes"]:
            return self._say("observer")
        names = self.record.get("names", {}).get("delegations", {})
        return pick(names.get(seat["delegation"], {}), self.language) or seat["delegation"]

    def _sitting(self) -> Iterator[Block]:
        yield blocks.heading(2, self._say("members"))
        if not self.seats:
            yield blocks.text(self._say("nobody_seated"))
            return
        yield blocks.table(
            [self._say(key) for key in ("member", "delegation", "presence")],
            [[one["member"], self._side(one), self._presence(one)] for one in self.seats],
            columns=[1, 1, 1],
        )

    def _presence(self, seat: Mapping[str, Any]) -> str:
        how = "consulted" if self.written else seat["attendance"]
        return self._say(f"presence_{how}", substitute=seat["substitute"])

    def _themes(self) -> list[str]:
        """In the order of the call; of a record without names, in its own."""
        named = self.record.get("names", {}).get("themes", {})
        order = [one.code for one in self.session.call.definition.themes if one.code in named]
        return order or list(dict.fromkeys(one["theme"] for one in self.files))

    def _theme(self, code: str) -> Iterator[Block]:
        files = [one for one in self.files if one["theme"] == code]
        files.sort(key=lambda one: (one["rank"] is None, one["rank"] or 0, one["number"]))
        yield blocks.heading(2, self._theme_name(code))
        yield blocks.pairs(self._envelope(code, files))
        if files:
            yield self._ranking(files)
        for one in files:
            yield from self._file(one)

    def _theme_name(self, code: str) -> str:
        names = self.record.get("names", {}).get("themes", {}).get(code)
        theme = self.session.call.definition.theme(code)
        return pick(names or (theme.names if theme else {}), self.language) or code

    def _envelope(self, code: str, files: list[File]) -> Iterator[tuple[str, str]]:
        granted = sum((Decimal(one["grant"]) for one in files), Decimal(0))
        amount = self.record["envelopes"].get(code)
        if amount is not None:
            yield self._say("envelope"), self._euros(amount)
        yield self._say("granted"), self._euros(granted)
        if amount is not None:
            yield self._say("left"), self._euros(Decimal(amount) - granted)

    def _ranking(self, files: list[File]) -> Block:
        keys = ("rank", "file", "project", "score", "grant", "decision")
        return blocks.table(
            [self._say(key) for key in keys],
            [self._line(one) for one in files],
            numeric=[0, 3, 4],
            columns=WIDTHS,
        )

    def _line(self, one: File) -> list[str]:
        return [
            str(one["rank"] or "–"),
            one["number"],
            self._title(one),
            self._score(one),
            euros(Decimal(one["grant"]), "bare", self.language),
            self._outcome(one),
        ]

    def _title(self, one: File) -> str:
        return pick(one.get("titles", {}), self.language) or one["number"]

    def _score(self, one: File) -> str:
        score = one["score"]
        return "–" if score is None else plain_number(Decimal(score), self.language, 2)

    def _outcome(self, one: File) -> str:
        code = "postponed" if _postponed(one) else one["outcome"]
        return sentence(f"selection.outcome.{code}", self.language)

    def _file(self, one: File) -> Iterator[Block]:
        yield blocks.heading(3, f"{one['number']} · {self._title(one)}")
        yield blocks.pairs(self._file_facts(one))
        if reasons := pick(one["reasons"], self.language):
            yield blocks.text(self._say("reasons"))
            yield blocks.marked(parsed(reasons))
        for said in one.get("votes", {}).get("said", []):
            if said["comment"]:
                yield blocks.item(self._said(said))

    def _file_facts(self, one: File) -> Iterator[tuple[str, str]]:
        if one.get("lead"):
            yield self._say("lead"), one["lead"]
        yield self._say("decision"), self._outcome(one)
        yield self._say("total"), self._euros(one["total"])
        yield self._say("granted"), self._euros(one["grant"])
        if one["conditions"]:
            yield self._say("conditions"), pick(one["conditions"], self.language)
        if votes := one.get("votes"):
            if votes["result"]:
                yield self._say("votes"), self._votes(votes)
            if votes["aside"]:
                yield self._say("stood_aside"), listed(votes["aside"], self.language)

    def _votes(self, votes: Mapping[str, Any]) -> str:
        counts = {stance.value: votes["stances"].get(stance.value, 0) for stance in Stance}
        result = sentence(f"selection.result.{votes['result']}", self.language)
        counted = self._say(
            "counted",
            agree=counts[Stance.FOR],
            against=counts[Stance.AGAINST],
            abstain=counts[Stance.ABSTAIN],
            silent=votes["silent"],
        )
        return f"{counted} {self._say('result', result=result)}"

    def _said(self, said: Mapping[str, Any]) -> str:
        stance = sentence(f"selection.stance.{said['stance']}", self.language)
        return self._say("comment", person=said["seat"], stance=stance, comment=said["comment"])

    def _put_off(self) -> list[str]:
        return [f"{one['number']} · {self._title(one)}" for one in self.files if _postponed(one)]

    def _aside(self) -> list[str]:
        return [
            self._say("aside_on", file=one["number"], names=listed(names, self.language))
            for one in self.files
            if (names := one.get("votes", {}).get("aside", []))
        ]

    def _objections(self) -> list[str]:
        return [
            f"{one['file']} · {self._said({**one, 'stance': Stance.AGAINST.value})}"
            for one in self.record.get("objections", [])
        ]

    def _listed(self, key: str, items: list[str]) -> Iterator[Block]:
        yield blocks.heading(2, self._say(key))
        if not items:
            yield blocks.text(self._say("none"))
        for item in items:
            yield blocks.item(item)

    def _signature(self) -> Iterator[tuple[str, str]]:
        session = self.session
        if not self.signed or session.signed_at is None or session.ranking is None:
            yield self._say("chair"), self._say("not_signed")
            return
        chair = self.record.get("signed_by") or str(session.signed_by)
        yield self._say("chair"), self._by(chair, session.ranking.sealed_at)
        yield self._say("fingerprint"), session.ranking.sha256
        if session.released_at is None:
            yield self._say("notified"), self._say("not_notified")
        else:
            yield self._say("notified"), self._by(str(session.released_by), session.released_at)

    def _by(self, person: str, at: datetime) -> str:
        return self._say("by", person=person, at=self._moment(at))

    def _moment(self, at: datetime) -> str:
        return moment_words(at, self.session.call.zone, language=self.language)

    def _euros(self, amount: Any) -> str:
        return euros(Decimal(amount), language=self.language)

    def _say(self, key: str, **params: Any) -> str:
        return sentence(f"minutes.{key}", self.language, **params)


def _postponed(one: File) -> bool:
    return bool(one["outcome"] == Outcome.DEFERRED and one["because"])
