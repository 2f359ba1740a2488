"""The rehearsal's own pages: the clock, the mailbox, whom to play."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.queries import current_programme
from cordata.rehearsal import access, cast, moments, moving, queries
from cordata.rehearsal.forms import MoveForm
from cordata.rehearsal.models import Move
from cordata.web.access import public
from cordata.web.catalogue import sentence

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where the clock stands, where it may go, whom to play."""
    return render(request, "rehearsal/home.html", _panel(request, MoveForm()))


def _panel(request: HttpRequest, form: MoveForm) -> dict[str, object]:
    now = clock.now()
    return {
        "form": form,
        "now": now,
        "moments": moments.next_moments(current_programme(), now),
        "may_move": access.move_clock(request.user, now),
        "move": queries.running_move(),
        "staff": cast.staff(now),
        "bodies": cast.bodies(),
        "guests": cast.guests(now),
        "newcomers": cast.newcomers(),
    }


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the clock to a moment of the list (`to`) or to a day and hour."""
    access.move_clock(request.user, clock.now()).or_deny()
    form = MoveForm(request.POST)
    chosen = _chosen(request)
    if chosen is None and not form.is_valid():
        return render(request, "rehearsal/home.html", _panel(request, form), status=422)
    programme = current_programme()
    zone = programme.definition.zone if programme else "UTC"
    try:
        asked = moving.ask_move(
            chosen or form.instant(zone),
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
        return redirect("rehearsal:home")
    return redirect("rehearsal:progress", pid=asked.pid)


def _chosen(request: HttpRequest) -> datetime | None:
    try:
        instant = datetime.fromisoformat(request.POST.get("to", ""))
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None


@public
@require_safe
def progress(request: HttpRequest, pid: str) -> HttpResponse:
    """How far a move has come; the page asks again by itself until it is there."""
    asked = get_object_or_404(Move, pid=pid)
    share = 100 if asked.finished else min(99, asked.done * 100 // max(asked.total, 1))
    response = render(request, "rehearsal/progress.html", {"move": asked, "share": share})
    if not asked.finished:
        response["Refresh"] = "2"
    return response


@public
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every message, or those to one address."""
    address = request.GET.get("to", "").strip().lower()
    page = Paginator(queries.letters(address), 30).get_page(request.GET.get("page"))
    return render(request, "rehearsal/mailbox.html", {"page": page, "address": address})


@public
@require_safe
def mail(request: HttpRequest, pid: str) -> HttpResponse:
    return render(request, "rehearsal/mail.html", {"mail": get_object_or_404(Message, pid=pid)})


@public
@require_POST
def sign_in(request: HttpRequest, pid: str) -> HttpResponse:
    """Play somebody: one click, in a rehearsal only."""
    person = get_object_or_404(Person, pid=pid, is_active=True)
    login(request, person, backend=BACKEND)
    record_authentication(request, person, "code", email=person.email)  # as a sign-in just now
    messages.success(request, sentence("rehearsal.playing", name=str(person)))
    return redirect("desk:home")
