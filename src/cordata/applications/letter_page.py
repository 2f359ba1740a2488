"""A letter on screen, as every step shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from cordata.applications.models import PartnerLetter
from cordata.documents.marked import version_of
from cordata.documents.pdf import qr_svg
from cordata.notify.links import absolute


def letter_context(
    letter: PartnerLetter, shares: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What `applications/_letter.html` shows, the addressee's language first."""
    application = letter.application
    versions = [version_of(language, text) for language, text in letter.in_order]
    context: dict[str, Any] = {
        "letter": letter,
        "application": application,
        "call": application.call,
        "programme": application.call.programme.definition,
        "main": versions[0],
        "others": versions[1:],
        "versions": versions,
        "shares": shares,
    }
    if letter.sealed is not None:
        address = absolute(f"{reverse('applications:verify')}?code={letter.sealed.sha256}")
        context |= {"address": address, "qr": mark_safe(qr_svg(address))}
    return context
