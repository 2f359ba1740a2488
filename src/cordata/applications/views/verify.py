"""Anyone may check that a number or a fingerprint is genuine; nothing of the content is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.filed import listed_calls
from cordata.applications.forms.filing import VerifyForm
from cordata.applications.models import LateAttempt, Submission
from cordata.applications.states import State
from cordata.documents import keys, sealing
from cordata.documents.models import Sealed
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import Denied
from cordata.programme.site import site_of
from cordata.web import catalogue
from cordata.web.access import public
from cordata.web.requests import client_address


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says of a code: `sealed.<standing>` is its sentence."""

    genuine: bool
    standing: str = "unknown"
    kind: str = ""  # code of the kind of seal, named by `sealed.kind.<kind>`
    number: str = ""
    sha256: str = ""  # only shown to who already had it
    received_at: datetime | None = None  # of what was filed; of other seals `sealed_at` tells
    sealed_at: datetime | None = None


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A fingerprint tells what it seals and whether it counts; a number, once its call is closed,
    that it exists. Before, it would tell how many have filed."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        if not within_limit("verify", client_address(request), limit=60, seconds=60):
            raise Denied("application.verify.too_many")
        answer = answer_to(form.cleaned_data["code"], at=clock.now())
    known = [call.pk for call in site_of(request).calls]
    listed = [call for call, last in listed_calls(clock.now()) if last and call.pk in known]
    context = {"form": form, "answer": answer, "listed": listed}
    return render(request, "applications/verify.html", context)


@public
@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """The key that anyone verifies a receipt with, 64 hex digits (SUB-05)."""
    if not (key := keys.public_key_hex()):
        raise Http404
    return HttpResponse(f"{key}\n", content_type="text/plain; charset=utf-8")


def answer_to(code: str, *, at: datetime) -> Answer:
    """Look a code up as a fingerprint, then as a number."""
    sealed = sealing.find_by_digest(code)
    return _of(sealed) if sealed is not None else _of_number(code.strip().upper(), at)


def _of_number(number: str, at: datetime) -> Answer:
    filed = Submission.objects.filter(
        application__number=number, application__call__closes_at__lt=at
    )
    last = filed.order_by("-version").first()
    if last is None:
        return Answer(genuine=False)
    return Answer(True, "number", number=number, received_at=last.received_at)


def _of(sealed: Sealed) -> Answer:
    if not sealing.holds(sealed):
        return Answer(genuine=False, standing="broken")
    said = Answer(True, "other", _kind(sealed), sha256=sealed.sha256, sealed_at=sealed.sealed_at)
    if one := Submission.objects.filter(sealed=sealed).select_related("application").first():
        standing, number = _standing(one), sealed.number
        return replace(said, standing=standing, number=number, received_at=one.received_at)
    late = LateAttempt.objects.filter(sealed=sealed).select_related("submission__application")
    if attempt := late.first():
        since = attempt.submission
        number = since.application.number if since else ""  # the attempt itself has none
        standing = "late_filed" if since else "late"
        return replace(said, standing=standing, number=number, received_at=attempt.received_at)
    return replace(said, number=_public_number(sealed))


def _standing(submission: Submission) -> str:
    """Whether this version counts: the last one of a file that was not taken back."""
    if submission.application.state == State.WITHDRAWN:
        return "withdrawn"
    later = submission.application.submissions.filter(version__gt=submission.version)
    return "replaced" if later.exists() else "stands"


def _kind(sealed: Sealed) -> str:
    """Its kind if it has a name for readers; a later step may seal more than we know."""
    return sealed.kind if catalogue.known(f"sealed.kind.{sealed.kind}") else "other"


def _public_number(sealed: Sealed) -> str:
    """What is printed on the document; a late attempt's tables bear an address instead."""
    return "" if sealed.kind.startswith("late_attempt") else sealed.number
