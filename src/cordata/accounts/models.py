"""Persons, organisations, memberships and roles. Nobody has a password (AUT-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from cordata.kernel.ids import PublicIdField
from cordata.kernel.prepared import Given, Prepared


class Role(models.TextChoices):
    """The programme's own roles; an applicant's rights come from memberships and drafts."""

    ORGANISER = "organiser", pgettext_lazy("role", "organiser")
    CHECKIN = "checkin", pgettext_lazy("role", "check-in helper")
    OFFICER = "officer", pgettext_lazy("role", "case officer")
    ASSESSOR = "assessor", pgettext_lazy("role", "assessor")
    AID_REVIEWER = "aid_reviewer", pgettext_lazy("role", "State-aid reviewer")
    COMMITTEE = "committee", pgettext_lazy("role", "committee member")
    CHAIR = "chair", pgettext_lazy("role", "committee chair")
    COMMITTEE_OBSERVER = "committee_observer", pgettext_lazy("role", "observer of the committee")
    AUTHORITY = "authority", pgettext_lazy("role", "authority officer")
    ORDERER = "orderer", pgettext_lazy("role", "payment orderer")
    CONFIRMER = "confirmer", pgettext_lazy("role", "payment confirmer")
    CONTROLLER = "controller", pgettext_lazy("role", "controller")
    AUDITOR = "auditor", pgettext_lazy("role", "auditor")
    COMMUNICATION = "communication", pgettext_lazy("role", "communication officer")
    DATA_PROTECTION = "data_protection", pgettext_lazy("role", "data protection officer")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "administrator")
    ADVISER = "adviser", pgettext_lazy("role", "adviser of a territory")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, **fields: object) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


# What opened an account until now and does not any more: open sessions end with it (AUT-04).
ENDS_SESSIONS = frozenset(
    {"webauthn_removed", "totp_deactivated", "account_disconnected", "email_changed"}
)


class Person(AbstractBaseUser):
    """Somebody who signs in with a mailed code or a passkey."""

    pid = PublicIdField()
    email = models.EmailField(unique=True)  # canonical form (AUT-08)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    seen_by: Person | None = None  # who looks through their eyes, in this request alone

    objects = PersonManager()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor_key(self) -> str:
        return f"person:{self.pid}"

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper()

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Every grant not revoked, read once a request; whether it runs now is `in_force`."""
        held = _standing_grants.rows(person=self.pk)
        for grant in held:
            grant.person = self
        return tuple(held)

    @cached_property
    def membership_kinds(self) -> Mapping[int, str]:
        """Organisation -> signatory or editor, of the present memberships, read once a request
        (ACC-08: per request)."""
        return dict(_present_memberships.rows(person=self.pk))

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations this person belongs to."""
        return frozenset(self.membership_kinds)


class Organisation(models.Model):
    """A body with legal personality: its identity is typed once and used everywhere (SUB-01)."""

    pid = PublicIdField()
    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=15, blank=True)
    name_en = models.CharField(max_length=250, blank=True)
    country = models.CharField(max_length=2)
    nuts3 = models.CharField(max_length=5, blank=True)
    legal_type = models.CharField(max_length=40, blank=True)  # code of the pack's list
    is_public = models.BooleanField(null=True)
    is_enterprise = models.BooleanField(default=False)
    enterprise_size = models.CharField(max_length=10, blank=True)
    size_basis = models.JSONField(default=dict)  # the figures it rests on: its own people's alone
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    website = models.URLField(max_length=250, blank=True)
    vat_recovery = models.CharField(max_length=6, blank=True)  # yes, partly, no
    representative_name = models.CharField(max_length=150, blank=True)
    representative_function = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=25, blank=True)
    previously_funded = models.BooleanField(null=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_from"
    )  # this row only keeps the old address
    merged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["country", "name"], name="organisation_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def identifier_values(self) -> dict[str, str]:
        return {identifier.scheme: identifier.value for identifier in self.identifiers.all()}


class Identifier(models.Model):
    """One official number of an organisation, in its canonical form."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=20)  # siret, rna, codice_fiscale, partita_iva, other
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
            models.UniqueConstraint(fields=["organisation", "scheme"], name="identifier_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Membership(models.Model):
    """A person acts for an organisation; the organisation itself grants and ends it."""

    class Kind(models.TextChoices):
        SIGNATORY = "signatory", pgettext_lazy("membership", "signatory")
        EDITOR = "editor", pgettext_lazy("membership", "editor")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.organisation}"


class Invitation(models.Model):
    """A mailed link to join an organisation: bound to its address, used once (AUT-06)."""

    pid = PublicIdField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    kind = models.CharField(max_length=10, choices=Membership.Kind)
    secret_digest = models.CharField(max_length=64)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    succeeds = models.ForeignKey(
        Membership, models.CASCADE, null=True, related_name="+"
    )  # ends when this is accepted

    def __str__(self) -> str:
        return self.email


class Grant(models.Model):
    """A role of the programme given to a person, within a scope and a time (ACC-10)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="held_grants")
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(
        max_length=60, blank=True
    )  # "", "call:<pid>", "meeting:<pid>", "country:FR"
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=60)  # actor key
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.scope}"

    def in_force(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


_standing_grants: Prepared[Grant] = Prepared(
    lambda: Grant.objects.filter(person=Given("person"), revoked_at__isnull=True)
)
_present_memberships: Prepared[tuple[int, str]] = Prepared(
    lambda: Membership.objects.filter(person=Given("person"), ended_at__isnull=True).values_list(
        "organisation_id", "kind"
    )
)


class JoinRequest(models.Model):
    """Somebody found their organisation here and asks to join: never done in silence."""

    pid = PublicIdField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="join_requests")
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)  # actor key

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(decided_at__isnull=True),
                name="join_request_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, accepted__isnull=True)
                | Q(decided_at__isnull=False, accepted__isnull=False),
                name="join_request_decided_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} -> {self.organisation}"


class Recovery(models.Model):
    """A lost mailbox: two other people vouch before the account gets a new address."""

    pid = PublicIdField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="recoveries")
    new_email = models.EmailField()
    reason = models.TextField()
    vouched_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    vouched_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)  # confirmed or refused

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at__isnull=True), name="recovery_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("vouched_by")),
                name="recovery_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(vouched_by=models.F("person")), name="recovery_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} -> {self.new_email}"
