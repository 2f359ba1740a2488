"""Who reaches a project of the roles "lead_*" and "partner_*": its partners, the secretariat, the
authority, the payers, the controller of a partner's country, the auditor. They are told why when
a step is not theirs (403); anybody else gets 404. POST-only pages answer 405 to GET.
"""

POST_ONLY = {"visitor": 302, "default": 405}
PARTNERS = ("lead_editor", "lead_signatory", "partner_editor", "partner_signatory")
READERS = ("officer", "authority", "orderer", "confirmer", "controller", "auditor")
KNOWN = {"visitor": 302, "default": 404, **dict.fromkeys((*PARTNERS, *READERS), 200)}
REFUSED = KNOWN | dict.fromkeys((*PARTNERS, *READERS), 403)

ROWS = {
    "projects:list": {"visitor": 302, "default": 200},
    "projects:payments": {
        "visitor": 302,
        "default": 403,
        **dict.fromkeys(("orderer", "confirmer", "authority", "auditor"), 200),
    },
    "projects:detail": KNOWN,
    "projects:agreement": KNOWN,
    "projects:proof": KNOWN,
    "projects:sign": REFUSED | {"lead_signatory": 200, "authority": 200},
    "projects:give_bank": REFUSED | {"lead_signatory": 200},
    "projects:confirm_bank": REFUSED | {"authority": 200},
    "projects:prove": REFUSED | dict.fromkeys(PARTNERS, 200),
    "projects:report": REFUSED | {"lead_editor": 200, "lead_signatory": 200},
    "projects:verify": REFUSED | {"officer": 200},
    "projects:close": REFUSED | {"authority": 200},
    "projects:decide": POST_ONLY,
    "projects:order": POST_ONLY,
    "projects:confirm_payment": POST_ONLY,
    "projects:record_paid": POST_ONLY,
}
