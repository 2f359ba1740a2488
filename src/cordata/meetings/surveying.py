"""The answers to the survey of a meeting in words: for the page, a table to take away, a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, override

from cordata.kernel.localised import pick
from cordata.meetings.models import Meeting
from cordata.meetings.presenting import answer_words, capital
from cordata.meetings.queries import survey_answers, survey_sides, survey_summary
from cordata.packs.survey import Counted
from cordata.web.catalogue import sentence
from cordata.web.charts import Chart, chart_of
from cordata.web.numerals import plain_number

Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One question of the results: bars for what is counted, else the words as typed."""

    title: str
    given: int
    chart: Chart | None
    words: tuple[tuple[str, str], ...]  # language, words


def shown_of(meeting: Meeting, country: str = "") -> list[Shown]:
    """Every question with its answers, in the reader's language."""
    return [_shown(one) for one in survey_summary(meeting, country)]


def _shown(one: Counted) -> Shown:
    bars = [
        (capital(answer_words(one.question, code)), count, plain_number(count))
        for code, count in one.answers
    ]
    chart = chart_of(bars) if bars else None
    return Shown(pick(one.question.texts), one.given, chart, one.words)


def side_names(meeting: Meeting) -> dict[str, tuple[str, int]]:
    """Country -> name of its side and answers, in the programme's order; empty where a small
    group would be singled out."""
    told = survey_sides(meeting)
    countries = meeting.programme.definition.countries
    return {
        one.code: (capital(pick(one.sides)), told[one.code])
        for one in countries
        if one.code in told
    }


def survey_rows(meeting: Meeting, language: str | None = None) -> Rows:
    """Question, answer, how many: the head, how many answered, then every answer; words as typed
    in rows of their own. Never a row a person: what one person said stays apart. As long as too
    few answered, the first two rows are all. In `language`, by default the one spoken now."""
    return _rows(meeting, language or get_language())


def _rows(meeting: Meeting, language: str | None) -> Rows:
    """Read when it is written, in the language it was asked in."""
    with override(language):
        yield [sentence(f"survey.column.{name}") for name in ("question", "answer", "count")]
        total = survey_answers(meeting).count()
        yield [sentence("survey.total"), "", str(total)]
        if total >= meeting.programme.definition.meetings.survey_least:
            for one in survey_summary(meeting):
                yield from _rows_of(one)


def _rows_of(one: Counted) -> Rows:
    title = pick(one.question.texts)
    for code, count in one.answers:
        yield [title, answer_words(one.question, code), str(count)]
    for _language, words in one.words:
        yield [title, words, "1"]
