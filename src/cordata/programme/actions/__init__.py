"""What happens to a programme and its calls, one group of verbs a module."""

from cordata.programme.actions.calls import announce_call, close_call, move_call, open_call
from cordata.programme.actions.closing import confirm_closing, propose_closing, refuse_closing
from cordata.programme.actions.envelopes import (
    add_decided_envelopes,
    change_envelope,
    pending_envelopes,
)
from cordata.programme.actions.loading import PACK, SCREEN, WordsDisputed, load_pack
from cordata.programme.actions.outage import tell_of_outage
from cordata.programme.actions.publishing import publish
from cordata.programme.actions.wording import (
    add_file,
    drop_words,
    publish_words,
    standing,
    take_away,
    write_words,
)

__all__ = [
    "PACK",
    "SCREEN",
    "WordsDisputed",
    "add_decided_envelopes",
    "add_file",
    "announce_call",
    "change_envelope",
    "close_call",
    "confirm_closing",
    "drop_words",
    "load_pack",
    "move_call",
    "open_call",
    "pending_envelopes",
    "propose_closing",
    "publish",
    "publish_words",
    "refuse_closing",
    "standing",
    "take_away",
    "tell_of_outage",
    "write_words",
]
