"""A case officer writes in one draft for somebody who cannot: consented to, taken up, ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.applications import access, notices_helping
from cordata.applications.models import Application, Help
from cordata.documents.models import StoredFile
from cordata.kernel.throttle import within_limit
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible, Verdict

REVOKED, CONTRADICTED, GIVEN_BACK, REPLACED, FILED = (
    "revoked", "contradicted", "given_back", "replaced", "filed",
)  # fmt: skip
A_DAY = 86_400
MOST_A_DAY = 10  # default: askings and offers for one draft


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to: what for, until when, in which words."""

    purpose: str
    until: datetime
    wording: Mapping[str, str]  # version, language, text


@dataclass(frozen=True, slots=True)
class Recorded:
    """A consent given away from the platform, as the officer notes it."""

    person: Person
    way: str
    given_at: datetime
    evidence: StoredFile | None = None


@transaction.atomic
def consent_to_help(
    application: Application, organisation: Organisation, consent: Consent, *, by: Person,
    at: datetime,
) -> Help:  # fmt: skip
    """The applicant's own act: takes an offer, else asks the case officers of the call.

    Raises `NotPossible`: the reason of `access.consent_to_help`, `application.help.not_member`,
    `application.help.runs_already`, `application.help.until_passed`, `application.help.until_far`,
    `application.help.too_many`.
    """
    application = _locked(application.pid)
    _insist(access.consent_to_help(by, application, at=at))
    if organisation.pk not in by.membership_kinds:
        raise NotPossible("application.help.not_member")
    _check_term(application, consent.until, at)
    asked = _free(application, organisation, by=by, at=at) or _new(
        application, organisation, by=by, at=at
    )
    asked.purpose, asked.until, asked.wording = consent.purpose, consent.until, consent.wording
    asked.consented_by, asked.consented_at = by, at
    asked.save()
    if asked.helper is not None:
        return _begin(asked, at=at, by=by)
    _tell(asked, "asked", by=by, at=at, until=asked.until)
    notices_helping.help_asked(asked, at=at)
    return asked


@transaction.atomic
def offer_help(
    application: Application, organisation: Organisation, purpose: str, *, by: Person, at: datetime
) -> Help:
    """An officer offers it; nothing can be read or written before the consent."""
    application = _locked(application.pid)
    _insist(access.give_help(by, application, at=at))
    if _free(application, organisation, by=by, at=at) is not None:
        raise NotPossible("application.help.offered_already")
    offered = _new(application, organisation, by=by, at=at, helper=by, purpose=purpose)
    _tell(offered, "offered", by=by, at=at)
    notices_helping.help_offered(offered, at=at)
    return offered


@transaction.atomic
def record_help(
    application: Application, organisation: Organisation, consent: Consent, recorded: Recorded,
    *, by: Person, at: datetime,
) -> Help:  # fmt: skip
    """Note a consent given by telephone, letter or at the counter, and begin.

    Everybody who acts for the organisation is written to at once, with a link that ends it.
    Raises `NotPossible` as `consent_to_help`, and `application.help.given_later` for an hour to
    come.
    """
    application = _locked(application.pid)
    _insist(access.give_help(by, application, at=at))
    if organisation.pk not in recorded.person.membership_kinds:
        raise NotPossible("application.help.not_member")
    if recorded.given_at > at:
        raise NotPossible("application.help.given_later")
    _check_term(application, consent.until, at)
    if (offer := _free(application, organisation, by=by, at=at)) is not None:
        _end(offer, REPLACED, by=by, at=at)
    noted = _new(
        application,
        organisation,
        by=by,
        at=at,
        helper=by,
        purpose=consent.purpose,
        until=consent.until,
        wording=dict(consent.wording),
        way=recorded.way,
        consented_by=recorded.person,
        consented_at=recorded.given_at,
        evidence=recorded.evidence,
    )
    return _begin(noted, by=by, at=at)


@transaction.atomic
def take_help(pid: str, *, by: Person, at: datetime) -> Help:
    """An officer takes up what was asked for: from now on, and no other one."""
    asked = _locked_help(pid)
    _insist(access.give_help(by, asked.application, at=at))
    if not (asked.waits(at) and asked.consented_at and asked.helper is None):
        raise NotPossible("application.help.taken_already")
    asked.helper = by
    return _begin(asked, by=by, at=at)


@transaction.atomic
def end_help(pid: str, *, by: Person, at: datetime, how: str = REVOKED) -> Help:
    """From the next request on the officer reads and writes nothing (ACC-08); twice is once."""
    found = _locked_help(pid)
    if how != CONTRADICTED:  # whoever holds the mailed link
        _insist(access.end_help(by, found, at=at))
    if found.ended_at is None:
        how = GIVEN_BACK if by.pk == found.helper_id else how
        _end(found, how, by=by, at=at)
        notices_helping.help_ended(found, by=by, at=at)
    return found


@transaction.atomic
def note_help_read(application: Application, *, by: Person, at: datetime) -> None:
    """The applicant has read what was written for them: it may be filed."""
    application = _locked(application.pid)
    _insist(access.read_help(by, application, at=at))
    read = application.helps.filter(begun_at__isnull=False).update(read_at=at, read_by=by)
    if read:
        tell(application, "help_read", by=by, at=at)


def end_helps_at_filing(application: Application, *, by: Person, at: datetime) -> None:
    """Within the filing: what was filed is the applicant's, and the help is over."""
    for one in application.helps.filter(ended_at=None).select_related("organisation", "helper"):
        _end(one, FILED, by=by, at=at)


def _free(
    application: Application, organisation: Organisation, *, by: Person, at: datetime
) -> Help | None:
    """The offer that stands, if any; one that is over is closed. Raises where help runs."""
    present = application.helps.select_for_update(of=("self",)).filter(
        organisation=organisation, ended_at=None
    ).first()  # fmt: skip
    if present is None:
        return None
    if present.runs(at) or (present.waits(at) and present.consented_at):
        raise NotPossible("application.help.runs_already")
    if not present.waits(at):
        _end(present, "term", by=by, at=present.until or at)
        return None
    return present


def _new(
    application: Application, organisation: Organisation, *, by: Person, at: datetime, **facts: Any
) -> Help:
    if not within_limit("helps", application.pid, limit=MOST_A_DAY, seconds=A_DAY):
        raise NotPossible("application.help.too_many")
    return Help.objects.create(
        application=application, organisation=organisation, opened_by=by, opened_at=at, **facts
    )


def _begin(one: Help, *, by: Person, at: datetime) -> Help:
    one.begun_at = at
    one.save()
    helper = one.helper.pid if one.helper else ""
    _tell(one, "begun", by=by, at=at, helper=helper, way=one.way, until=one.until)
    notices_helping.help_begun(one, at=at)
    return one


def _end(one: Help, how: str, *, by: Person, at: datetime) -> None:
    one.ended_at, one.ended_by, one.ended_how = at, by, how
    one.save(update_fields=["ended_at", "ended_by", "ended_how"])
    _tell(one, "ended", by=by, at=at, how=how)


def _tell(one: Help, event: str, *, by: Person, at: datetime, **facts: Any) -> None:
    """On the draft's own journal; never what for, which is the applicant's words (ACC-06)."""
    facts |= {"help": one.pid, "organisation": one.organisation.pid, "name": one.organisation.name}
    if one.consented_by is not None:
        facts["consented_by"] = one.consented_by.pid
    tell(one.application, f"help_{event}", by=by, at=at, **facts)


def _check_term(application: Application, until: datetime, at: datetime) -> None:
    days = application.definition.help_days
    if until <= at:
        raise NotPossible("application.help.until_passed")
    if until - at > timedelta(days=days + 1):  # the last of those days, whole
        raise NotPossible("application.help.until_far", days=days)


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)


def _locked_help(pid: str) -> Help:
    found = Help.objects.select_related("organisation", "helper", "consented_by").get(pid=pid)
    found.application = _locked(found.application.pid)
    found.refresh_from_db(fields=["ended_at", "begun_at", "helper", "until"])
    return found


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
