"""Anyone may ask whether a number or a fingerprint is genuine; nothing of the content is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.applications.forms.filing import VerifyForm
from cordata.applications.models import Submission
from cordata.documents import sealing
from cordata.documents.models import Sealed
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import Denied
from cordata.web.access import public
from cordata.web.requests import client_address


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says of a code."""

    genuine: bool
    number: str = ""
    sha256: str = ""  # only shown to who already had it
    received_at: datetime | None = None
    stands: bool = False


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A number tells that it exists and when; a fingerprint, that the content is untouched."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        if not within_limit("verify", client_address(request), limit=60, seconds=60):
            raise Denied("application.verify.too_many")
        answer = answer_to(form.cleaned_data["code"])
    return render(request, "applications/verify.html", {"form": form, "answer": answer})


def answer_to(code: str) -> Answer:
    """Look a code up as a fingerprint, then as a number."""
    sealed = sealing.find_by_digest(code)
    if sealed is not None:
        return _of(sealed, shown=True)
    number = code.strip().upper()
    submissions = Submission.objects.filter(application__number=number)
    last = submissions.select_related("sealed").order_by("-version").first()
    return _of(last.sealed, shown=False) if last else Answer(genuine=False)


def _of(sealed: Sealed, *, shown: bool) -> Answer:
    submission = Submission.objects.filter(sealed=sealed).select_related("application").first()
    received_at = submission.received_at if submission else sealed.sealed_at
    last = submission.application.submissions.first() if submission else None
    return Answer(
        genuine=sealing.holds(sealed),
        number=sealed.number,
        sha256=sealed.sha256 if shown else "",
        received_at=received_at,
        stands=last == submission,
    )
