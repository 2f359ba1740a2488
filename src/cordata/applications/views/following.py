"""The news of a call by mail, without an account. A GET changes nothing; each answer is a button
(NOT-04), and the mail program's own button ends them (RFC 8058)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cordata.accounts.models import Person
from cordata.applications import access, actions
from cordata.applications.forms.following import FollowForm
from cordata.applications.keeping import terms_of
from cordata.applications.models import Follower
from cordata.applications.views.filed import call_or_404
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.web.access import public
from cordata.web.requests import PageRequest, client_address

ONE_CLICK = "List-Unsubscribe"
AN_HOUR, ASKED = 3600, 20  # requests from one network


@public
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: PageRequest, code: str) -> HttpResponse:
    """The same answer whoever asked: it does not say whether the address was known."""
    call = call_or_404(request, code)
    open_ = access.follow(call, clock.now())
    form = FollowForm(
        call, request.POST if request.method == "POST" else None, initial=_known(request)
    )
    if open_ and form.is_valid() and (answer := _asked(request, call, form)):
        return answer
    context = {
        "call": call,
        "form": form if open_ else None,
        "verdict": open_,
        "terms": terms_of(call),
    }
    return render(request, "applications/follow.html", context, status=422 if form.errors else 200)


def _asked(request: PageRequest, call: Call, form: FollowForm) -> HttpResponse | None:
    """Carry it out; None when the page is to be shown again."""
    if not within_limit("call.follow", client_address(request), limit=ASKED, seconds=AN_HOUR):
        form.refuse(None, "call.follow.too_many")
        return None
    email, language = form.cleaned_data["email"], form.cleaned_data["language"]
    proven = email == _known(request).get("email")
    try:
        made = actions.follow(call, email, language, proven=proven, at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
    if proven:
        return redirect("applications:following", pid=made.pid, key=made.key)
    return render(request, "applications/follow_sent.html", {"call": call})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """Behind the mailed link: confirm, or see that one follows."""
    found = Follower.objects.select_related("call__programme", "call__version").filter(pid=pid)
    follower = next((one for one in found if one.opened_by(key)), None)
    if follower is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_following(pid, at=clock.now())
        return redirect("applications:following", pid=pid, key=key)
    context = {"follower": follower, "call": follower.call, "terms": terms_of(follower.call)}
    return _private(request, "applications/following.html", context)


@public
@csrf_exempt  # a mail program's own button brings no cookie: the key is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def follow_stop(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """No more news, and the address erased. The link answers so for good."""
    if not Follower(pid=pid).opened_by(key):
        raise Http404
    if request.method == "POST":
        actions.stop_following(pid, at=clock.now())
        if ONE_CLICK not in request.POST:
            messages.success(
                request, _("You get no more news of this call. Your address is erased.")
            )
            return redirect("applications:follow_stop", pid=pid, key=key)
    follower = Follower.objects.select_related("call__version").filter(pid=pid).first()
    return _private(request, "applications/follow_stop.html", {"follower": follower})


def _known(request: PageRequest) -> dict[str, Any]:
    person = request.user
    return {"email": person.email} if isinstance(person, Person) else {}


def _private(request: PageRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    return response
