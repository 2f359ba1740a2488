"""Who reaches the programme's pages: everyone, but for those that staff work on."""

STAFF_READ = {
    "visitor": 302,
    "default": 403,
    **dict.fromkeys(
        (
            "officer",
            "authority",
            "orderer",
            "confirmer",
            "controller",
            "auditor",
            "communication",
            "aid_reviewer",
            "administrator",
        ),
        200,
    ),
}
PUBLISHERS = {
    "visitor": 302,
    "default": 403,
    "officer": 200,
    "authority": 200,
    "communication": 200,
}
ROWS = {
    **{
        f"programme:{name}": {"default": 200}
        for name in (
            "home",
            "calls",
            "call",
            "call_calendar",
            "grid",
            "blank_form",
            "blank_form_pdf",
            "blank_form_odt",
            "eligible",
            "help",
            "map",
            "news",
            "news_feed",
            "calendar",
            "status",
            "status_json",
            "accessibility",
            "privacy",
            "legal",
            "page",
            "change",
            "document",
        )
    },
    "programme:provenance": STAFF_READ,
    "programme:change_envelope": {"visitor": 302, "default": 403, "authority": 200},
    "programme:move_closing": {"visitor": 302, "default": 403, "officer": 200, "authority": 200},
    "programme:confirm_closing": {"visitor": 302, "default": 405},
    "programme:refuse_closing": {"visitor": 302, "default": 405},
    **dict.fromkeys(
        (
            "programme:publish",
            "programme:words",
            "programme:words_at",
            "programme:words_preview",
            "programme:new_document",
        ),
        PUBLISHERS,
    ),
    "programme:words_drop": {"visitor": 302, "default": 405},
}
