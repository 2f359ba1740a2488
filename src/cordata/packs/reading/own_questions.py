"""Reads the organisers' own questions of a meeting: `[[question]]`."""

from __future__ import annotations

from cordata.packs.own_questions import AnswerChoice, AnswerKind, AskedIf, OwnQuestion
from cordata.packs.tables import Table, refuse_duplicates


def read_questions(root: Table) -> tuple[OwnQuestion, ...]:
    """The questions in their order; one may hang on the answer to an earlier one."""
    tables = root.tables("question")
    questions: list[OwnQuestion] = []
    for table in tables:
        questions.append(_question(table, {one.code: one for one in questions if one.answers}))
    refuse_duplicates(tables, [question.code for question in questions])
    return tuple(questions)


def _question(table: Table, earlier: dict[str, OwnQuestion]) -> OwnQuestion:
    kind = table.choice("kind", AnswerKind)
    return OwnQuestion(
        code=table.code(),
        kind=kind,
        texts=table.localised("texts"),
        purposes=table.localised("purposes", required=False),
        required=table.flag("required", False),
        choices=_choices(table) if kind is AnswerKind.CHOICE else (),
        asked_if=_condition(table, earlier),
    )


def _choices(table: Table) -> tuple[AnswerChoice, ...]:
    tables = table.tables("choice", required=True)
    choices = tuple(AnswerChoice(one.code(), one.localised("names")) for one in tables)
    refuse_duplicates(tables, [choice.code for choice in choices])
    return choices


def _condition(table: Table, earlier: dict[str, OwnQuestion]) -> AskedIf | None:
    condition = table.table("asked_if", required=False)
    if condition is None:
        return None
    code = condition.code("question")
    if code not in earlier:
        condition.wrong("pack.reference_unknown", "question", value=code)
        return AskedIf(code, condition.text("answer"))
    return AskedIf(code, condition.one_of("answer", earlier[code].answers))
