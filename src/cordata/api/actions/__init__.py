"""What is done with keys."""

from cordata.api.actions.tokens import (
    LONGEST_DAYS,
    PREFIX,
    USUAL_DAYS,
    digest_of,
    issue_token,
    note_use,
    revoke_token,
)

__all__ = [
    "LONGEST_DAYS",
    "PREFIX",
    "USUAL_DAYS",
    "digest_of",
    "issue_token",
    "note_use",
    "revoke_token",
]
