"""What was answered to the survey of a meeting, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cordata.packs.own_questions import AnswerKind, OwnQuestion


@dataclass(frozen=True, slots=True)
class Counted:
    """One question with how often each answer was given; of a text, the words themselves."""

    question: OwnQuestion
    answers: tuple[tuple[str, int], ...] = ()  # code, how many; every one offered, in its order
    words: tuple[str, ...] = ()  # as typed, in alphabetical order: it says nothing of when

    @property
    def given(self) -> int:
        """How many answered this question."""
        return sum(count for _code, count in self.answers) or len(self.words)


def counted(
    questions: Sequence[OwnQuestion], answers: Iterable[Mapping[str, str]]
) -> tuple[Counted, ...]:
    """Every question with its answers; each of `answers` is one person's, by question code.
    What is no answer to a question as it stands now is not counted."""
    everyone = list(answers)
    return tuple(_counted(question, everyone) for question in questions)


def _counted(question: OwnQuestion, everyone: Sequence[Mapping[str, str]]) -> Counted:
    given = [one[question.code] for one in everyone if one.get(question.code)]
    if question.kind is AnswerKind.TEXT:
        return Counted(question, words=tuple(sorted(given, key=str.casefold)))
    times = Counter(given)
    return Counted(question, answers=tuple((code, times[code]) for code in question.answers))
