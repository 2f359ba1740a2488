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
    words: tuple[tuple[str, str], ...] = ()  # (language, as typed), in an order that says nothing

    @property
    def given(self) -> int:
        """How many answered this question."""
        return sum(count for _code, count in self.answers) or len(self.words)


Said = tuple[str, Mapping[str, str]]  # language of the words, answers by question code


def counted(questions: Sequence[OwnQuestion], answers: Iterable[Said]) -> tuple[Counted, ...]:
    """Every question with its answers; each of `answers` is one person's.
    What is no answer to a question as it stands now is not counted."""
    everyone = list(answers)
    return tuple(_counted(question, everyone) for question in questions)


def _counted(question: OwnQuestion, everyone: Sequence[Said]) -> Counted:
    code = question.code
    given = [(language, said[code]) for language, said in everyone if said.get(code)]
    if question.kind is AnswerKind.TEXT:
        return Counted(question, words=tuple(sorted(given, key=lambda one: one[1].casefold())))
    times = Counter(answer for _language, answer in given)
    return Counted(question, answers=tuple((code, times[code]) for code in question.answers))
