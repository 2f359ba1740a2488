"""How the state of a mandate looks: its kind, its icon, its words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cordata.applications.models import Partner
from cordata.applications.states import MandateState

MANDATE_MARKS = {
    MandateState.GIVEN: ("ok", "check"),
    MandateState.ASKED: ("warn", "clock"),
    MandateState.REOPENED: ("ko", "circle-alert"),
    MandateState.MISSING: ("mute", "clock"),
    MandateState.REFUSED: ("ko", "x"),
    MandateState.REVOKED: ("ko", "x"),
}


def mandate_mark(partner: Partner) -> tuple[str, str, object]:
    """Kind, icon and words; the lead's filing is its own signature."""
    state = MandateState(partner.mandate_state)
    if partner.is_lead and state != MandateState.GIVEN:
        return "mute", "clock", _("Signs when submitting")
    return (*MANDATE_MARKS[state], state.label)
