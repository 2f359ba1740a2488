"""The papers of a session: its agenda and each file to decide on, bound to be read offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cordata.applications.dossier import BoundFile, bound_pdf
from cordata.applications.reading import reading_of_submission
from cordata.assessment.presenting import CriterionRow, SheetsTable, sheets_table
from cordata.documents import blocks
from cordata.documents.blocks import Block
from cordata.kernel.localised import pick
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.presenting import Row, ThemeBoard, theme_boards
from cordata.selection.queries import decisions_of, money_left, with_files
from cordata.selection.room import WRITTEN, room_of
from cordata.web.catalogue import sentence
from cordata.web.moments import day_words, moment_words
from cordata.web.numerals import euros, plain_number


def boards_for(person: Any, session: CommitteeSession) -> list[ThemeBoard]:
    """The board as this person may see it: nothing of the files on which they stand aside."""
    hidden = room_of(session).files_hidden_from(person)
    return theme_boards(session, decisions_of(session), money_left(session), hidden=hidden)


def rows_to_read(boards: Sequence[ThemeBoard]) -> list[Row]:
    """The files of the papers, ranking by ranking."""
    return [row for board in boards for row in (*board.rows, *board.failed)]


def papers_pdf(
    session: CommitteeSession,
    boards: Sequence[ThemeBoard],
    *,
    languages: Sequence[str],
    reader: str,
    at: datetime,
) -> bytes:
    """Agenda, then per file what is proposed, its sheets without names, and its sealed text.

    `languages` are those of the texts, the first one speaks to the reader; `reader` names the copy.
    """
    papers = Papers(session, boards, languages[0])
    found = with_files(session).in_bulk()
    return bound_pdf(
        [papers.bound(row, found[row.decision.pk]) for row in rows_to_read(boards)],
        languages=languages,
        reader=reader,
        title=papers.title,
        cover=list(papers.cover()),
        depth=1,
        at=at,
    )


class Papers:
    """The words around the files, in the reader's language."""

    def __init__(
        self, session: CommitteeSession, boards: Sequence[ThemeBoard], language: str
    ) -> None:
        self.session, self.boards, self.language = session, boards, language

    @property
    def title(self) -> str:
        return self._say("papers.title", day=day_words(self.session.held_on, "", self.language))

    def bound(self, row: Row, decision: Decision) -> BoundFile:
        """`decision` is that of the row, loaded with its file."""
        review = decision.application.review
        submission = review.submission
        submission.application = decision.application  # read already: not once more for each file
        sheets = sheets_table(review, review.assignments.all())
        before = [*self._proposal(row), *(self._sheets(sheets) if sheets else ())]
        return BoundFile(submission, reading_of_submission(submission), before)

    def cover(self) -> Iterator[Block]:
        yield blocks.pairs(self._facts())
        for board in self.boards:
            yield from self._agenda(board)

    def _facts(self) -> Iterator[tuple[str, str]]:
        session = self.session
        yield self._say("minutes.kind"), self._say(f"selection.kind.{session.kind}")
        day = day_words(session.held_on, "weekday", self.language)
        yield self._say("papers.answer_by" if session.kind == WRITTEN else "minutes.day"), day
        if session.place:
            yield self._say("minutes.place"), session.place
        if session.convened_at:
            convened = moment_words(session.convened_at, session.call.zone, language=self.language)
            yield self._say("minutes.convened"), convened

    def _agenda(self, board: ThemeBoard) -> Iterator[Block]:
        """One item of the agenda: an envelope and its files. Whoever stands aside on one of them
        sees no sum."""
        yield blocks.heading(2, pick(board.names, self.language))
        for row in board.aside:
            yield blocks.note(self._say("papers.aside", file=row.decision.application.number))
        if not board.aside:
            yield blocks.pairs(
                [
                    (self._say("minutes.envelope"), self._euros(board.envelope)),
                    (self._say("papers.proposed"), self._euros(board.granted)),
                    (self._say("minutes.left"), self._euros(board.left)),
                ]
            )
        if rows := (*board.rows, *board.failed):
            yield blocks.table(
                [self._say(code) for code in HEADS],
                [self._line(row) for row in rows],
                numeric=[0, 3, 4],
                columns=[0, 0, 1, 0, 0, 0],
            )

    def _line(self, row: Row) -> list[str]:
        return [
            str(row.decision.rank or "–"),
            row.decision.application.number,
            pick(row.titles, self.language),
            self._number(row.decision.score),
            euros(row.asked, "bare", self.language),
            self._say(row.outcome_code),
        ]

    def _proposal(self, row: Row) -> Iterator[Block]:
        yield blocks.heading(2, self._say("papers.before_committee"))
        yield blocks.pairs(self._proposed(row))

    def _proposed(self, row: Row) -> Iterator[tuple[str, str]]:
        yield self._say("minutes.rank"), str(row.decision.rank or "–")
        yield self._say("papers.asked"), self._euros(row.asked)
        yield self._say("papers.proposal"), self._say(row.outcome_code)
        if row.grant:
            yield self._say("papers.grant"), self._euros(row.grant)
        if row.decision.conditions:
            yield self._say("minutes.conditions"), pick(row.decision.conditions, self.language)

    def _sheets(self, sheets: SheetsTable) -> Iterator[Block]:
        """Points side by side, then the motivations; nobody is named."""
        yield blocks.heading(2, self._say("papers.sheets"))
        numbers = range(1, len(sheets.totals) + 1)
        columns = [self._say("papers.sheet", number=number) for number in numbers]
        total = [*(self._number(one) for one in sheets.totals), self._number(sheets.result.score)]
        yield blocks.table(
            [self._say("papers.criterion"), *columns, self._say("papers.mean")],
            [*(self._points(row) for row in sheets.rows), [self._say("papers.total"), *total]],
            numeric=list(range(1, len(columns) + 2)),
            columns=[1, *(0 for _one in columns), 0],
        )
        for row in sheets.rows:
            yield from self._motivations(row)

    def _points(self, row: CriterionRow) -> list[str]:
        given = [self._number(points) for points, _motivation in row.cells]
        return [self._named(row.criterion), *given, self._number(row.mean)]

    def _motivations(self, row: CriterionRow) -> Iterator[Block]:
        yield blocks.heading(3, self._named(row.criterion))
        for number, (points, motivation) in enumerate(row.cells, start=1):
            sheet = self._say("papers.sheet", number=number)
            yield blocks.text(f"{sheet} ({self._number(points)}). {motivation}")

    def _named(self, criterion: Any) -> str:
        names: Mapping[str, str] = criterion.names
        return f"{criterion.code} {pick(names, self.language)}"

    def _number(self, value: Decimal | None) -> str:
        return "–" if value is None else plain_number(value, self.language, 2)

    def _euros(self, amount: Decimal) -> str:
        return euros(amount, language=self.language)

    def _say(self, code: str, **params: Any) -> str:
        return sentence(code, self.language, **params)


HEADS = (
    *("minutes.rank", "minutes.file", "minutes.project", "minutes.score"),
    *("papers.asked_head", "papers.proposal"),
)
