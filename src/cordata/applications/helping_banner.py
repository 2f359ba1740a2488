"""The band above every page of a draft in which an officer writes for somebody."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from cordata.applications.models import Help
from cordata.applications.states import PaperState
from cordata.web.catalogue import sentence
from cordata.web.moments import moment_words
from cordata.web.navigation import Banner


def helping_banner(request: HttpRequest) -> Banner | None:
    """For whom and until when, and how to end; from what the page itself asked, at no query."""
    one = _given(request)
    if one is None:
        return None
    if one.is_paper:
        return _paper_banner(one)
    zone = one.application.call.definition.zone
    return Banner(
        text=sentence(
            "application.help.banner",
            name=str(one.consented_by),
            organisation=one.organisation.name,
            until=moment_words(one.until, zone) if one.until else "",
        ),
        icon="user",
        url=reverse("applications:help_end", args=[one.application.pid, one.pid]),
        action=sentence("application.help.end"),
        sends=True,
    )


def _paper_banner(one: Help) -> Banner:
    paper = one.application.papers.get(state=PaperState.ENTERED)
    return Banner(
        text=sentence("application.paper.banner", name=paper.signed_by, body=paper.body),
        icon="file-text",
        url=reverse("applications:paper", args=[paper.pid]),
        action=sentence("application.paper.to_its_page"),
    )


def _given(request: HttpRequest) -> Help | None:
    """What the page found this person to be to the draft it shows."""
    known = getattr(request, "user", None)
    standings = known.__dict__.get("_standings", {}) if known is not None else {}
    return next((one.helps for one in standings.values() if one.helps is not None), None)
