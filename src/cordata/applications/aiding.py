"""What a partner's self-check on State aid still leaves open: one judge for page and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordata.applications import questions
from cordata.applications.models import Partner
from cordata.packs import CallDefinition
from cordata.packs.form import FieldDefinition
from cordata.packs.steps import AID

REGIME, NOTE, TABLE = "aid_regime", "aid_explanation", "aid_received"


def open_questions(partner: Partner, definition: CallDefinition) -> tuple[FieldDefinition, ...]:
    """The call's questions on State aid that hold for the partner and have no answer yet."""
    aid = partner.aid or {}
    given = _given(aid)
    asked = (field for field in definition.form.fields() if field.key in AID)
    return tuple(
        field for field in asked if questions.applies(field, given) and _is_open(field, aid, given)
    )


def says_what_it_received(aid: Mapping[str, Any]) -> bool:
    """Whether the table is answered: "none" with no row, or "some" with one at least.

    An empty table alone says nothing; rows kept before the question was asked speak for it.
    """
    rows = bool(aid.get("received"))
    said = aid.get("any")
    return rows if said is None else bool(said) is rows


def _given(aid: Mapping[str, Any]) -> dict[str, str]:
    """The answers on which others depend."""
    answers = aid.get("answers") or {}
    given = {key: "true" if value else "false" for key, value in answers.items()}
    return given | {REGIME: aid.get("regime", "")}


def _is_open(field: FieldDefinition, aid: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    if field.key == TABLE:
        return not says_what_it_received(aid)
    if not field.required:
        return False
    return not (aid.get("note") if field.key == NOTE else given.get(field.key))


def all_said(partner: Partner, definition: CallDefinition) -> bool:
    """Whether every question but the regime, which the rules ask for apart, is answered."""
    return all(field.key == REGIME for field in open_questions(partner, definition))
