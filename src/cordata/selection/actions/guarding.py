"""What a later decision of somebody else may not undo: money that a signature has granted."""

from __future__ import annotations

from decimal import Decimal

from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.selection.queries import awarded


def keep_what_is_signed(call: Call, event: Event) -> None:
    """The reaction to `call.envelope_changed`, in its transaction, the call locked: no envelope
    goes below what is signed under it. Raises `NotPossible("envelope.below_signed")`."""
    theme, amount = str(event.data["theme"]), Decimal(str(event.data["amount"]))
    signed = awarded(call)
    held = signed.get(theme, Decimal(0)) if theme else sum(signed.values(), Decimal(0))
    if amount < held:
        raise NotPossible("envelope.below_signed", amount=amount, signed=held)
