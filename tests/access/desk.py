"""The desk is everybody's own; the journal is for those who check, failed mail for those who run.

What only a POST does answers 405 to GET.
"""

JOURNAL = {
    "visitor": 302,
    "default": 403,
    **dict.fromkeys(("auditor", "authority", "administrator", "data_protection"), 200),
}

ROWS = {
    "desk:home": {"visitor": 302, "default": 200},
    "desk:journal": JOURNAL,
    "desk:journal_check": JOURNAL,
    "desk:reads": JOURNAL,
    "desk:own_data": {"default": 302},  # asks for a fresh sign-in first
    "desk:messages": {"visitor": 302, "default": 403, "officer": 200, "administrator": 200},
    "desk:message_again": {"visitor": 302, "default": 405},
}
POSTS = {"desk:own_data": {302}}  # sign in anew first
