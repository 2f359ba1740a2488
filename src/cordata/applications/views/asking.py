"""A question to the secretariat from beside a field, and what was asked there before."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications import access, questions
from cordata.applications.actions.asking import ask_from_draft
from cordata.applications.asked import questions_asked
from cordata.applications.forms.asking import AskForm
from cordata.applications.frame import section_context
from cordata.applications.models import Application
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.packs.form import FieldDefinition
from cordata.web.forms import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pid: str, field: str) -> HttpResponse:
    """The questions asked beside one field, and a form for one more."""
    application = draft_or_404(request, pid)
    access.see_questions(request.user, application).or_deny()
    item = application.definition.form.field(field)
    if item is None:
        raise Http404
    if request.method != "POST":
        return _page(request, application, item, None)
    access.ask(request.user, application).or_deny()
    form = AskForm(request.POST)
    if form.is_valid() and _asked(request, application, item, form):
        return redirect("applications:ask", pid, field)
    return _page(request, application, item, form)


def _asked(
    request: HttpRequest, application: Application, item: FieldDefinition, form: AskForm
) -> bool:
    try:
        ask_from_draft(
            application,
            item,
            form.cleaned_data["text"],
            language=get_language() or "fr",
            by=person_of(request),
            at=clock.now(),
        )
    except NotPossible as refusal:
        form.refuse("text", refusal.code, **refusal.params)
        return False
    messages.success(request, _("Your question is with the secretariat. The answer comes by mail."))
    return True


def _page(
    request: HttpRequest, application: Application, item: FieldDefinition, form: AskForm | None
) -> HttpResponse:
    step = questions.step_of(application.definition, item)
    page = _("Ask the secretariat: %(question)s") % {"question": pick(item.labels)}
    context = section_context(request, application, step, page=page) | {
        "item": item,
        "asked": questions_asked(application, item.key),
        "may_ask": access.ask(request.user, application),
        "form": form or AskForm(),
        "back": _back(application, item, step),
    }
    status = status_of(form) if form else 200
    return render(request, "applications/ask.html", context, status=status)


def _back(application: Application, item: FieldDefinition, step: str) -> str:
    """The page on which the field is filled in, or leads to each partner's."""
    if step == "texts":
        return reverse("applications:text", args=[application.pid, item.key])
    return reverse(f"applications:{step}", args=[application.pid])
