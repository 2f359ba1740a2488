"""Writing, publishing and ending a partner search; asking for and answering introductions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.matching import access, notices
from cordata.matching.cards import Card
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.queries import open_count
from cordata.matching.states import (
    ACCEPT,
    DECLINE,
    EXPIRE,
    MATCH,
    PUBLISH,
    RETURN,
    SUBMIT,
    WITHDRAW,
    IntroductionState,
    SearchState,
)
from cordata.programme.models import Call

MOST_SEARCHES = 5  # default: open at once for one organisation and call


@transaction.atomic
def write_search(
    *, call: Call, organisation: Organisation, card: Card, by: Person, at: datetime
) -> PartnerSearch:
    """Keep a new search as a draft; it expires with the call."""
    _or_refuse(access.write(by, organisation, call, at))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if open_count(organisation, call) >= MOST_SEARCHES:
        raise NotPossible("matching.too_many_searches", limit=MOST_SEARCHES)
    search = PartnerSearch.objects.create(
        call=call,
        organisation=organisation,
        author=by,
        created_at=at,
        expires_at=call.closes_at,
        **card.values(),
    )
    tell(search, "written", by=by, at=at)
    return search


@transaction.atomic
def edit_search(pid: str, *, card: Card, by: Person, at: datetime) -> PartnerSearch:
    """Change the words of a search; where the call moderates, a published one is read again."""
    search = _locked(pid)
    _or_refuse(access.edit(by, search, at))
    for name, value in card.values().items():
        setattr(search, name, value)
    search.save()
    tell(search, "edited", by=by, at=at)
    if search.state == SearchState.PUBLISHED and is_moderated(search.call):
        move(search, SUBMIT, by=by, at=at)
    return search


@transaction.atomic
def publish_search(pid: str, *, by: Person, at: datetime) -> PartnerSearch:
    """Put a draft on the board, or before an officer where the call asks for it."""
    search = _locked(pid)
    _or_refuse(access.publish(by, search, at))
    if is_moderated(search.call):
        move(search, SUBMIT, by=by, at=at)
    else:
        _publish(search, by=by, at=at)
    return search


@transaction.atomic
def approve_search(pid: str, *, by: Person, at: datetime) -> PartnerSearch:
    """An officer has read the search: it goes on the board."""
    search = _locked(pid)
    _or_refuse(access.moderate(by, at))
    if search.state != SearchState.MODERATION:
        raise NotPossible("partnersearch.not_published", state=search.state)
    _publish(search, by=by, at=at)
    return search


@transaction.atomic
def return_search(pid: str, *, reason: str, by: Person, at: datetime) -> PartnerSearch:
    """An officer asks the author for a change before publishing."""
    search = _locked(pid)
    _or_refuse(access.moderate(by, at))
    if not reason.strip():
        raise NotPossible("matching.reason_missing")
    move(search, RETURN, by=by, at=at, because=reason)
    notices.search_returned(search, reason, at=at)
    return search


@transaction.atomic
def withdraw_search(pid: str, *, by: Person, at: datetime, because: str = "") -> PartnerSearch:
    """Take a search off the board; whoever waits for an answer gets one."""
    search = _locked(pid)
    _or_refuse(access.withdraw(by, search, at))
    move(search, WITHDRAW, by=by, at=at, because=because)
    _decline_waiting(search, by=by, at=at)
    return search


@transaction.atomic
def mark_matched(pid: str, *, by: Person, at: datetime) -> PartnerSearch:
    """The organisation has found its partner."""
    search = _locked(pid)
    _or_refuse(access.withdraw(by, search, at))
    move(search, MATCH, by=by, at=at)
    _decline_waiting(search, by=by, at=at)
    return search


@transaction.atomic
def expire_search(pid: str, *, at: datetime) -> PartnerSearch:
    """The call has closed: the search ends, and so do the introductions nobody answered."""
    search = _locked(pid)
    move(search, EXPIRE, by=SYSTEM, at=at)
    _decline_waiting(search, by=SYSTEM, at=at)
    return search


@transaction.atomic
def ask_introduction(
    pid: str,
    *,
    organisation: Organisation,
    message: str,
    by: Person,
    at: datetime,
    own_search: PartnerSearch | None = None,
) -> Introduction:
    """Ask the author of a search to meet. Only the message and the organisation are passed on."""
    search = _locked(pid)
    _or_refuse(access.ask(by, search, at))
    if organisation.pk not in by.organisation_ids:
        raise NotPossible("matching.not_a_member")
    if not message.strip():
        raise NotPossible("matching.message_missing")
    asked = search.introductions.filter(organisation=organisation)
    if asked.exclude(state=IntroductionState.DECLINED).exists():
        raise NotPossible("matching.asked_already")
    introduction = Introduction.objects.create(
        search=search,
        asked_by=by,
        organisation=organisation,
        own_search=own_search,
        message=message,
        language=by.language,
        asked_at=at,
    )
    tell(introduction, "asked", by=by, at=at, search=search.pid)
    notices.introduction_asked(introduction, at=at)
    return introduction


@transaction.atomic
def accept_introduction(pid: str, *, by: Person, at: datetime) -> Introduction:
    """Say yes: both sides get each other's name and address."""
    introduction = _locked_introduction(pid)
    _or_refuse(access.answer(by, introduction))
    introduction.answered_at, introduction.answered_by = at, by
    move(introduction, ACCEPT, by=by, at=at)
    notices.introduction_accepted(introduction, at=at)
    return introduction


@transaction.atomic
def decline_introduction(pid: str, *, by: Person, at: datetime) -> Introduction:
    """Say no; no address leaves."""
    introduction = _locked_introduction(pid)
    _or_refuse(access.answer(by, introduction))
    _decline(introduction, by=by, at=at)
    return introduction


def is_moderated(call: Call) -> bool:
    """Whether the pack wants an officer to read searches before the board shows them."""
    return call.definition.moderated_searches


def _publish(search: PartnerSearch, *, by: Actor, at: datetime) -> None:
    search.published_at = search.published_at or at
    move(search, PUBLISH, by=by, at=at)


def _decline_waiting(search: PartnerSearch, *, by: Actor, at: datetime) -> None:
    for introduction in search.introductions.filter(state=IntroductionState.ASKED):
        _decline(introduction, by=by, at=at)


def _decline(introduction: Introduction, *, by: Actor, at: datetime) -> None:
    introduction.answered_at = at
    move(introduction, DECLINE, by=by, at=at)
    notices.introduction_declined(introduction, at=at)


def _locked(pid: str) -> PartnerSearch:
    searches = PartnerSearch.objects.select_for_update(of=("self",))
    return searches.select_related("organisation", "call").get(pid=pid)


def _locked_introduction(pid: str) -> Introduction:
    introductions = Introduction.objects.select_for_update(of=("self",))
    return introductions.select_related("search__organisation", "search__call").get(pid=pid)


def _or_refuse(verdict: Verdict) -> None:
    """An action refuses for the same reasons as the page that offers it."""
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
