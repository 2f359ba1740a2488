"""Who may write, publish, answer and read what is not public."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Organisation, Person, Role
from cordata.accounts.queries import Reader, belongs_to, has_role
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import OPEN_STATES, IntroductionState, SearchState
from cordata.programme.models import Call

MODERATORS = (Role.OFFICER, Role.AUTHORITY)


def write(person: Reader, organisation: Organisation, call: Call, at: datetime) -> Verdict:
    """A search is written for one's own organisation while the call takes applications."""
    return all_of(_member(person, organisation.pk), _call_runs(call, at))


def edit(person: Reader, search: PartnerSearch, at: datetime) -> Verdict:
    return all_of(_member(person, search.organisation_id), _unfinished(search, at))


def publish(person: Reader, search: PartnerSearch, at: datetime) -> Verdict:
    return all_of(_member(person, search.organisation_id), _unfinished(search, at))


def withdraw(person: Reader, search: PartnerSearch, at: datetime) -> Verdict:
    return all_of(_member(person, search.organisation_id), _unfinished(search, at))


def ask(person: Reader, search: PartnerSearch, at: datetime) -> Verdict:
    """Any member of another organisation may ask for an introduction to a published search."""
    if not isinstance(person, Person):
        return refused("matching.sign_in_first")
    if belongs_to(person, search.organisation_id):
        return refused("matching.own_search")
    if not person.organisation_ids:
        return refused("matching.organisation_first")
    if search.state != SearchState.PUBLISHED or search.expires_at < at:
        return refused("matching.not_published")
    return ALLOWED


def answer(person: Reader, introduction: Introduction) -> Verdict:
    """The organisation that published the search answers, and nobody else."""
    if introduction.state != IntroductionState.ASKED:
        return refused("matching.already_answered")
    return _member(person, introduction.search.organisation_id)


def see_addresses(person: Reader, introduction: Introduction) -> Verdict:
    """Addresses are exchanged by the acceptance, between the two sides only."""
    if introduction.state != IntroductionState.ACCEPTED:
        return refused("matching.not_accepted")
    own = {introduction.organisation_id, introduction.search.organisation_id}
    member = any(belongs_to(person, pk) for pk in own)
    return ALLOWED if member else refused("matching.not_a_member")


def moderate(person: Reader, at: datetime) -> Verdict:
    """Officers read searches where the call asks for it."""
    return ALLOWED if has_role(person, *MODERATORS, at=at) else refused("matching.not_a_moderator")


def _member(person: Reader, organisation_id: int) -> Verdict:
    return ALLOWED if belongs_to(person, organisation_id) else refused("matching.not_a_member")


def _call_runs(call: Call, at: datetime) -> Verdict:
    return ALLOWED if at <= call.closes_at else refused("matching.call_closed", at=call.closes_at)


def _unfinished(search: PartnerSearch, at: datetime) -> Verdict:
    if search.state not in OPEN_STATES or search.expires_at < at:
        return refused("matching.search_ended")
    return ALLOWED
