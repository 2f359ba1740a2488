"""A rehearsal shows its clock, its mailbox and its players to whoever plays; staff move the clock.

None of these addresses exists in production.
"""

OPEN = {"default": 200}

ROWS = {
    "rehearsal:home": OPEN,
    "rehearsal:move": {"visitor": 302, "default": 405},
    "rehearsal:progress": OPEN,
    "rehearsal:mailbox": OPEN,
    "rehearsal:mail": OPEN,
    "rehearsal:sign_in": {"default": 405},
}
POSTS = {"rehearsal:sign_in": {302}}  # playing somebody is what a rehearsal is for
