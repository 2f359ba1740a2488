"""Who reaches a released session, a letter to the lead's organisation ("lead_*"), and the
conditions of an approval, which every partner reads.

The committee, the secretariat, the authority and auditors read the board; a letter is read by
those it is written to besides. Whoever is none of these gets 404, another partner of the same
project too: it has its own letter. POST-only pages answer 405 to GET.
"""

POST_ONLY = {"visitor": 302, "default": 405}
MEMBERS = ("officer", "authority", "committee", "chair", "committee_observer", "auditor")
BOARD = {"visitor": 302, "default": 404, **dict.fromkeys(MEMBERS, 200)}
LETTER = BOARD | {"lead_editor": 200, "lead_signatory": 200}
PARTNERS = dict.fromkeys(
    ("lead_editor", "lead_signatory", "partner_editor", "partner_signatory"), 200
)
OF_LEAD = {"lead_editor": 200, "lead_signatory": 200}
OFFICES = {"visitor": 302, "default": 404, "officer": 200, "authority": 200, "auditor": 200}
THREAD = BOARD | dict.fromkeys(
    ("lead_editor", "lead_signatory", "partner_editor", "partner_signatory"), 200
)

ROWS = {
    "selection:committee": BOARD | dict.fromkeys(MEMBERS, 302),  # to the call that is running
    "selection:sessions": BOARD,
    "selection:prepare": BOARD | dict.fromkeys(MEMBERS, 403) | {"officer": 200},
    "selection:session": BOARD,
    "selection:preview": BOARD,
    "selection:file": BOARD,
    "selection:members": BOARD,
    "selection:minutes": BOARD,
    "selection:papers": BOARD,
    "selection:seat": POST_ONLY,
    "selection:convene": POST_ONLY,
    "selection:attendance": POST_ONLY,
    "selection:vote": POST_ONLY,
    "selection:vote_all": POST_ONLY,
    "selection:stand_aside": POST_ONLY,
    "selection:again": POST_ONLY,
    "selection:first": POST_ONLY,
    "selection:lots": POST_ONLY,
    "selection:take_back": POST_ONLY,
    "selection:suppose": POST_ONLY,
    "selection:open": POST_ONLY,
    "selection:sign": POST_ONLY,
    "selection:release": POST_ONLY,
    "selection:change": POST_ONLY,
    "selection:conditions": THREAD,
    "selection:conditions_file": THREAD,  # of an answer
    "selection:conditions_answer": POST_ONLY,
    "selection:conditions_state": POST_ONLY,
    "selection:conditions_extend": POST_ONLY,
    "selection:conditions_send_back": POST_ONLY,
    "selection:conditions_confirm": POST_ONLY,
    "selection:complaints": OFFICES,
    "selection:complain": {"visitor": 302, "default": 404} | PARTNERS,
    "selection:complaint": OFFICES | PARTNERS,
    "selection:complaint_file": OFFICES | PARTNERS,
    "selection:complaint_letter": OFFICES | OF_LEAD,
    "selection:complaint_letter_file": OFFICES | OF_LEAD,
    "selection:complaint_paper": POST_ONLY,
    "selection:complaint_admit": POST_ONLY,
    "selection:complaint_hearing": POST_ONLY,
    "selection:complaint_outcome": POST_ONLY,
    "selection:complaint_return": POST_ONLY,
    "selection:complaint_settle": POST_ONLY,
    "selection:letter": LETTER,
    "selection:letter_file": LETTER,
}
