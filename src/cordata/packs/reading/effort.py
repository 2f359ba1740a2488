"""Reads the table `[effort]` of a form: how fast its people are taken to write."""

from __future__ import annotations

from cordata.packs.effort import Effort
from cordata.packs.tables import Table


def read_effort(table: Table) -> Effort:
    """The table `[effort]` of a form; what it leaves out is as in `Effort`."""
    table.origin("form.effort")
    usual = Effort()
    return Effort(
        seconds_a_question=table.integer("seconds_a_question", usual.seconds_a_question, high=600),
        seconds_a_choice=table.integer("seconds_a_choice", usual.seconds_a_choice, high=600),
        characters_a_minute=table.integer(
            "characters_a_minute", usual.characters_a_minute, low=1, high=1000
        ),
        filled_percent=table.integer("filled_percent", usual.filled_percent, high=100),
        other_language_percent=table.integer(
            "other_language_percent", usual.other_language_percent, high=200
        ),
        usual_rows=table.integer("usual_rows", usual.usual_rows, low=1, high=50),
    )
