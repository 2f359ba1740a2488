"""The decision letter on screen and as a file; only once its session is released (ACC-11)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.letter_page import letter_context
from cordata.applications.letters import partners_of
from cordata.documents.serving import serve
from cordata.kernel import clock
from cordata.selection import access, queries
from cordata.selection.conditions_page import chip_of, state_for
from cordata.selection.letters import letter_texts
from cordata.selection.models import Letter
from cordata.selection.shares import shares_of
from cordata.selection.views.found import session_or_404


@require_safe
def letter(request: HttpRequest, pid: str) -> HttpResponse:
    """The letter as it was sent, the addressee's language first."""
    return _page(request, _letter(request, pid))


@require_safe
def letter_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The sealed PDF, under the same access as the page (ACC-04)."""
    found = _letter(request, pid)
    if found.file is None:
        raise Http404
    return serve(found.file)


@require_safe
def preview(request: HttpRequest, pid: str, decision: str) -> HttpResponse:
    """The letters of one decision before they go out, for who decides on them."""
    session = session_or_404(request, pid)
    found = queries.decision_with_letters(session, decision)
    if found is None:
        raise Http404
    access.read_file(request.user, session, found.application_id).or_deny()
    partner = partners_of(found.application)[0]
    texts = letter_texts(found, partner, at=clock.now())
    draft = Letter(
        decision=found,
        organisation=partner.organisation,
        number=found.application.number,
        language=next(iter(texts)),
        texts=texts,
        drafted_at=clock.now(),
    )
    return _page(request, draft, session=session)


def _letter(request: HttpRequest, pid: str) -> Letter:
    found = queries.letter_for(request.user, pid)
    if found is None:
        raise Http404
    access.read_letter(request.user, found).or_deny()
    return found


def _page(request: HttpRequest, found: Letter, **more: Any) -> HttpResponse:
    context = letter_context(found, shares_of(found)) | _conditions(request, found) | more
    return render(request, "selection/letter.html", context)


def _conditions(request: HttpRequest, found: Letter) -> dict[str, Any]:
    """Where the conditions that a letter sets stand, for this reader."""
    if found.kind != Letter.Kind.DECISION or found.released_at is None:
        return {}
    lifting = queries.liftings_visible_to(request.user).filter(decision=found.decision_id).first()
    if lifting is None:
        return {}
    staff = bool(access.read(request.user, found.decision.session))
    return {"lifting": lifting, "lifting_chip": chip_of(state_for(lifting, staff=staff))}
