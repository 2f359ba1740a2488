"""The banner that says on every page in which instant a rehearsal lives."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cordata.kernel import clock
from cordata.web import navigation
from cordata.web.catalogue import sentence
from cordata.web.navigation import Banner


def install() -> None:
    """Give the page shell the rehearsal's banner."""
    if rehearsal_banner not in navigation.banner_providers:
        navigation.banner_providers.append(rehearsal_banner)


def rehearsal_banner(request: HttpRequest) -> Banner:
    return Banner(
        text=sentence("rehearsal.banner", now=clock.now()),
        kind="info",
        url=reverse("rehearsal:home"),
        action=_("Move the clock, read the mail, play somebody"),
    )
