"""Messages inside a file: the same pages for its partners and for the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications.access import open_unchecked
from cordata.applications.reads import note_read
from cordata.assessment import actions, exchanging
from cordata.assessment.exchange_page import exchange_context, exchanges_context
from cordata.assessment.forms_exchanging import ExchangeForm, MessageForm
from cordata.assessment.models import Exchange, Review
from cordata.assessment.views.found import person_of
from cordata.documents.models import StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import Denied, NotPossible

MOST_AN_HOUR = 30  # messages of one person


@require_http_methods(["GET", "HEAD", "POST"])
def exchanges(request: HttpRequest, pid: str) -> HttpResponse:
    """The subjects of a file; a new one."""
    review = exchanging.files_exchanging(request.user).filter(pid=pid).first()
    if review is None:
        raise Http404
    at, form = clock.now(), None
    if request.method == "POST":
        form = ExchangeForm(request.POST, request.FILES, office=_office(request, review),
                            auto_id="new-%s")  # fmt: skip
        made: list[Exchange] = []

        def act(file: StoredFile | None) -> None:
            given, expects = form.cleaned_data, form.expects_answer()
            by = person_of(request)
            made.append(
                actions.open_exchange(
                    pid, given["subject"], given["text"], file, expects=expects, by=by, at=at
                )
            )

        if _acted(request, review, form, act):
            return redirect("assessment:exchange", made[0].pid)
    note_read(request.user, review.application, "messages")
    context = exchanges_context(request.user, review, at=at, refused=form)
    return render(request, "assessment/exchanges.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, pid: str) -> HttpResponse:
    """One subject: what was written, a field to answer. To open it is to read it."""
    found, at, form = _exchange(request, pid), clock.now(), None
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES, office=_office(request, found.review),
                           auto_id="reply-%s")  # fmt: skip

        def act(file: StoredFile | None) -> None:
            text, expects = form.cleaned_data["text"], form.expects_answer()
            actions.write_message(pid, text, file, expects=expects, by=person_of(request), at=at)

        if _acted(request, found.review, form, act):
            return redirect("assessment:exchange", pid)
    note_read(request.user, found.review.application, "messages")
    context = exchange_context(request.user, found, at=at, refused=form)
    if request.method == "GET":
        actions.read_exchange(found, by=person_of(request), at=at)
    return render(request, "assessment/exchange.html", context, status=422 if form else 200)


@require_POST
def settle(request: HttpRequest, pid: str) -> HttpResponse:
    """Nobody is to answer any more."""
    found = _exchange(request, pid)
    exchanging.settle(request.user, found).or_deny()
    try:
        actions.settle_exchange(pid, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        raise Denied(refusal.code) from refusal
    messages.success(request, _("Nobody is to answer any more."))
    return redirect("assessment:exchange", pid)


@require_safe
def exchange_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A file of a message, for those who read the message (ACC-04)."""
    message = exchanging.message_with_file(request.user, pid)
    if message is None or message.file is None:
        raise Http404
    application = message.exchange.review.application
    note_read(request.user, application, "messages")
    return serve(message.file, unchecked=bool(open_unchecked(request.user, application)))


def _exchange(request: HttpRequest, pid: str) -> Exchange:
    found = exchanging.exchange_for(request.user, pid)
    if found is None:
        raise Http404
    return found


def _office(request: HttpRequest, review: Review) -> bool:
    return exchanging.speaks_for_office(request.user, review)


def _acted(
    request: HttpRequest, review: Review, form: MessageForm, act: Callable[[StoredFile | None], Any]
) -> bool:
    """Write it and say so, or put the refusal beside its field; an upload stays only if used."""
    exchanging.write(request.user, review).or_deny()
    if not form.is_valid():
        return False
    by, at = person_of(request), clock.now()
    if not within_limit("messages", by.pid, limit=MOST_AN_HOUR, seconds=3600):
        raise Denied("exchange.too_many")
    try:
        with only_if_used():
            upload = form.cleaned_data.get("file")
            act(store_file(upload, by=by, at=at) if upload else None)
    except NotPossible as refusal:
        field = "file" if refusal.code.startswith("file.") else None
        form.refuse(field, refusal.code, **refusal.params)
        return False
    messages.success(request, _("Your message is there; the other side gets a mail."))
    return True
