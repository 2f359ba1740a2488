"""The answer of every access question: yes, or no with a reason that has a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied


class NotPossible(Exception):
    """An action was refused; `code` has its sentence in the catalogue."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Denied(PermissionDenied):
    """The view's way of saying no with a reason; the 403 page shows its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may do something to a thing, and if not, why."""

    allowed: bool
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed

    def or_deny(self) -> None:
        """Raise `Denied` (403 with the reason) unless allowed."""
        if not self.allowed:
            raise Denied(self.code, **self.params)


ALLOWED = Verdict(True)


def refused(code: str, **params: Any) -> Verdict:
    """No, because of `code`."""
    return Verdict(False, code, params)


def all_of(*verdicts: Verdict) -> Verdict:
    """The first refusal, or yes."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)
