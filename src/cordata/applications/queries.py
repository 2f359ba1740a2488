"""Applications as people look for them, and what somebody is to one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from cordata.accounts.models import Membership, Organisation, Person, Role
from cordata.accounts.queries import has_role
from cordata.applications.loading import keep_partners, loaded
from cordata.applications.models import (
    READERS,
    Answer,
    Application,
    Guest,
    Help,
    LateAttempt,
    PaperFiling,
    Partner,
    Submission,
    calls_read_by,
)
from cordata.applications.states import PaperState, State
from cordata.kernel import clock
from cordata.kernel.models import Event
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.programme.models import Call
from cordata.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one application."""

    lead_id: int = 0  # the lead's organisation
    kinds: Mapping[int, str] = field(default_factory=dict)  # own partner organisations -> kind
    guest: str = ""  # observer, adviser
    staff: bool = False  # asked of those who stand on no side of it
    helps: Help | None = None  # an officer who writes for one of the partners

    @property
    def is_partner(self) -> bool:
        return bool(self.kinds)

    @property
    def is_lead(self) -> bool:
        return self.lead_id in self.kinds


def standing(person: Any, application: Application, at: datetime) -> Standing:
    """Read once for a person and an application, from the memberships as they are now."""
    if not isinstance(person, Person):
        return Standing()
    known: dict[tuple[int, datetime], Standing] = person.__dict__.setdefault("_standings", {})
    if (application.pk, at) not in known:
        known[application.pk, at] = _standing(person, application, at)
    return known[application.pk, at]


def forget_standings(person: Person) -> None:
    """What was read of this person before they became something else to an application."""
    person.__dict__.pop("_standings", None)


def _standing(person: Person, application: Application, at: datetime) -> Standing:
    partners = application.partners.all()
    organisations = {partner.organisation_id for partner in partners}
    kinds = {
        organisation: kind
        for organisation, kind in person.membership_kinds.items()
        if organisation in organisations
    }
    helps = None if kinds else _help_within(organisations, person, application, at)
    if helps is not None:
        kinds = _written_by(helps, organisations)
    guest = "" if kinds else _invitation(person, application, at)
    return Standing(
        lead_id=next((partner.organisation_id for partner in partners if partner.is_lead), 0),
        kinds=kinds,
        guest=guest,
        helps=helps,
        staff=not kinds and has_role(person, *READERS, at=at, scope=f"call:{application.call.pid}"),
    )


def _help_within(
    organisations: Set[int], person: Person, application: Application, at: datetime
) -> Help | None:
    helps = help_by(person, application, at)
    return helps if helps is not None and helps.organisation_id in organisations else None


def _written_by(helps: Help, organisations: Set[int]) -> dict[int, str]:
    """For whom an officer writes: the partner that agreed; of a signed paper, for all of them."""
    bodies = organisations if helps.is_paper else {helps.organisation_id}
    return dict.fromkeys(bodies, Membership.Kind.EDITOR)


def help_by(person: Person, application: Application, at: datetime) -> Help | None:
    """The help this person gives now, as long as they are a case officer of the call and
    the draft may change."""
    writable = application.state in {State.DRAFT, State.SUBMITTED}
    if not writable or not is_officer(person, application.call, at):
        return None
    found = Help.objects.running(at).filter(application=application, helper=person)
    one = found.select_related("organisation", "consented_by").first()
    if one is not None:
        one.application = application
    return one


def is_officer(person: Any, call: Call, at: datetime) -> bool:
    """Whether the person is a case officer of this call."""
    return has_role(person, Role.OFFICER, at=at, scope=f"call:{call.pid}")


def _invitation(person: Person, application: Application, at: datetime) -> str:
    guests = Guest.objects.of(person, at).filter(application=application)
    return guests.values_list("kind", flat=True).first() or ""


def application_for(person: Any, pid: str, at: datetime | None = None) -> Application | None:
    """The application if the person may know of it, with its call and partners loaded."""
    if not isinstance(person, Person):
        return None
    at = at or clock.now()
    own, calls = sorted(person.organisation_ids), calls_read_by(person, at)
    asked = _seen(len(own), None if calls is None else len(calls))
    given = _numbered("own", own) | _numbered("call", calls or ())
    rows = asked.rows(pid=pid, person=person.pk, email=person.email, at=at, **given)
    for application in rows:
        keep_partners(application)
    return next(iter(rows), None)


def _numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    return {f"{name}{number}": value for number, value in enumerate(values)}


@lru_cache(32)
def _seen(own: int, calls: int | None) -> Prepared[Application]:
    """The question of `visible_to` for one file, for so many organisations and calls."""
    organisations = [Given(name) for name in _numbered("own", range(own))]
    pids = [Given(name, CharField()) for name in _numbered("call", range(calls or 0))]
    return Prepared(
        lambda: (
            Application.objects.seen(
                organisations,
                Given("person"),
                Given("email", CharField()),
                NOW,
                None if calls is None else pids,
            )
            .with_call()
            .filter(pid=Given("pid", CharField()))
        )
    )


def draft_to_write(
    person: Any, pid: str, at: datetime, *, locked: bool = False
) -> Application | None:
    """The draft for a partner's own person, in one query with what they are to it, or for an
    officer who helps; else None.

    A save while typing asks this each second: `application_for` and `standing` say the same.
    `locked`: the draft and its partners are held until the end of the transaction.
    """
    if not isinstance(person, Person):
        return None
    own = Membership.objects.filter(
        person=person, organisation=OuterRef("organisation"), ended_at__isnull=True
    )
    rows = (
        Partner.objects.filter(application__pid=pid)
        .annotate(kind=Subquery(own.values("kind")[:1]))
        .select_related("organisation", "application__call__programme", "application__call_version")
        .defer("application__call__programme__data", "application__call_version__data")
    )
    partners = list(rows.select_for_update(of=("self", "application")) if locked else rows)
    kinds = {one.organisation_id: one.kind for one in partners if one.kind}
    if not partners:
        return None
    application, bodies = partners[0].application, {one.organisation_id for one in partners}
    helps = None if kinds else _help_within(bodies, person, application, at)
    if helps is not None:
        kinds = _written_by(helps, bodies)
    if not kinds:
        return None
    for one in partners:
        one.application = application
    application.__dict__["_prefetched_objects_cache"] = {"partners": partners}
    lead = next((one.organisation_id for one in partners if one.is_lead), 0)
    known = person.__dict__.setdefault("_standings", {})
    known[application.pk, at] = Standing(lead_id=lead, kinds=kinds, helps=helps)
    return application


def is_loaded(application: Application) -> bool:
    """Whether its answers were read along with it."""
    return "answers" in getattr(application, "_prefetched_objects_cache", {})


def partners_with_money(application: Application) -> list[Partner]:
    """The partners with lines and sources as they stand now, whatever was read of them before."""
    rows = Partner.objects.filter(application=application).select_related("organisation")
    partners = list(rows.prefetch_related("lines", "sources").order_by("position"))
    for one in partners:
        one.application = application
    return partners


def fully_loaded(application: Application) -> Application:
    """The application read anew with everything its facts need."""
    return loaded(application.pk)


def ruleset_of(application: Application) -> Ruleset:
    """The rules of the call with its opening and closing as they stand now."""
    call = application.call
    return replace(application.definition.ruleset, opens_at=call.opens_at, closes_at=call.closes_at)


def applications_of(person: Person) -> QuerySet[Application]:
    """Drafts and files of one's organisations, and drafts one is invited to; newest first."""
    partners = Partner.objects.select_related("organisation")
    return (
        Application.objects.visible_to(person)
        .filter(partners__organisation__in=person.organisation_ids)
        .distinct()
        .with_call()
        .prefetch_related(Prefetch("partners", partners), "answers")
        .order_by("-changed_at")
    )


def former_files(person: Person) -> QuerySet[Application]:
    """Files one may take over from: of one's own organisations, never one was invited to."""
    own = Partner.objects.filter(
        application=OuterRef("pk"), organisation__in=person.organisation_ids
    )
    found = Application.objects.filter(Exists(own)).with_call()
    titles = Prefetch("answers", Answer.objects.filter(field="title", partner=None))
    return found.prefetch_related(titles).order_by("-changed_at")


def former_money(partner: Partner) -> Partner | None:
    """The partner's own part in the application that its draft was copied from, where it has
    figures there and none here yet."""
    if partner.lines.exists() or partner.sources.exists():
        return None
    copied = Event.objects.filter(
        kind="application.copied",
        subject_type="application",
        subject_id=partner.application.pid,
    ).first()
    if copied is None:
        return None
    rows = Partner.objects.filter(
        application__pid=copied.data["source"],
        organisation=partner.organisation_id,
        lines__isnull=False,
    )
    return rows.select_related("application").prefetch_related("lines", "sources").first()


def invited_to(person: Person, at: datetime) -> QuerySet[Application]:
    """Drafts that the person was invited to look at."""
    return Application.objects.with_call().filter(
        pk__in=Guest.objects.of(person, at).values("application")
    )


def guests_of(application: Application) -> QuerySet[Guest]:
    """Everybody who was ever invited to look, the latest first."""
    invited = application.guests.select_related("person", "invited_by", "ended_by")
    return invited.order_by("-invited_at", "-pk")


def drafts_open(call: Call) -> QuerySet[Application]:
    return call.applications.filter(state=State.DRAFT)


def submission_that_stands(application: Application) -> Submission | None:
    """The last sealed version: the one that counts."""
    return application.submissions.select_related("sealed", "call_version", "submitted_by").first()


def late_attempts(call: Call) -> QuerySet[LateAttempt]:
    """Filings that arrived after a closing of the call, the last one first, without content."""
    return (
        LateAttempt.objects.filter(application__call=call)
        .select_related("application__call_version", "sealed", "by", "submission__application")
        .defer("sealed__content", "application__call_version__data")
        .prefetch_related("application__partners__organisation")
    )


def people_of(partner: Partner) -> QuerySet[Person]:
    """Everybody who acts for the partner's organisation now."""
    return people_acting_for(partner.organisation_id)


def people_acting_for(organisation: Organisation | int) -> QuerySet[Person]:
    """Everybody who acts for it now."""
    return Person.objects.filter(
        memberships__organisation=organisation,
        memberships__ended_at__isnull=True,
        is_active=True,
    ).order_by("name", "email")


def people_of_all(application: Application) -> QuerySet[Person]:
    """Everybody who acts for one of the partners, once each."""
    return (
        Person.objects.filter(
            memberships__organisation__partnerships__application=application,
            memberships__ended_at__isnull=True,
            is_active=True,
        )
        .distinct()
        .order_by("pk")
    )


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Organisations in whose name the person may start an application."""
    return Organisation.objects.filter(pk__in=person.organisation_ids).order_by("name")


def signs_for(person: Person, organisation_id: int) -> bool:
    return person.membership_kinds.get(organisation_id) == Membership.Kind.SIGNATORY


def files_of_both(first: Organisation, second: Organisation) -> list[str]:
    """The files in which both are partners, each by its number, acronym or public id."""
    shared = Application.objects.filter(partners__organisation=first).filter(
        partners__organisation=second
    )
    return [one.number or one.acronym or one.pid for one in shared.order_by("pk").distinct()]


def helps_asked(person: Person, at: datetime) -> list[Help]:
    """What waits for a case officer, in the calls whose officer the person is; oldest first."""
    rows = Help.objects.waiting(at).filter(consented_at__isnull=False).order_by("opened_at", "pk")
    found = _with_drafts(rows.exclude(organisation__pk__in=person.organisation_ids))
    return [one for one in found if is_officer(person, one.application.call, at)]


def helps_given(person: Person, at: datetime) -> list[Help]:
    """The drafts this officer writes in now; what ends first first."""
    rows = Help.objects.running(at).filter(helper=person).exclude(way=Help.Way.PAPER)
    rows = rows.order_by("until", "pk")
    return [one for one in _with_drafts(rows) if is_officer(person, one.application.call, at)]


def _with_drafts(rows: QuerySet[Help]) -> list[Help]:
    """With their drafts and calls, in one query more."""
    drafts = Application.objects.with_call().filter(state__in=[State.DRAFT, State.SUBMITTED])
    found = list(rows.select_related("organisation", "consented_by"))
    known = drafts.in_bulk({one.application_id for one in found})
    kept = [one for one in found if one.application_id in known]
    for one in kept:
        one.application = known[one.application_id]
    return kept


def drafts_to_help(officer: Person, email: str, at: datetime) -> list[Application]:
    """Drafts of somebody's organisations, of the calls whose officer asks: no word of them."""
    acting = Membership.objects.filter(person__email=email, ended_at=None)
    own = Partner.objects.filter(
        application=OuterRef("pk"), organisation__in=acting.values("organisation")
    )
    rows = Application.objects.with_call().filter(
        Exists(own), state__in=[State.DRAFT, State.SUBMITTED]
    )
    rows = rows.prefetch_related(
        Prefetch("partners", Partner.objects.select_related("organisation"))
    )
    found = rows.order_by("-created_at")
    return [one for one in found if is_officer(officer, one.call, at)]


def draft_to_help(pid: str) -> Application | None:
    """A draft by its public id, without its content; who may, says `access.give_help`."""
    partners = Prefetch("partners", Partner.objects.select_related("organisation"))
    return Application.objects.with_call().prefetch_related(partners).filter(pid=pid).first()


def members_of(application: Application) -> list[Membership]:
    """Everybody who acts for a partner, with for which."""
    rows = Membership.objects.filter(
        organisation__partnerships__application=application, ended_at=None, person__is_active=True
    )
    return list(rows.select_related("person", "organisation").order_by("person__name", "pk"))


def help_and_reader(help_pid: str, person_pid: str) -> tuple[Help, Person] | None:
    """What the key of a mailed link names: the help and to whom it was written."""
    rows = Help.objects.select_related("organisation", "helper", "consented_by")
    one, person = (
        rows.filter(pid=help_pid).first(),
        Person.objects.filter(pid=person_pid, is_active=True).first(),
    )
    if one is None or person is None:
        return None
    one.application = Application.objects.with_call().get(pk=one.application_id)
    return one, person


def papers_of(call: Call) -> QuerySet[PaperFiling]:
    """What came to a call on paper, the last arrival first."""
    rows = PaperFiling.objects.filter(call=call).select_related(
        "application", "noted_by", "entered_by", "confirmed_by"
    )
    return rows.defer("statements")


def papers_late(call: Call) -> list[PaperFiling]:
    """What came on paper after the closing as it stands now: sealed apart (TIM-08)."""
    return list(papers_of(call).filter(arrived_at__gt=call.closes_at, state=PaperState.NOTED))


def paper_for(person: Any, pid: str, at: datetime) -> PaperFiling | None:
    """A paper, for the case officers of its call; None for everybody else (ACC-02)."""
    rows = PaperFiling.objects.select_related(
        "call__programme", "call__version", "scan", "sealed", "noted_by", "entered_by",
        "confirmed_by", "submission__sealed",
    )  # fmt: skip
    paper = rows.filter(pid=pid).first()
    if paper is None or not is_officer(person, paper.call, at):
        return None
    if paper.application_id:
        paper.application = Application.objects.with_call().get(pk=paper.application_id)
    return paper


def papers_waiting(person: Person, at: datetime) -> list[PaperFiling]:
    """What waits for this officer: to type in, to go on with, to confirm."""
    waiting = Q(state=PaperState.NOTED) | Q(state=PaperState.ENTERED, entered_by=person)
    to_read = Q(state=PaperState.TO_CONFIRM) & ~Q(entered_by=person) & ~Q(noted_by=person)
    rows = PaperFiling.objects.filter(waiting | to_read).select_related("call")
    found = rows.filter(arrived_at__lte=F("call__closes_at")).order_by("arrived_at", "pk")
    return [one for one in found if is_officer(person, one.call, at)]
