"""The desk is everybody's own; the journal is for those who check, failed mail for those who run,
what followed a meeting for its organisers.

What only a POST does answers 405 to GET.
"""

from tests.access.meetings import ORGANISERS

JOURNAL = {
    "visitor": 302,
    "default": 403,
    **dict.fromkeys(("auditor", "authority", "administrator", "data_protection"), 200),
}

STAFF = (
    *("officer", "authority", "orderer", "confirmer", "controller", "auditor", "communication"),
    *("aid_reviewer", "administrator", "organiser"),
)
ROWS = {
    "desk:path": ORGANISERS,
    "desk:follow_up": ORGANISERS,
    "desk:follow_up_xlsx": ORGANISERS,
    "desk:home": {"visitor": 302, "default": 200},
    "desk:search": {"visitor": 302, "default": 403, **dict.fromkeys(STAFF, 200)},
    "desk:journal": JOURNAL,
    "desk:journal_check": JOURNAL,
    "desk:reads": JOURNAL,
    "desk:own_data": {"default": 302},  # asks for a fresh sign-in first
    "desk:messages": {"visitor": 302, "default": 403, "officer": 200, "administrator": 200},
    "desk:message_again": {"visitor": 302, "default": 405},
}
POSTS = {"desk:own_data": {302}}  # sign in anew first
