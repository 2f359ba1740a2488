"""The receipt of a filing, at once, and its dossier when the worker has laid it out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cordata.applications import access
from cordata.applications.changes import changes_between
from cordata.applications.models import Application, Submission
from cordata.applications.queries import application_for
from cordata.applications.reading import reading_of_submission
from cordata.applications.reads import note_read
from cordata.applications.status import AFTER_FILING
from cordata.documents import sealing
from cordata.documents.pdf import qr_svg
from cordata.documents.serving import guarded, serve
from cordata.kernel import clock
from cordata.notify import links
from cordata.packs.call import Milestone
from cordata.packs.canonical import canonical_json
from cordata.packs.programme import Body, BodyRole
from cordata.programme.queries import local_day


@require_safe
def receipt(request: HttpRequest, pid: str, version: int | None = None) -> HttpResponse:
    """Number, instant with its zone, SHA-256, and what comes next (SUB-05)."""
    application, submission = _submission_or_404(request, pid, version)
    note_read(request.user, application, "receipt")
    verify = _verify_address(request, submission)
    context: dict[str, Any] = {
        "application": application,
        "submission": submission,
        "reading": reading_of_submission(submission),
        "call": application.call,
        "definition": submission.call_version.definition,
        "digest_lines": _grouped(submission.sealed.sha256),
        "qr": qr_svg(verify),
        "verify": verify,
        "stands": submission.version == application.submissions.count(),
        "earlier": application.submissions.exclude(pk=submission.pk),
        "may_replace": access.submit(request.user, application),
        "is_partner": access.read(request.user, application),
        "contacts": _contacts(application),
        "terms": application.call.programme.definition.texts.get("receipt", {}),
        "steps_ahead": _steps_ahead(application),
    }
    return render(request, "applications/receipt.html", context)


def _steps_ahead(application: Application) -> list[Milestone]:
    """What the call has announced for after its closing."""
    today = local_day(application.call, clock.now())
    announced = application.definition.timetable_on(today)
    return [item for item in announced if item.kind in AFTER_FILING and item.on >= today]


@require_safe
def changes(request: HttpRequest, pid: str, version: int) -> HttpResponse:
    """What a version changed in the one before it, place by place (SUB-06)."""
    application, submission = _submission_or_404(request, pid, version)
    before = get_object_or_404(application.submissions.select_related("sealed", "call_version"),
                               version=version - 1)  # fmt: skip
    before.application = application
    note_read(request.user, application, "receipt")
    readings = reading_of_submission(before), reading_of_submission(submission)
    context = {
        "application": application,
        "submission": submission,
        "before": before,
        "call": application.call,
        "changes": changes_between(*readings),
    }
    return render(request, "applications/changes.html", context)


@require_safe
def take_away(request: HttpRequest, pid: str, version: int | None = None) -> HttpResponseBase:
    """What was sealed and its seal, to verify off line with `docs/verify_receipt.py` (SUB-05)."""
    application, submission = _submission_or_404(request, pid, version)
    note_read(request.user, application, "receipt")
    sealed, packed = submission.sealed, io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.json", canonical_json(sealed.content))
        archive.writestr("seal.json", canonical_json(sealing.receipt(sealed)))
    name = f"receipt-{application.number}-v{submission.version}.zip"
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    return guarded(response, name, size=len(packed.getvalue()))


def _contacts(application: Application) -> list[Body]:
    """Whom to write to about a file: the joint secretariat."""
    bodies = application.call.programme.definition.bodies
    return [body for body in bodies if body.role == BodyRole.JOINT_SECRETARIAT]


@require_safe
def dossier(request: HttpRequest, pid: str, version: int | None = None) -> HttpResponseBase:
    """The PDF in all languages; a page that says when it comes while the worker is at it."""
    application, submission = _submission_or_404(request, pid, version)
    if submission.sealed.dossier is None:
        context = {"application": application, "submission": submission, "call": application.call}
        response = render(request, "applications/dossier_soon.html", context, status=202)
        response["Refresh"] = "10"
        return response
    note_read(request.user, application, "dossier")
    return serve(submission.sealed.dossier)


def _submission_or_404(
    request: HttpRequest, pid: str, version: int | None
) -> tuple[Application, Submission]:
    """The version asked for, or the one that stands; 404 for a stranger (ACC-02)."""
    application = application_for(request.user, pid)
    if application is None or not access.read_submitted(request.user, application):
        raise Http404
    found = application.submissions.select_related(
        "sealed__dossier", "call_version", "submitted_by"
    )
    if version is not None:
        submission = get_object_or_404(found, version=version)
    else:
        submission = get_object_or_404(found.order_by("-version")[:1])
    submission.application = application
    return application, submission


def _grouped(sha256: str) -> list[str]:
    """The fingerprint in two lines of four groups, so that an eye can compare it."""
    groups = [sha256[start : start + 8] for start in range(0, 64, 8)]
    return [" ".join(groups[:4]), " ".join(groups[4:])]


def _verify_address(request: HttpRequest, submission: Submission) -> str:
    query = f"?code={submission.sealed.sha256}"
    return links.absolute(reverse("applications:verify") + query)
