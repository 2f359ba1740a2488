"""A committee's rules of procedure as data: its delegations and terms."""

from __future__ import annotations

from dataclasses import dataclass

from cordata.packs.provenance import Text
from cordata.rules.committee import Procedure


@dataclass(frozen=True, slots=True)
class Delegation:
    """One side of the committee, such as the members of one State."""

    code: str
    names: Text


@dataclass(frozen=True, slots=True)
class CommitteeDefinition:
    """How a committee is convened and decides; a call without one demands nothing of it."""

    procedure: Procedure
    delegations: tuple[Delegation, ...]

    def delegation(self, code: str) -> Delegation | None:
        return next((one for one in self.delegations if one.code == code), None)
