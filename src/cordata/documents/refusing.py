"""One way to refuse a file: a code `file.<why>` that has its sentence."""

from __future__ import annotations

from typing import Any, NoReturn

from cordata.kernel.verdicts import NotPossible


def refuse(why: str, **params: Any) -> NoReturn:
    """Raise `NotPossible("file.<why>")`."""
    raise NotPossible(f"file.{why}", **params)
