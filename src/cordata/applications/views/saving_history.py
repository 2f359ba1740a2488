"""Whether a partner was funded before, saved as soon as it is chosen: it has no versions, so what
the page showed is what it sends along."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cordata.applications import access
from cordata.applications.actions.partners import HISTORY_SAID, say_history
from cordata.applications.forms.partners import HISTORY
from cordata.applications.models import Partner
from cordata.applications.views.answering import saved_words
from cordata.applications.views.person import person_of
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence

READ = {said: funded for funded, said in HISTORY_SAID.items()}
CHANGED = "partner.history_changed"


def save_history(request: HttpRequest, partner: Partner, at: datetime) -> HttpResponse:
    """As `saving.save`: 200 with what stands, 409 where another hand answered otherwise."""
    item = partner.application.definition.form.field(HISTORY)
    if item is None:
        raise Http404
    access.write(request.user, partner.application, item, partner, at=at).or_deny()
    said, seen = (request.POST.get(name, "") for name in (HISTORY, f"{HISTORY}-version"))
    if said not in READ:
        return _answer("unread", sentence("application.saving.nothing"), 422)
    try:
        say_history(partner, READ[said], by=person_of(request), at=at, seen=seen)
    except NotPossible as refusal:
        words = sentence(refusal.code, **refusal.params)
        if refusal.code != CHANGED:
            return _answer("refused", words, 422)
        theirs = render_to_string("applications/_theirs_history.html", {"words": words})
        stands = refusal.params["said"]
        return _answer("conflict", words, 409, version=stands, theirs=theirs)
    return _answer("saved", saved_words(), version=said)


def _answer(outcome: str, words: str, status: int = 200, **more: str) -> HttpResponse:
    return JsonResponse({"outcome": outcome, "words": words, **more}, status=status)
