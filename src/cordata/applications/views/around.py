"""The frame of a section, the state of each step, and the live check."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cordata.applications.frame import section_context
from cordata.applications.models import Application
from cordata.applications.points import step_states
from cordata.applications.views.answering import live_context


def around(
    request: HttpRequest, application: Application, step: str, *, page: str = ""
) -> dict[str, Any]:
    """The context of `section.html` with the judgement of the draft as it stands."""
    live = live_context(application)
    states = step_states(application, live["points"])
    return section_context(request, application, step, page=page, states=states) | live
