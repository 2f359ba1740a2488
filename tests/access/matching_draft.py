"""A partner search that is not published: its own organisation's ("lead_*"), nobody else's."""

ROWS = {"matching:detail": {"default": 404, "lead_editor": 200, "lead_signatory": 200}}
