"""What the managing authority is written about a call. Draft owners are told by their own step."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Role
from cordata.accounts.queries import holders
from cordata.notify import links, outbox
from cordata.programme.extending import Measured
from cordata.programme.models import ClosingMove
from cordata.rules.availability import Extension
from cordata.web.catalogue import languages as catalogue_languages
from cordata.web.catalogue import sentence


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


def extension_proposed(found: Measured, proposed: Extension, *, at: datetime) -> None:
    """To the secretariat and the authority: what was measured before the closing and what the
    written rule proposes. Nothing moves before two people want it."""
    call = found.call
    for person in holders(Role.OFFICER, Role.AUTHORITY, at=at, scope=f"call:{call.pid}"):
        outbox.post(
            "programme.extension_proposed",
            person,
            call,
            {
                "call": call,
                "call_names": call.definition.names,
                "arithmetic": {
                    one: sentence("programme.extension.arithmetic", one, **found.params)
                    for one in catalogue_languages()
                },
                "closes_at": call.closes_at,
                "after": proposed.after,
                "link": links.page("programme:move_closing", person.language, code=call.code),
            },
            at=at,
            once=f"extension:{call.pid}:{call.closes_at.isoformat()}:{person.pid}",
        )
