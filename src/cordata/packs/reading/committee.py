"""Reads `[committee]` of `criteria.toml`: the rules of procedure of the committee."""

from __future__ import annotations

from decimal import Decimal

from cordata.packs.committee import CommitteeDefinition, Delegation
from cordata.packs.tables import Table, refuse_duplicates
from cordata.rules.committee import Procedure, Silence

HUNDRED = Decimal(100)


def read_committee(criteria: Table) -> CommitteeDefinition | None:
    """The table, or None where the pack says nothing: then nothing is demanded."""
    table = criteria.table("committee", required=False)
    if table is None:
        return None
    table.origin("committee")
    tables = table.tables("delegation")
    delegations = tuple(Delegation(one.code(), one.localised("names")) for one in tables)
    refuse_duplicates(tables, [one.code for one in delegations])
    every = table.flag("every_delegation", True)
    share = table.number("quorum", HUNDRED / 2)
    if not 0 <= share <= HUNDRED:
        table.wrong("pack.number_out_of_range", "quorum", value=str(share), low=0, high=100)
    return CommitteeDefinition(
        Procedure(
            convening_days=table.integer("convening_days", 0, high=366),
            answer_days=table.integer("answer_days", 0, high=366),
            quorum=share,
            delegations=tuple(one.code for one in delegations) if every else (),
            consensus=table.flag("consensus", True),
            silence=table.choice("silence", Silence, Silence.AGREES),
        ),
        delegations,
    )
