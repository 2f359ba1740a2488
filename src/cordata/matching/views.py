"""The partner board, one's own searches, introductions and the officer's reading list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.models import Person
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import NotPossible
from cordata.matching import access, actions, pieces, queries
from cordata.matching.board import board_of
from cordata.matching.forms import AskForm, FilterForm, ReturnForm, SearchForm, initial_of
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.showing import Names, Shown, names_of, other_versions, shown, suggested
from cordata.programme.models import Call
from cordata.programme.queries import featured_call
from cordata.programme.rule_words import language_words
from cordata.programme.site import site_of
from cordata.web.access import public
from cordata.web.forms import sent

ASKS_A_DAY = 10  # default: introductions one person may ask for in a day
WRITES_AN_HOUR = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Published searches of the running call, and those that fit the reader's own."""
    call, at = _call(request), clock.now()
    form = FilterForm(call, request.GET) if request.GET else None
    board = board_of(call, at, _filter(form), request.GET.get("page"))
    names, mine = names_of(call), _own_published(request, call)
    context = {
        "call": call,
        "form": form,
        "filter": pieces.empty_filter(call) if form is None else "",
        "board": board,
        "cards": pieces.cards([shown(search, names) for search in board.searches]),
        "mine": mine,
        "suggestions": _suggestions(mine, call, names) if mine else [],
        "map": pieces.map_of(call, board.counts),
        "may_write": at <= call.closes_at,
    }
    return render(request, "matching/board.html", context)


@public
@require_safe
def detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One search: what is shared, what is brought, who is wanted."""
    return _detail_page(request, _visible(request, pid))


def _detail_page(
    request: HttpRequest, search: PartnerSearch, form: AskForm | None = None
) -> HttpResponse:
    person, at = request.user, clock.now()
    member = isinstance(person, Person)
    names = names_of(search.call)
    card = shown(search, names)
    may_ask = access.ask(person, search, at)
    if form is None and may_ask and isinstance(person, Person):
        form = AskForm(queries.organisations_of(person))
    context = {
        "search": search,
        "card": card,
        "others": other_versions(search.titles, card.language),
        "types": [names.types.get(code, code) for code in search.wanted_types],
        "spoken": [language_words(code) for code in search.languages],
        "may_ask": may_ask,
        "may_edit": access.edit(person, search, at),
        "asked": queries.introduction_between(search, person) if member else None,  # type: ignore[arg-type]
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "matching/detail.html", context, status=status)


@require_POST
def ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask for an introduction; the message goes through us, the address stays here."""
    search, person = _visible(request, pid), _person(request)
    access.ask(person, search, clock.now()).or_deny()
    form = AskForm(queries.organisations_of(person), request.POST)
    if form.is_valid():
        try:
            _ask(search, person, form)
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(
                request, _("Your message is on its way. You will get the answer by mail.")
            )
            return redirect("matching:detail", pid=pid)
    return _detail_page(request, search, form)


def _ask(search: PartnerSearch, person: Person, form: AskForm) -> None:
    if not within_limit("matching.ask", person.pid, limit=ASKS_A_DAY, seconds=86400):
        raise NotPossible("matching.too_many_requests")
    own = queries.organisations_of(person)
    actions.ask_introduction(
        search.pid,
        organisation=own.get(pid=form.cleaned_data["organisation"]),
        message=form.cleaned_data["message"],
        by=person,
        at=clock.now(),
    )


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My organisations' searches and the introductions they asked for or received."""
    person = _person(request)
    own = person.organisation_ids
    introductions = list(queries.introductions_of(person))
    context = {
        "searches": list(queries.searches_of(person)),
        "received": [one for one in introductions if one.search.organisation_id in own],
        "asked": [one for one in introductions if one.organisation_id in own],
        "has_organisation": bool(own),
    }
    return render(request, "matching/mine.html", context)


@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Write a search; it stays a draft or goes on the board at once."""
    call, person = _call(request), _person(request)
    organisations = queries.organisations_of(person)
    if not organisations:
        return render(request, "matching/no_organisation.html", {"call": call})
    form = SearchForm(call, organisations, sent(request))
    if form.is_valid():
        organisation = organisations.get(pid=form.cleaned_data["organisation"])
        write = lambda: actions.write_search(  # noqa: E731 - the one difference from `edit`
            call=call, organisation=organisation, card=form.card(), by=person, at=clock.now()
        )
        if saved := _saved(request, form, write):
            return saved
    return _form_page(request, form, call, None)


@get_or_post
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change the words of a search."""
    search, person = _own(request, pid), _person(request)
    access.edit(person, search, clock.now()).or_deny()
    form = SearchForm(search.call, [search.organisation], sent(request), initial=initial_of(search))
    if form.is_valid():
        write = lambda: actions.edit_search(  # noqa: E731 - the one difference from `new`
            pid, card=form.card(), by=person, at=clock.now()
        )
        if saved := _saved(request, form, write):
            return saved
    return _form_page(request, form, search.call, search)


def _saved(
    request: HttpRequest, form: SearchForm, write: Callable[[], PartnerSearch]
) -> HttpResponse | None:
    """Write, and publish if that button was pressed; None leaves the refusal on the form."""
    person = _person(request)
    try:
        if not within_limit("matching.write", person.pid, limit=WRITES_AN_HOUR, seconds=3600):
            raise NotPossible("matching.too_many_requests")
        search = write()
        if "publish" in request.POST and search.state == "draft":
            search = actions.publish_search(search.pid, by=person, at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
    messages.success(request, _told(search))
    return redirect("matching:detail", pid=search.pid)


def _told(search: PartnerSearch) -> str:
    if search.state == "published":
        return _("Your search is on the board.")
    if search.state == "moderation":
        return _("The secretariat reads your search, then publishes it.")
    return _("Your search is saved. It is not published yet.")


def _form_page(
    request: HttpRequest, form: SearchForm, call: Call, search: PartnerSearch | None
) -> HttpResponse:
    context = {"form": form, "call": call, "search": search}
    return render(request, "matching/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def publish(request: HttpRequest, pid: str) -> HttpResponse:
    search, person = _own(request, pid), _person(request)
    access.publish(person, search, clock.now()).or_deny()
    messages.success(request, _told(actions.publish_search(pid, by=person, at=clock.now())))
    return redirect("matching:mine")


@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    search, person = _own(request, pid), _person(request)
    access.withdraw(person, search, clock.now()).or_deny()
    actions.withdraw_search(pid, by=person, at=clock.now())
    messages.success(request, _("Your search is off the board."))
    return redirect("matching:mine")


@require_POST
def matched(request: HttpRequest, pid: str) -> HttpResponse:
    search, person = _own(request, pid), _person(request)
    access.withdraw(person, search, clock.now()).or_deny()
    actions.mark_matched(pid, by=person, at=clock.now())
    messages.success(request, _("Noted: you have found your partner. The search is off the board."))
    return redirect("matching:mine")


@require_safe
def introduction(request: HttpRequest, pid: str) -> HttpResponse:
    """One introduction, for its two sides; the addresses only once it is accepted."""
    found = _introduction(request, pid)
    person = _person(request)
    context = {
        "introduction": found,
        "card": shown(found.search, names_of(found.search.call)),
        "may_answer": access.answer(person, found),
        "may_see": access.see_addresses(person, found),
        "is_asker": found.organisation_id in person.organisation_ids,
    }
    return render(request, "matching/introduction.html", context)


@require_POST
def accept(request: HttpRequest, pid: str) -> HttpResponse:
    found, person = _introduction(request, pid), _person(request)
    access.answer(person, found).or_deny()
    actions.accept_introduction(pid, by=person, at=clock.now())
    messages.success(request, _("You are in touch: each of you has the other’s address."))
    return redirect("matching:introduction", pid=pid)


@require_POST
def decline(request: HttpRequest, pid: str) -> HttpResponse:
    found, person = _introduction(request, pid), _person(request)
    access.answer(person, found).or_deny()
    actions.decline_introduction(pid, by=person, at=clock.now())
    messages.success(request, _("You have declined. Your address was not passed on."))
    return redirect("matching:introduction", pid=pid)


@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    """Searches an officer reads before they are published."""
    access.moderate(request.user, clock.now()).or_deny()
    waiting = list(queries.awaiting_moderation())
    return render(request, "matching/moderation.html", {"waiting": waiting, "form": ReturnForm()})


@require_POST
def approve(request: HttpRequest, pid: str) -> HttpResponse:
    access.moderate(request.user, clock.now()).or_deny()
    _waiting(pid)
    actions.approve_search(pid, by=_person(request), at=clock.now())
    messages.success(request, _("The search is on the board."))
    return redirect("matching:moderation")


@require_POST
def return_(request: HttpRequest, pid: str) -> HttpResponse:
    access.moderate(request.user, clock.now()).or_deny()
    _waiting(pid)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        waiting = list(queries.awaiting_moderation())
        context = {"waiting": waiting, "form": form, "returned": pid}
        return render(request, "matching/moderation.html", context, status=422)
    reason = form.cleaned_data["reason"]
    actions.return_search(pid, reason=reason, by=_person(request), at=clock.now())
    messages.success(request, _("The author is told what to change."))
    return redirect("matching:moderation")


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _call(request: HttpRequest) -> Call:
    """The call people look for partners in: the one that is open, or the next."""
    call = featured_call(site_of(request).calls, clock.now())
    if call is None:
        raise Http404
    return call


def _searches() -> Any:
    searches = PartnerSearch.objects.select_related("organisation", "call__programme")
    return searches.select_related("call__version").defer(
        "call__programme__data", "call__version__data"
    )


def _visible(request: HttpRequest, pid: str) -> PartnerSearch:
    readable = _searches().visible_to(request.user, clock.now())
    return cast(PartnerSearch, get_object_or_404(readable, pid=pid))


def _own(request: HttpRequest, pid: str) -> PartnerSearch:
    own = _searches().of_organisations(request.user)
    return cast(PartnerSearch, get_object_or_404(own, pid=pid))


def _waiting(pid: str) -> PartnerSearch:
    return get_object_or_404(queries.awaiting_moderation(), pid=pid)


def _introduction(request: HttpRequest, pid: str) -> Introduction:
    return get_object_or_404(queries.introductions_of(_person(request)), pid=pid)


def _filter(form: FilterForm | None) -> queries.Filter:
    if form is None or not form.is_valid():
        return queries.Filter()
    said = form.cleaned_data
    return queries.Filter(said["q"], said["theme"], said["side"], said["wanted"], said["territory"])


def _own_published(request: HttpRequest, call: Call) -> PartnerSearch | None:
    person = request.user
    return queries.own_published(person, call, clock.now()) if isinstance(person, Person) else None


def _suggestions(mine: PartnerSearch, call: Call, names: Names) -> list[Shown]:
    searches = queries.board(call, clock.now())
    return [suggested(one, names) for one in queries.suggestions_for(mine, searches, most=3)]
