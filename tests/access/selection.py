"""Who reaches a released session and a letter to the lead's organisation ("lead_*").

The committee, the secretariat, the authority and auditors read the board; a letter is read by
those it is written to besides. Whoever is none of these gets 404, another partner of the same
project too: it has its own letter. POST-only pages answer 405 to GET.
"""

POST_ONLY = {"visitor": 302, "default": 405}
MEMBERS = ("officer", "authority", "committee", "chair", "committee_observer", "auditor")
BOARD = {"visitor": 302, "default": 404, **dict.fromkeys(MEMBERS, 200)}
LETTER = BOARD | {"lead_editor": 200, "lead_signatory": 200}

ROWS = {
    "selection:committee": BOARD | dict.fromkeys(MEMBERS, 302),  # to the call that is running
    "selection:sessions": BOARD,
    "selection:prepare": BOARD | dict.fromkeys(MEMBERS, 403) | {"officer": 200},
    "selection:session": BOARD,
    "selection:preview": BOARD,
    "selection:file": BOARD,
    "selection:again": POST_ONLY,
    "selection:open": POST_ONLY,
    "selection:sign": POST_ONLY,
    "selection:release": POST_ONLY,
    "selection:change": POST_ONLY,
    "selection:letters": {"visitor": 302, "default": 200},  # one's own, often none
    "selection:letter": LETTER,
    "selection:letter_file": LETTER,
}
