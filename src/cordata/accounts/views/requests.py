"""The request of a signed-in person, and the one way an action's refusal reaches the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from cordata.accounts.models import Person
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.requests import PageRequest


class PersonRequest(PageRequest):
    """A request of somebody who is signed in."""

    user: Person


def say_refusal(request: HttpRequest, refusal: NotPossible) -> None:
    messages.error(request, sentence(refusal.code, **refusal.params))
