"""Who reaches the partner board. The search is that of the organisation of the roles "lead_*";
the introduction to it was asked for by that of "partner_*". POST-only pages answer 405 to GET.
"""

OWNER = {"lead_editor": 200, "lead_signatory": 200}
ASKER = {"partner_editor": 200, "partner_signatory": 200}

ROWS = {
    "matching:board": {"default": 200},
    "matching:detail": {"default": 200},  # of a published search; of a draft: matching_draft.py
    "matching:mine": {"visitor": 302, "default": 200},
    "matching:new": {"visitor": 302, "default": 200},
    "matching:edit": {"visitor": 302, "default": 404, **OWNER},
    **{
        f"matching:{verb}": {"visitor": 302, "default": 405}
        for verb in (
            "ask",
            "publish",
            "withdraw",
            "matched",
            "accept",
            "decline",
            "approve",
            "return",
        )
    },
    "matching:introduction": {"visitor": 302, "default": 404, **OWNER, **ASKER},
    "matching:moderation": {"visitor": 302, "default": 403, "officer": 200, "authority": 200},
}
POSTS = {"matching:new": {422}, "matching:ask": {422}}  # one's own, and to a published search
