"""Beginning and ending to see what an applicant sees."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.accounts import access, seeing
from cordata.accounts.forms import SeeForm
from cordata.accounts.fresh import sign_in_again
from cordata.accounts.models import Person
from cordata.accounts.views.requests import PersonRequest
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.web.forms import sent, status_of

AN_HOUR = 12  # people a member of staff may look as


@require_http_methods(["GET", "HEAD", "POST"])
def see(request: PersonRequest) -> HttpResponse:
    """Whose eyes, and why; asked soon after a sign-in."""
    at = clock.now()
    access.see_others(request.user, at=at).or_deny()
    if (again := sign_in_again(request)) is not None:
        return again
    form = SeeForm(sent(request), initial={"email": request.GET.get("email", "")[:254]})
    if form.is_valid() and _begun(request, form):
        return redirect("desk:home")
    return render(request, "accounts/see.html", {"form": form}, status=status_of(form))


def _begun(request: PersonRequest, form: SeeForm) -> bool:
    at, person = clock.now(), Person.objects.filter(email=form.cleaned_data["email"]).first()
    if person is None:
        form.refuse("email", "seeing.unknown")
        return False
    verdict = access.see_as(request.user, person, at=at)
    if not verdict:
        form.refuse("email", verdict.code, **verdict.params)
        return False
    if not within_limit("see_as", request.user.pid, limit=AN_HOUR, seconds=3600):
        form.refuse(None, "seeing.too_many")
        return False
    with transaction.atomic():
        seeing.begin(request, person, because=form.cleaned_data["reason"], at=at)
    return True


@require_POST
def see_end(request: PersonRequest) -> HttpResponse:
    """One's own eyes again."""
    with transaction.atomic():
        seeing.end(request, at=clock.now())
    messages.success(request, _("You see your own pages again."))
    return redirect("desk:home")
