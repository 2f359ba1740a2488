"""Who reaches the partner board. Targets belong to an organisation none of the roles is in,
except "owner" (a member of it) and, for introductions, "asker". POST-only pages answer 405 to GET.
"""

ROWS = {
    "matching:board": {"default": 200},
    "matching:detail": {"default": 200},  # of a published search; otherwise 404 but for "owner"
    "matching:mine": {"visitor": 302, "default": 200},
    "matching:new": {"visitor": 302, "default": 200},
    "matching:edit": {"visitor": 302, "default": 404, "owner": 200},
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
    "matching:introduction": {"visitor": 302, "default": 404, "owner": 200, "asker": 200},
    "matching:moderation": {"visitor": 302, "default": 403, "officer": 200, "authority": 200},
}
