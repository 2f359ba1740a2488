"""Who reaches a file under examination, given to "assessor", taken from "assessor_conflicted".

The checklist is the secretariat's, the authority's, the aid reviewer's and the auditor's; an
assessor has the text and the sheet of an accepted file, nothing of another; the partners have
what is asked of them. Whoever is none of these gets 404. POST-only pages answer 405 to GET.
"""

POST_ONLY = {"visitor": 302, "default": 405}
EXAMINERS = dict.fromkeys(("officer", "authority", "aid_reviewer", "auditor"), 200)
PARTNERS = dict.fromkeys(
    ("lead_editor", "lead_signatory", "partner_editor", "partner_signatory"), 200
)
STAFF = {"visitor": 302, "default": 404, **EXAMINERS}
READING = STAFF | {"assessor": 200}
ASKED = STAFF | PARTNERS
ASSESSORS = ("assessor", "assessor_not_assigned", "assessor_conflicted")
MESSAGES = {"visitor": 302, "default": 404, **PARTNERS, "officer": 200, "authority": 200,
            "auditor": 200}  # fmt: skip
OF_LEAD = STAFF | dict.fromkeys(("lead_editor", "lead_signatory"), 200)
OWN = {"visitor": 302, "default": 404, "assessor": 200}

EXTENDING = {"visitor": 302, "default": 404, "officer": 200, "authority": 200}

ROWS = {
    "assessment:mine": {"visitor": 302, "default": 200},  # one's own, often none
    "assessment:next": {"visitor": 302, "default": 302},  # to one's next file, or back
    "assessment:files": STAFF | dict.fromkeys(EXAMINERS, 302),  # to the list of the running call
    "assessment:reviews": STAFF,
    "assessment:take_away": STAFF,
    "assessment:late": EXTENDING,
    "assessment:late_text": EXTENDING,
    "assessment:late_evidence": EXTENDING,
    "assessment:outcomes": STAFF,
    "assessment:release_outcomes": POST_ONLY,
    "assessment:outcome": STAFF,
    "assessment:letter": OF_LEAD,
    "assessment:letter_file": OF_LEAD,
    "assessment:aid": STAFF,
    "assessment:exchanges": MESSAGES,
    "assessment:exchange": MESSAGES,
    "assessment:exchange_file": MESSAGES,
    "assessment:settle_exchange": POST_ONLY,
    "assessment:pool": STAFF,
    "assessment:assessor": STAFF | dict.fromkeys(EXAMINERS, 403) | {"officer": 200},
    "assessment:oneself": {"visitor": 302, "default": 404} | dict.fromkeys(ASSESSORS, 200),
    "assessment:end_assessor": POST_ONLY,
    "assessment:own_files": {"visitor": 302, "default": 404, "assessor": 200},
    "assessment:calibration": STAFF,
    "assessment:open_calibration": POST_ONLY,
    "assessment:show_spread": POST_ONLY,
    "assessment:calibrate": {"visitor": 302, "default": 404} | dict.fromkeys(ASSESSORS, 200),
    "assessment:plan": STAFF,
    "assessment:compute_plan": POST_ONLY,
    "assessment:change_plan": POST_ONLY,
    "assessment:use_plan": POST_ONLY,
    "assessment:review": STAFF,
    "assessment:text": READING,
    "assessment:annex": READING,
    "assessment:take": POST_ONLY,
    "assessment:verify": POST_ONLY,
    "assessment:second": POST_ONLY,
    "assessment:settle": POST_ONLY,
    "assessment:ask": STAFF,
    "assessment:consensus": {"visitor": 302, "default": 404},  # only where a call seeks consensus
    "assessment:common": {"visitor": 302, "default": 404},
    "assessment:agree": POST_ONLY,
    "assessment:assign": POST_ONLY,
    "assessment:release": POST_ONLY,
    "assessment:reopen": POST_ONLY,
    "assessment:completion": ASKED,
    "assessment:completion_file": ASKED,
    "assessment:assignment": OWN,
    "assessment:sheet": OWN,
    "assessment:accept": POST_ONLY,
    "assessment:conflict": POST_ONLY,
    "assessment:hand_back": POST_ONLY,
    "assessment:save": POST_ONLY,
    "assessment:send": POST_ONLY,
}
