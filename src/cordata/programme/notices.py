"""What the managing authority is written about a call. Draft owners are told by their own step."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Role
from cordata.accounts.queries import holders
from cordata.notify import links, outbox
from cordata.programme.models import ClosingMove


def closing_proposed(proposal: ClosingMove, *, at: datetime) -> None:
    """To everybody who may confirm: a later closing waits for a second person."""
    call = proposal.call
    people = holders(Role.AUTHORITY, at=at, scope=f"call:{call.pid}")
    for person in people.exclude(pk=proposal.proposed_by_id):
        outbox.post(
            "programme.closing_proposed",
            person,
            call,
            {
                "call": call,
                "call_names": call.definition.names,
                "before": proposal.before,
                "after": proposal.after,
                "reasons": proposal.reasons,
                "by": str(proposal.proposed_by),
                "link": links.page("programme:move_closing", person.language, code=call.code),
            },
            at=at,
            once=f"closing_proposed:{proposal.pid}:{person.pid}",
        )
