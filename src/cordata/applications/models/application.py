"""An application: one project that partners put forward together to one call."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext_lazy

from cordata.accounts.models import Organisation, Person, Role
from cordata.accounts.queries import scopes_of
from cordata.applications.states import MandateState, State
from cordata.documents.models import StoredFile
from cordata.kernel import clock
from cordata.kernel.ids import PublicIdField
from cordata.kernel.localised import pick
from cordata.matching.models import Introduction
from cordata.packs import CallDefinition
from cordata.programme.models import Call, CallVersion

READERS = (Role.OFFICER, Role.AUTHORITY, Role.AID_REVIEWER, Role.AUDITOR)  # of submitted files


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, person: Any, at: datetime | None = None) -> ApplicationQuerySet:
        """Own drafts and files, drafts one was invited to; staff: submitted files only (ACC-05)."""
        if not isinstance(person, Person):
            return self.none()
        at = at or clock.now()
        calls = calls_read_by(person, at)
        return self.seen(person.organisation_ids, person.pk, person.email, at, calls)

    def seen(
        self, own: Iterable[Any], person: Any, email: Any, at: Any, calls: Collection[Any] | None
    ) -> ApplicationQuerySet:
        """Those of one's own organisations, those one is invited to or helps with, those submitted
        to `calls` (None: to any); each may be a value or `Given` later."""
        partners = Partner.objects.filter(application=OuterRef("pk"), organisation__pk__in=own)
        invited = Guest.objects.to(person, email, at).filter(application=OuterRef("pk"))
        helped = Help.objects.running(at).filter(helper=person, application=OuterRef("pk"))
        reads = (Exists(invited) | Exists(helped)) & ~Q(state=State.DELETED)
        return self.filter(Exists(partners) | reads | _filed(calls))

    def with_call(self) -> ApplicationQuerySet:
        """With call and version, but not their frozen data: `definition` keeps it."""
        return self.select_related("call__programme", "call_version").defer(
            "call__programme__data", "call_version__data"
        )


def calls_read_by(person: Person, at: datetime) -> list[str] | None:
    """Public ids of the calls whose submitted files a member of staff may see; None: of all."""
    scopes = scopes_of(person, *READERS, at=at)
    if "" in scopes:
        return None
    return sorted(scope.removeprefix("call:") for scope in scopes if scope.startswith("call:"))


def _filed(calls: Collection[Any] | None) -> Q:
    filed = Q(submitted_at__isnull=False)
    if calls is None:
        return filed
    return filed & Q(call__pid__in=calls) if calls else Q(pk__in=[])


class Application(models.Model):
    """A draft, then a file of the call. Texts are `Answer` rows; money is in the partners."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    call_version = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")
    introduction = models.ForeignKey(Introduction, models.SET_NULL, null=True, related_name="+")
    number = models.CharField(max_length=30, blank=True)  # given at the first filing
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    acronym = models.CharField(max_length=25, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    start_on = models.DateField(null=True)
    duration_months = models.PositiveSmallIntegerField(null=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # received_at of the version that stands
    key = models.CharField(max_length=64, blank=True)  # of the page that started it (SUB-04)
    reminded_at = models.DateTimeField(null=True)  # the last reminder sent fell due then
    deleted_at = models.DateTimeField(null=True)  # by the lead
    paper_at = models.DateTimeField(null=True)  # arrival of a paper, while it is being typed in

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="application_started_once"
            ),
            models.CheckConstraint(
                name="application_submitted_has_instant",
                condition=~Q(state=State.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(  # what was filed is never deleted, nor erased like a draft
                name="application_deleted_was_never_filed",
                condition=~Q(state__in=[State.DELETED, State.ERASED])
                | Q(submitted_at__isnull=True, number=""),
            ),
            models.CheckConstraint(
                name="application_deleted_has_instant",
                condition=~Q(state=State.DELETED) | Q(deleted_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="application_number_once"
            ),
        ]
        indexes = [models.Index(fields=["call", "state"], name="application_call_state")]

    def __str__(self) -> str:
        return self.number or self.acronym or self.pid

    @property
    def titles(self) -> dict[str, str]:
        """The project's title in each language it has; prefetch `answers` for a list."""
        return {
            answer.language: answer.text
            for answer in self.answers.all()
            if answer.field == "title" and answer.partner_id is None and answer.text
        }

    @property
    def was_filed(self) -> bool:
        """Whether a version of it was ever received in time."""
        return self.submitted_at is not None

    def takes_changes(self, at: datetime) -> bool:
        """In the call's window; a paper that arrived within it is typed in after it, too."""
        return self.paper_at is not None or self.call.is_open(at)

    @property
    def definition(self) -> CallDefinition:
        """The call as this application follows it (MON-05); loaded by `with_call`."""
        return self.call_version.definition


class Partner(models.Model):
    """An organisation's part in one application: its role, its budget, its mandate."""

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    position = models.PositiveSmallIntegerField()  # 1 is the lead
    is_lead = models.BooleanField(default=False)
    cost_option = models.CharField(max_length=4, blank=True)
    erdf_asked = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    aid = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # the self-check's answers
    declarations = models.JSONField(default=list)  # codes accepted, with their text version
    mandate_state = models.CharField(
        max_length=10, choices=MandateState, default=MandateState.MISSING
    )
    lead_offered_at = models.DateTimeField(null=True)  # the lead is offered; open until answered
    lead_offered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    mandate_reason = models.TextField(blank=True)  # why refused or revoked; gone with the draft
    previously_funded = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="partner_once"),
            models.UniqueConstraint(fields=["application", "position"], name="partner_position"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(is_lead=True), name="one_lead"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(lead_offered_at__isnull=False),
                name="one_lead_offer",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.organisation_id}"

    @property
    def state(self) -> str:
        """What `move()` moves: a partner's only state is that of its mandate."""
        return self.mandate_state

    @state.setter
    def state(self, value: str) -> None:
        self.mandate_state = value


class GuestQuerySet(models.QuerySet["Guest"]):
    def of(self, person: Person, at: datetime) -> GuestQuerySet:
        """Invitations that open something to this person at `at`: theirs, or to their address."""
        return self.to(person.pk, person.email, at)

    def to(self, person: Any, email: Any, at: Any) -> GuestQuerySet:
        theirs = Q(person=person) | Q(person__isnull=True, email=email)
        return self.running(at).filter(theirs)

    def running(self, at: Any) -> GuestQuerySet:
        return self.filter(until__gt=at, ended_at__isnull=True)


class Guest(models.Model):
    """Somebody outside the partners who may look at one draft, for a time: observer or adviser.

    Who signs in with the address has shown that the mailbox is theirs: there is no link to steal.
    """

    class Kind(models.TextChoices):
        OBSERVER = "observer", pgettext_lazy("guest", "observer")
        ADVISER = "adviser", pgettext_lazy("guest", "adviser")

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="guests")
    email = models.EmailField()  # canonical form (AUT-08)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")  # if known then
    kind = models.CharField(max_length=10, choices=Kind)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # before its time
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = GuestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"],
                condition=Q(ended_at__isnull=True),
                name="guest_once",
            )
        ]
        indexes = [models.Index(fields=["email"], name="guest_email")]

    def __str__(self) -> str:
        return f"{self.email} {self.kind}"


class HelpQuerySet(models.QuerySet["Help"]):
    def running(self, at: Any) -> HelpQuerySet:
        """Those in which an officer may write at `at`."""
        return self.filter(begun_at__isnull=False, ended_at__isnull=True, until__gt=at)

    def waiting(self, at: Any) -> HelpQuerySet:
        """Consented to, and nobody has taken it up yet."""
        return self.filter(helper__isnull=True, ended_at__isnull=True, until__gt=at)


class Help(models.Model):
    """A case officer writes in one draft for somebody who cannot, with their recorded consent.

    Asked for (no helper yet), offered (no consent yet) or begun, when there are both; over at its
    term, at the filing, or when it is ended.
    """

    class Way(models.TextChoices):
        """How the consent was given: here by the person's own act, or recorded by the officer."""

        PLATFORM = "platform", pgettext_lazy("consent", "on this platform")
        TELEPHONE = "telephone", pgettext_lazy("consent", "by telephone")
        LETTER = "letter", pgettext_lazy("consent", "by letter")
        COUNTER = "counter", pgettext_lazy("consent", "at the counter")
        PAPER = "paper", pgettext_lazy("consent", "with a signed application on paper")

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="helps")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # for whom
    way = models.CharField(max_length=10, choices=Way, default=Way.PLATFORM)
    purpose = models.TextField(blank=True)  # what for; gone with the draft
    wording = models.JSONField(default=dict)  # version, language and words agreed to
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")  # asked, offered, noted
    opened_at = models.DateTimeField()
    consented_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    helper = models.ForeignKey(Person, models.PROTECT, null=True, related_name="helps")
    begun_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # when the applicant last read what was written
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_how = models.CharField(max_length=12, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="help_one_at_a_time",
            ),
            models.CheckConstraint(
                name="help_begins_with_consent",
                condition=Q(begun_at__isnull=True)
                | Q(
                    Q(consented_by__isnull=False) | Q(way="paper"),  # signed by who has no account
                    helper__isnull=False,
                    consented_at__isnull=False,
                    until__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.helper_id}"

    @property
    def was_recorded(self) -> bool:
        """Whether the officer noted the consent, so that the applicant may contradict it."""
        return self.way != self.Way.PLATFORM

    @property
    def is_paper(self) -> bool:
        """Whether a signed paper is typed in, all of it, and not a part with its owner beside."""
        return self.way == self.Way.PAPER

    def runs(self, at: datetime) -> bool:
        return self.begun_at is not None and self._holds(at)

    def waits(self, at: datetime) -> bool:
        """For an officer, or, of an offer, for the consent."""
        return self.begun_at is None and self._holds(at)

    def _holds(self, at: datetime) -> bool:
        return self.ended_at is None and (self.until is None or self.until > at)


class CostLine(models.Model):
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="lines")
    category = models.CharField(max_length=20)
    description = models.CharField(max_length=250, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    basis = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_line_not_negative"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, unit_price__isnull=True)
                | Q(quantity__gte=0, unit_price__gte=0),
                name="cost_line_whole_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"

    @property
    def is_priced(self) -> bool:
        """Whether the amount is a number of units at a price."""
        return self.quantity is not None and self.unit_price is not None


class FundingSource(models.Model):
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    secured = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="source_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Activity(models.Model):
    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="activities")
    position = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)  # language -> text
    descriptions = models.JSONField(default=dict)
    from_month = models.PositiveSmallIntegerField(null=True)
    to_month = models.PositiveSmallIntegerField(null=True)
    partners = models.ManyToManyField(Partner, related_name="activities")
    is_infrastructure = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"A{self.position}"


class Deliverable(models.Model):
    pid = PublicIdField()
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="deliverables")
    titles = models.JSONField(default=dict)
    units = models.JSONField(default=dict)  # language -> text; "" where nobody said which
    quantity = models.PositiveIntegerField(null=True)
    month = models.PositiveSmallIntegerField(null=True)
    proof = models.CharField(max_length=30, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # lump sum it carries

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pid)

    @property
    def unit(self) -> str:
        """The unit in the reader's language, else in one that has it."""
        return pick(self.units)


class Indicator(models.Model):
    application = models.ForeignKey(Application, models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=12)
    target = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="indicator_once")
        ]

    def __str__(self) -> str:
        return self.code


class Annex(models.Model):
    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="annexes")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="annexes")
    slot = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slot
