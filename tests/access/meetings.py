"""Who reaches a meeting's pages, asked with GET for an announced meeting and a confirmed
registration of somebody else. The pages behind the mailed link are open to whoever has it
("registrant") and 404 for a wrong key; the organiser's pages are 404 for strangers, 403 for the
helper at the door of this meeting; the audit file is the organisers' and the auditors'. POST-only
pages answer 405 to GET.
"""

OPEN = {"default": 200}
BY_LINK = {"default": 404, "registrant": 200}
POST_ONLY = {"visitor": 302, "default": 405}
POST_ONLY_BY_LINK = {"default": 405}
ORGANISERS = {
    "visitor": 302,
    "default": 404,
    "organiser": 200,
    "officer": 200,
    "checkin": 403,
}
AUDITED = {"visitor": 302, "default": 404, "organiser": 200, "officer": 200, "auditor": 200}
INVITES = ORGANISERS | {"organiser": 403, "officer": 403}  # registration is closed by then
DOOR = ORGANISERS | {"checkin": 200}

# Whoever prepares meetings; the communication officer reads, the helper at the door is a stranger.
PREPARES = {
    "visitor": 302,
    "default": 404,
    "organiser": 200,
    "officer": 200,
    "communication": 403,
}
READS_PLANS = PREPARES | {"communication": 200}
CREATES = {"visitor": 302, "default": 403, "organiser": 200, "officer": 200}

ROWS = {
    "meetings:prepared": CREATES | {"communication": 200},
    "meetings:new": CREATES,
    "meetings:plan": READS_PLANS,
    "meetings:preview": READS_PLANS,
    "meetings:edit": PREPARES,
    "meetings:edit_part": PREPARES,
    "meetings:link": PREPARES,
    "meetings:publish": PREPARES,
    "meetings:copy": PREPARES,
    "meetings:discard": POST_ONLY,
    "meetings:invitation": OPEN,
    "meetings:feed": OPEN,
    "meetings:atom": OPEN,
    "meetings:list": OPEN,
    "meetings:detail": OPEN,
    "meetings:register": {"default": 302},  # to the meeting's page
    "meetings:sent": OPEN,
    "meetings:calendar": OPEN,
    "meetings:mine": {"visitor": 302, "default": 200},
    "meetings:registration": BY_LINK,
    "meetings:change": BY_LINK,
    "meetings:cancel_registration": BY_LINK,
    "meetings:erase": BY_LINK | {"registrant": 409},  # the place is given back first
    "meetings:confirm": POST_ONLY_BY_LINK,
    "meetings:accept": POST_ONLY_BY_LINK,
    "meetings:decline": POST_ONLY_BY_LINK,
    "meetings:party": BY_LINK,
    "meetings:items": BY_LINK,
    "meetings:accept_item": POST_ONLY_BY_LINK,
    "meetings:decline_item": POST_ONLY_BY_LINK,
    "meetings:hand_over": BY_LINK,
    "meetings:keep_place": POST_ONLY_BY_LINK,
    "meetings:take_over": {"default": 404},  # the colleague's link, not the registrant's
    "meetings:invited": BY_LINK,
    "meetings:invited_come": BY_LINK | {"registrant": 409},  # registration is closed by then
    "meetings:invited_colleague": BY_LINK,
    "meetings:invited_unsubscribe": BY_LINK,
    "meetings:invited_decline": POST_ONLY_BY_LINK,
    "meetings:invited_link": POST_ONLY_BY_LINK,
    "meetings:guests": ORGANISERS,
    "meetings:guests_export": ORGANISERS,
    "meetings:guests_export_xlsx": ORGANISERS,
    "meetings:guest_add": ORGANISERS,
    "meetings:guests_bring": ORGANISERS,
    "meetings:guests_preview": ORGANISERS | {"officer": 404},  # a list is its bringer's
    "meetings:guests_take": POST_ONLY,
    "meetings:guests_drop": POST_ONLY,
    "meetings:guests_invite": INVITES,
    "meetings:guests_remind": INVITES,
    "meetings:guest_remove": POST_ONLY,
    "meetings:guest_bounced": POST_ONLY,
    "meetings:guest_again": POST_ONLY,
    "meetings:mails": ORGANISERS,
    "meetings:mail": ORGANISERS,
    "meetings:mail_write": ORGANISERS,
    "meetings:mail_edit": ORGANISERS,
    "meetings:mail_send": POST_ONLY,
    "meetings:mail_drop": POST_ONLY,
    "meetings:people": ORGANISERS,
    "meetings:waiting": ORGANISERS,
    "meetings:approve": POST_ONLY,
    "meetings:refuse": ORGANISERS | {"organiser": 302, "officer": 302},  # nobody applied
    "meetings:export": ORGANISERS,
    "meetings:export_xlsx": ORGANISERS,
    "meetings:questions": ORGANISERS,
    "meetings:question": ORGANISERS,
    "meetings:call_question": CREATES,
    "meetings:inbox": CREATES,
    "meetings:ask": BY_LINK,
    "meetings:own_file": BY_LINK,
    "meetings:survey": BY_LINK | {"registrant": 403},  # who has not come is not asked
    "meetings:survey_results": ORGANISERS,
    "meetings:survey_export": ORGANISERS,
    "meetings:survey_export_xlsx": ORGANISERS,
    "meetings:own_certificate": {"default": 404, "registrant": 403},  # it is not over
    "meetings:certificates": ORGANISERS | {"organiser": 403, "officer": 403},  # it is not over
    "meetings:documents": ORGANISERS,
    "meetings:document": {"default": 404, "organiser": 200, "officer": 200},  # for registered
    "meetings:own_document": BY_LINK,
    "meetings:remove_document": POST_ONLY,
    "meetings:thank": ORGANISERS | {"organiser": 403, "officer": 403},  # it is not over
    "meetings:records": AUDITED,
    "meetings:record": AUDITED,
    "meetings:audit_file": AUDITED,
    "meetings:remove_record": POST_ONLY,
    "meetings:cancel": ORGANISERS,
    "meetings:check_in": DOOR,
    "meetings:attendance": DOOR,
    "meetings:paper": DOOR,
    "meetings:badges": ORGANISERS,
    "meetings:meals": ORGANISERS,
    "meetings:meals_sheet": ORGANISERS,
    "meetings:helpers": ORGANISERS,
    "meetings:door_log": ORGANISERS,
    "meetings:revoke_helper": POST_ONLY,
    "meetings:check_in_list": DOOR,
    "meetings:check_in_worker": DOOR,
    "meetings:check_in_acts": POST_ONLY,
    "meetings:walk_in": POST_ONLY,
    "meetings:arrive": POST_ONLY,
    "meetings:undo": POST_ONLY,
}
POSTS = {"meetings:register": {422}}  # open to all, and empty here
