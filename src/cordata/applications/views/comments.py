"""Comments at the fields of a draft: read, written, answered, resolved; never part of the file."""

from __future__ import annotations

from collections.abc import Set

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications import access, questions
from cordata.applications.actions.commenting import resolve_comment, write_comment
from cordata.applications.comments import Thread, open_counts, place_at, threads_at, threads_of
from cordata.applications.forms.comments import CommentForm
from cordata.applications.frame import section_context
from cordata.applications.models import Application, Comment, Partner
from cordata.applications.reading_fields import ReadField
from cordata.applications.versions import Place
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.packs.form import FieldDefinition
from cordata.web.catalogue import sentence
from cordata.web.forms import status_of


@require_safe
def comments(request: HttpRequest, pid: str) -> HttpResponse:
    """Everything remarked in the draft: what is open, then what is resolved."""
    application = draft_or_404(request, pid)
    access.see_comments(request.user, application).or_deny()
    threads = [(one, _address(application, one.first)) for one in threads_of(application)]
    context = section_context(request, application, "tasks", page=_("Comments"))
    context |= {
        "open": [one for one in threads if one[0].is_open],
        "resolved": [one for one in threads if not one[0].is_open],
    }
    return render(request, "applications/comments.html", context)


def _address(application: Application, comment: Comment) -> str:
    body = comment.organisation.pid if comment.organisation else ""
    return address_at(application, comment.field, body) + f"#{comment.pid}"


def address_at(application: Application, key: str, organisation: str = "") -> str:
    """The page of the comments at one field."""
    if not organisation:
        return reverse("applications:field_comments", args=[application.pid, key])
    return reverse("applications:sheet_comments", args=[application.pid, key, organisation])


def links_of(
    request: HttpRequest, application: Application, keys: Set[str], partner: Partner | None = None
) -> list[tuple[FieldDefinition, int, str]]:
    """(question, open threads, page) of the questions a page asks in a way of its own."""
    if not access.see_comments(request.user, application):
        return []
    counts = open_counts(application)
    body = partner.organisation if partner else None
    pk, pid = (body.pk, body.pid) if body else (None, "")
    return [
        (one, counts.get((pk, one.key), 0), address_at(application, one.key, pid))
        for one in application.definition.form.fields()
        if one.key in keys
    ]


def asks_of(
    request: HttpRequest, application: Application, keys: Set[str]
) -> list[FieldDefinition]:
    """The questions of such a page about which one may ask the secretariat."""
    if not access.see_questions(request.user, application):
        return []
    return [one for one in application.definition.form.fields() if one.key in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def field_comments(
    request: HttpRequest, pid: str, field: str, organisation: str = ""
) -> HttpResponse:
    """The threads at one field beside what stands there; a new one, or an answer."""
    application = draft_or_404(request, pid)
    access.see_comments(request.user, application).or_deny()
    place = place_at(application, field, organisation)
    if place is None:
        raise Http404
    form = None
    if request.method == "POST":
        access.comment(request.user, application).or_deny()
        form = CommentForm(request.POST, thread=_thread_sent(request))
        if comment := _written(request, place, form):
            return redirect(_address(application, comment))
    return _page(request, place, form)


def _thread_sent(request: HttpRequest) -> str:
    return request.POST.get("thread", "")[:20]


def _written(request: HttpRequest, place: Place, form: CommentForm) -> Comment | None:
    """Save it; None when the page is to be shown again with the reason."""
    thread = None
    if form.thread:
        thread = next(
            (one.first for one in threads_at(place) if one.first.pid == form.thread), None
        )
        if thread is None:
            raise Http404
    if not form.is_valid():
        return None
    try:
        comment = write_comment(
            place.application,
            field=place.question.key,
            organisation=place.organisation,
            thread=thread,
            by=person_of(request),
            at=clock.now(),
            **form.cleaned_data,
        )
    except NotPossible as refusal:
        form.refuse("text", refusal.code, **refusal.params)
        return None
    messages.success(request, _("Your comment is there. The others of the draft are written to."))
    return comment


def _page(request: HttpRequest, place: Place, sent: CommentForm | None) -> HttpResponse:
    application, item = place.application, place.question
    step = questions.step_of(application.definition, item)
    page = _("Comments: %(question)s") % {"question": pick(item.labels)}
    context = section_context(request, application, step, page=page) | {
        "place": place,
        "item": item,
        "stands": _stands(place),
        "rows": [(one, _answer_form(one, sent)) for one in threads_at(place)],
        "new": sent if sent and not sent.thread else CommentForm(),
        "form": sent or CommentForm(),
        "may_comment": access.comment(request.user, application),
        "back": _back(place),
    }
    status = status_of(sent) if sent else 200
    return render(request, "applications/field_comments.html", context, status=status)


def _answer_form(one: Thread, sent: CommentForm | None) -> CommentForm:
    return sent if sent and sent.thread == one.first.pid else CommentForm(thread=one.first.pid)


def _stands(place: Place) -> ReadField | None:
    """The answer as it stands, of a question whose answer is a text or a code."""
    if place.question.key in questions.ELSEWHERE or place.question.prefilled:
        return None
    if place.organisation is not None and place.partner is None:
        return None
    answers = place.application.answers.filter(field=place.question.key, partner=place.partner)
    return place.read(dict(answers.values_list("language", "text")))


def _back(place: Place) -> str:
    """The page on which the field is filled in."""
    application, item = place.application, place.question
    step = questions.step_of(application.definition, item)
    if step == "texts":
        return reverse("applications:text", args=[application.pid, item.key])
    if place.partner is not None and step in ("budget", "partners"):
        name = "budget_partner" if step == "budget" else "partner"
        return reverse(f"applications:{name}", args=[application.pid, place.partner.pid])
    return reverse(f"applications:{step}", args=[application.pid])


@require_POST
def comment_resolve(request: HttpRequest, pid: str, comment: str) -> HttpResponse:
    """What was remarked is dealt with."""
    application = draft_or_404(request, pid)
    access.comment(request.user, application).or_deny()
    rows = application.comments.select_related("organisation", "application")
    one = rows.filter(pid=comment, thread=None).first()
    if one is None:
        raise Http404
    try:
        resolve_comment(one, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The comment is resolved."))
    return redirect(_address(application, one))
