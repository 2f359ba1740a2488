"""Reads the organisers' own questions of a meeting, `[[question]]`, and those of a survey."""

from __future__ import annotations

from collections.abc import Collection

from cordata.packs.own_questions import (
    AT_REGISTRATION,
    SCALE,
    AnswerChoice,
    AnswerKind,
    AskedIf,
    OwnQuestion,
)
from cordata.packs.tables import Table, refuse_duplicates


def read_questions(
    root: Table, key: str = "question", kinds: Collection[AnswerKind] = AT_REGISTRATION
) -> tuple[OwnQuestion, ...]:
    """The questions in their order; one may hang on the answer to an earlier one."""
    tables = root.tables(key)
    questions: list[OwnQuestion] = []
    for table in tables:
        earlier = {one.code: one for one in questions if one.answers}
        questions.append(_question(table, earlier, kinds))
    refuse_duplicates(tables, [question.code for question in questions])
    return tuple(questions)


def _question(
    table: Table, earlier: dict[str, OwnQuestion], kinds: Collection[AnswerKind]
) -> OwnQuestion:
    kind = table.choice("kind", AnswerKind)
    if kind not in kinds:
        allowed = tuple(sorted(one.value for one in kinds))
        table.wrong("pack.value_unknown", "kind", value=kind.value, allowed=allowed)
    return OwnQuestion(
        code=table.code(),
        kind=kind,
        texts=table.localised("texts"),
        purposes=table.localised("purposes", required=False),
        required=table.flag("required", False),
        choices=_choices(table, kind),
        asked_if=_condition(table, earlier),
    )


def _choices(table: Table, kind: AnswerKind) -> tuple[AnswerChoice, ...]:
    """The answers of a choice; of a scale, the words at its two ends."""
    if kind not in {AnswerKind.CHOICE, AnswerKind.SCALE}:
        return ()
    tables = table.tables("choice", required=True)
    choices = tuple(AnswerChoice(one.code(), one.localised("names")) for one in tables)
    refuse_duplicates(tables, [choice.code for choice in choices])
    codes = [choice.code for choice in choices]
    if kind is AnswerKind.SCALE and codes != [SCALE[0], SCALE[-1]]:
        table.wrong("pack.scale_ends", "choice", first=SCALE[0], last=SCALE[-1])
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
