"""What is done with keys, and with what other software is told."""

from cordata.api.actions.hooks import add_hook, announce, end_hook, erase_log, send_again
from cordata.api.actions.tokens import (
    LONGEST_DAYS,
    USUAL_DAYS,
    digest_of,
    issue_token,
    note_use,
    revoke_token,
)

__all__ = [
    "LONGEST_DAYS",
    "USUAL_DAYS",
    "add_hook",
    "announce",
    "digest_of",
    "end_hook",
    "erase_log",
    "issue_token",
    "note_use",
    "revoke_token",
    "send_again",
]
