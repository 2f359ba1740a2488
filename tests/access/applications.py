"""Who reaches a draft and what it became. The draft and the filed application are those of the
roles "lead_*" and "partner_*"; the observer and the adviser were invited. Staff read what is
submitted and know nothing of drafts (ACC-02); the draft's pages once it was submitted are in
`applications_filed`.
"""

from tests.access.applications_sections import POST_ONLY, ROW

SIGNED_IN = {"visitor": 302, "default": 200}
LEAD = dict.fromkeys(("lead_editor", "lead_signatory"), 200)
PARTNERS = LEAD | dict.fromkeys(("partner_editor", "partner_signatory"), 200)
GUESTS = dict.fromkeys(("observer", "adviser"), 200)
STAFF = dict.fromkeys(("officer", "authority", "aid_reviewer", "auditor"), 200)
SEALED = {"visitor": 302, "default": 404} | PARTNERS | GUESTS | STAFF

OFFICERS = {"visitor": 302, "default": 404, "officer": 200}  # of its call
WRITERS = {"visitor": 302, "default": 403, "officer": 200, "authority": 200}
ROWS = {
    "applications:announcements": WRITERS,
    "applications:announcement_write": WRITERS,
    "applications:announcement": WRITERS,
    "applications:announcement_edit": WRITERS,
    "applications:announcement_send": {"visitor": 302, "default": 405},
    "applications:announcement_drop": {"visitor": 302, "default": 405},
    "applications:mine": SIGNED_IN,
    "applications:letters": SIGNED_IN,
    "applications:start": {"visitor": 302, "default": 302},  # one call is open: straight to it
    "applications:start code": SIGNED_IN,
    "applications:start_from": {"visitor": 302, "default": 404} | PARTNERS,
    "applications:verify": {"default": 200},
    "applications:public_key": {"default": 200},
    "applications:follow": {"default": 200},
    # whoever holds the mailed key: test_followers
    "applications:following": {"default": 404},
    "applications:follow_stop": {"default": 404},
    "applications:filed": {"default": 200},
    "applications:filed_json": {"default": 200},
    "applications:helping": {"visitor": 302, "default": 403, "officer": 200},
    "applications:help_take": {"visitor": 302, "default": 405},
    "applications:help_draft": {"visitor": 302, "default": 404, "officer": 200},
    "applications:help_letter": {"visitor": 302, "default": 404, "officer": 200},
    "applications:help_offer": {"visitor": 302, "default": 405},
    "applications:help_record": {"visitor": 302, "default": 405},
    "applications:help_contradict": {"default": 404},  # whoever holds the mailed key: test_helping
    "applications:help": {"visitor": 302, "default": 404}
    | PARTNERS
    | dict.fromkeys(("observer", "adviser"), 403),
    "applications:help_read": POST_ONLY,
    "applications:help_end": POST_ONLY,
    "applications:help_scan": {"visitor": 302, "default": 404}  # nobody sent a letter
    | dict.fromkeys(("observer", "adviser"), 403),
    "applications:papers": {"visitor": 302, "default": 403, "officer": 200},
    "applications:paper_note": {"visitor": 302, "default": 403, "officer": 200},
    "applications:paper": OFFICERS,
    "applications:paper_begin": OFFICERS,
    "applications:paper_scan": OFFICERS,
    "applications:paper_letter": OFFICERS,
    "applications:paper_hand_over": {"visitor": 302, "default": 405},
    "applications:paper_check": {"visitor": 302, "default": 405},
    "applications:paper_aside": {"visitor": 302, "default": 405},
    "applications:detail": ROW,
    "applications:eligibility": ROW,
    "applications:history": ROW,
    "applications:taken_over": {"visitor": 302, "default": 404},  # nothing was taken over
    "applications:project": ROW,
    "applications:texts": ROW,
    "applications:text": ROW,
    "applications:versions": ROW,
    "applications:text_versions": ROW,
    "applications:sheet_versions": ROW,
    "applications:ask": ROW | {"observer": 403},
    "applications:comments": ROW | {"observer": 403},
    "applications:field_comments": ROW | {"observer": 403},
    "applications:sheet_comments": ROW | {"observer": 403},
    "applications:comment_resolve": POST_ONLY,
    "applications:review": ROW,
    "applications:export": ROW,
    "applications:print": ROW,
    "applications:submit": POST_ONLY,
    "applications:late": ROW,
    "applications:receipt": SEALED,
    "applications:receipt_zip": SEALED,
    "applications:changes": SEALED,
    "applications:dossier": SEALED,
    "applications:withdraw": {"visitor": 302, "default": 404}  # a draft is deleted
    | dict.fromkeys((*PARTNERS, *GUESTS), 403),
    "applications:delete": {"visitor": 302, "default": 404}
    | dict.fromkeys((*PARTNERS, *GUESTS), 403)
    | LEAD,
    "applications:restore": POST_ONLY,
}
POSTS = {
    "applications:start code": {422},  # in one's own name; nothing chosen yet
    "applications:follow code": {422},  # no address was given
}
