"""What the lead's signatory states with the act of filing: checked, and kept word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition

Stated = Mapping[str, str]  # {code, version} of a statement that was ticked


def check_statements(definition: CallDefinition, stated: Sequence[Stated]) -> None:
    """Raise NotPossible for a statement that is missing, and for one whose text was changed since
    the person read it; `statement` names it."""
    versions = {one["code"]: one["version"] for one in stated}
    for one in definition.statements:
        if one.required and one.code not in versions:
            raise NotPossible("application.submit.statement_missing", statement=one.code)
    for code, version in versions.items():
        if not any((code, version) == (one.code, one.version) for one in definition.statements):
            raise NotPossible("application.submit.statement_changed", statement=code)


def with_texts(definition: CallDefinition, stated: Sequence[Stated]) -> list[dict[str, Any]]:
    """The statements as they are sealed: with their words; of a text that is no longer the
    call's only code and version are known."""
    texts = {(one.code, one.version): one.texts for one in definition.statements}
    return [
        {
            "code": one["code"],
            "version": one["version"],
            "texts": dict(texts.get((one["code"], one["version"]), {})),
        }
        for one in stated
    ]
