"""The code for the door: a drawing on the person's own page, a picture in the confirmation."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe

from cordata.meetings.models import Registration
from cordata.notify import links
from cordata.notify.outbox import Attachment
from cordata.web.catalogue import sentence

MASK = 2  # any reads well; trying all eight costs more than the page
INK, PAPER = "#141d36", "#fff"


def drawing(registration: Registration) -> SafeString:
    """The code as an SVG; it opens the check-in page for who works there."""
    return mark_safe(
        _code(registration).svg_inline(scale=4, border=3, dark=INK, light=PAPER, omitsize=True)
    )


def picture(registration: Registration) -> Attachment:
    """The code as a PNG to show from the mail itself, without a network."""
    out = io.BytesIO()
    _code(registration).save(out, kind="png", scale=8, border=4, dark=INK, light=PAPER)
    name = sentence("meetings.ticket_file", registration.language)
    return Attachment(f"{name}.png", "image/png", out.getvalue())


def _code(registration: Registration) -> segno.QRCode:
    address = links.page("meetings:check_in", registration.language, pid=registration.meeting.pid)
    return segno.make(f"{address}?ticket={registration.pid}", error="m", mask=MASK)
