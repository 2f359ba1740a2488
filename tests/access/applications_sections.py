"""Who reaches the structured sections of a draft: its partners' people and invited guests read,
a stranger gets 404, staff get 404 before the first submission and 403 after it (they read the
sealed version elsewhere). The draft belongs to the roles "lead_*" and "partner_*"; writing is
tested in tests/applications. POST-only pages answer 405 to GET.
"""

INSIDE = dict.fromkeys(
    (
        "lead_editor",
        "lead_signatory",
        "partner_editor",
        "partner_signatory",
        "observer",
        "adviser",
    ),
    200,
)
ROW = {"visitor": 302, "default": 404, **INSIDE}
POST_ONLY = {"visitor": 302, "default": 405}

PARTNERS = ("lead_editor", "lead_signatory", "partner_editor", "partner_signatory")
GUESTS = ("observer", "adviser")

ROWS = {
    "applications:guests": {"visitor": 302, "default": 404}
    | dict.fromkeys(PARTNERS, 200)
    | dict.fromkeys(GUESTS, 403),
    "applications:guest_end": POST_ONLY,
    "applications:save": POST_ONLY,
    "applications:save_part": POST_ONLY,
    "applications:here": ROW,
    "applications:live": ROW,
    "applications:partners": ROW,
    "applications:partner": ROW,
    "applications:partner_remove": POST_ONLY,
    "applications:body": POST_ONLY,
    "applications:size": ROW,
    "applications:invite": POST_ONLY,
    "applications:lead": ROW,
    "applications:mandate": ROW,
    "applications:mandate_file": ROW,  # of a signed letter that exists
    "applications:activities": ROW,
    "applications:activity_new": ROW,
    "applications:activity": ROW,
    "applications:part_versions": ROW,
    "applications:budget": ROW,
    "applications:budget_partner": ROW,
    "applications:budget_take_over": POST_ONLY,
    "applications:budget_workbook": ROW,
    "applications:budget_compare": ROW,
    "applications:budget_paste": ROW | dict.fromkeys(GUESTS, 403),
    "applications:aid": ROW,
    "applications:declarations": ROW,
    "applications:annexes": ROW,
    "applications:annex_file": ROW,  # of a file that is still joined
    "applications:annex_remove": POST_ONLY,
}
