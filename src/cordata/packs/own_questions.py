"""What the organisers of a meeting ask beside the usual, and afterwards: typed, in every language,
conditional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cordata.packs.provenance import Text

YES, NO, NOT_YET = "yes", "no", "not_yet"
SCALE = ("1", "2", "3", "4", "5")


class AnswerKind(StrEnum):
    """What an answer is; all are kept as text: a choice by its code, yes or no as such."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    YES_NOT_YET = "yes_not_yet"  # yes, no, or not yet
    SCALE = "scale"  # 1 to 5; the two ends have words, as choices "1" and "5"


AT_REGISTRATION = frozenset({AnswerKind.TEXT, AnswerKind.CHOICE, AnswerKind.YES_NO})
AFTERWARDS = frozenset(AnswerKind)


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One of the answers offered."""

    code: str
    names: Text


@dataclass(frozen=True, slots=True)
class AskedIf:
    """The answer to an earlier question on which another depends."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """One question of the organisers, with why it is asked."""

    code: str
    kind: AnswerKind
    texts: Text
    purposes: Text = field(default_factory=dict)  # why it is asked, shown under the field
    required: bool = False
    choices: tuple[AnswerChoice, ...] = ()
    asked_if: AskedIf | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """The codes one may answer with; empty for a text."""
        if self.kind is AnswerKind.YES_NO:
            return (YES, NO)
        if self.kind is AnswerKind.YES_NOT_YET:
            return (YES, NOT_YET, NO)
        if self.kind is AnswerKind.SCALE:
            return SCALE
        return tuple(choice.code for choice in self.choices)


def asked(questions: Sequence[OwnQuestion], answers: Mapping[str, str]) -> Iterator[OwnQuestion]:
    """Those that apply to these answers, in order. A question hangs on an earlier one only; if
    that one is not asked, whatever was answered to it counts for nothing."""
    given: dict[str, str] = {}
    for question in questions:
        condition = question.asked_if
        if condition is None or given.get(condition.question) == condition.answer:
            given[question.code] = answers.get(question.code, "")
            yield question
