"""The programme and its calls. A call keeps a frozen, hashed copy of its pack."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from cordata.documents.models import StoredFile
from cordata.kernel.ids import PublicIdField
from cordata.notify.letters import Letter, LetterState
from cordata.packs import CallDefinition, ProgrammeDefinition
from cordata.packs.freezing import thaw
from cordata.programme.states import CallState as CallState
from cordata.web.moments import Zone

D = TypeVar("D")

KEPT = 64  # definitions in memory: the current ones and those old files were filed under
_kept: OrderedDict[str, Any] = OrderedDict()


def kept(digest: str, read: Callable[[], D]) -> D:
    """The definition with this digest, thawed once a process: content never changes under it."""
    found: D | None = _kept.get(digest)
    if found is None:
        found = _kept[digest] = read()
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


class FrozenField(models.JSONField):
    """A definition of several hundred kilobytes: it comes from the database as the text it is,
    and is read only when no process memory holds it (`kept`)."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(read(value), connection, prepared)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def read(data: Any) -> Any:
    """The frozen data, whether it was just made or comes as text."""
    return json.loads(data) if isinstance(data, str) else data


class Programme(models.Model):
    """One programme on this instance, as its pack describes it."""

    pid = PublicIdField()
    code = models.CharField(max_length=60, unique=True)
    data = FrozenField(encoder=DjangoJSONEncoder)  # ProgrammeDefinition, frozen
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code

    @property
    def definition(self) -> ProgrammeDefinition:
        return kept(f"programme:{self.digest}", lambda: thaw(ProgrammeDefinition, read(self.data)))

    @property
    def zone(self) -> Zone:
        """The zone of every deadline, with the cities whose hour it is."""
        cities = {code: (text,) for code, text in self.definition.zone_cities.items()}
        return Zone(self.definition.zone, cities)


class Call(models.Model):
    """A call for projects. Rules, form, grid and texts come from its current version."""

    pid = PublicIdField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=CallState, default=CallState.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    version = models.ForeignKey("CallVersion", models.PROTECT, null=True, related_name="+")
    amounts = models.JSONField(default=dict)  # theme -> ERDF now, as EnvelopeVersion has it
    extension_told_for = models.DateTimeField(null=True)  # the closing whose outage was told of

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="call_code_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="call_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def definition(self) -> CallDefinition:
        return self.current_version.definition

    @property
    def current_version(self) -> CallVersion:
        """The version in force; only a row half written has none."""
        if self.version is None:
            raise ValueError(f"call {self.code} has no version")
        return self.version

    @property
    def zone(self) -> Zone:
        """So that `{{ instant|moment:call }}` names the programme's cities."""
        return self.programme.zone

    @property
    def envelope_amounts(self) -> dict[str, Decimal]:
        """Theme -> ERDF in euros by the last decision; "" is the call as a whole."""
        return {theme: Decimal(amount) for theme, amount in self.amounts.items()}

    def is_open(self, at: datetime) -> bool:
        """Opening and closing are instants, both inclusive (TIM-01)."""
        return self.opens_at <= at <= self.closes_at


class CallVersion(models.Model):
    """A call as it stood: an application keeps the version it was filed under (MON-05)."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    data = FrozenField(encoder=DjangoJSONEncoder)  # CallDefinition.frozen()
    digest = models.CharField(max_length=64)
    reasons = models.JSONField(default=dict)  # language -> why it changed, shown publicly
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="call_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"

    @property
    def definition(self) -> CallDefinition:
        return kept(f"call:{self.digest}", lambda: CallDefinition.from_frozen(read(self.data)))


class EnvelopeVersion(models.Model):
    """What a theme has, in ERDF euros, since a decision; later decisions add rows."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="envelopes")
    theme = models.CharField(max_length=40, blank=True)  # "": the whole call
    number = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    decided_on = models.DateField()
    reference = models.CharField(max_length=200)
    reasons = models.JSONField(default=dict)  # language -> the decision in words
    basis = models.CharField(max_length=12)  # source, assumption, default

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "theme", "number"], name="envelope_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="envelope_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.theme} {self.amount}"


class ClosingMove(models.Model):
    """A later closing: proposed by one person, confirmed or set aside by another (TIM-06)."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="closing_moves")
    before = models.DateTimeField()
    after = models.DateTimeField()
    reasons = models.JSONField(default=dict)  # language -> text, shown publicly
    proposed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closing_four_eyes",
                condition=~Q(confirmed=True) | ~Q(settled_by=F("proposed_by")),
            ),
            models.CheckConstraint(name="closing_later", condition=Q(after__gt=F("before"))),
            models.UniqueConstraint(
                fields=["call"], condition=Q(settled_at__isnull=True), name="closing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.after:%Y-%m-%d %H:%M}"


class Publication(models.Model):
    """What the secretariat publishes on a call: news, an answer, an erratum."""

    class Kind(models.TextChoices):
        NEWS = "news", pgettext_lazy("publication", "news")
        FAQ = "faq", pgettext_lazy("publication", "question")
        ERRATUM = "erratum", pgettext_lazy("publication", "correction")

    pid = PublicIdField()
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="publications")
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="publications")
    kind = models.CharField(max_length=8, choices=Kind)
    titles = models.JSONField(default=dict)  # language -> text
    texts = models.JSONField(default=dict)  # language -> Markdown
    form_field = models.CharField(max_length=60, blank=True)  # key of the question it is about
    published_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)  # what it said before stands in a `CallChange`
    withdrawn_at = models.DateTimeField(null=True)  # kept for who had asked; why, in a `CallChange`

    class Meta:
        indexes = [models.Index(fields=["programme", "published_at"], name="publication_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pid}"


class WordingDraft(models.Model):
    """Words of a call as an officer means to correct them: nobody else reads them yet."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="wording_drafts")
    path = models.CharField(max_length=160)  # `packs.wording`: question/invoices/answers
    texts = models.JSONField(default=dict)  # language -> text
    base = models.JSONField(default=dict)  # what was published when it was written
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "path"], name="wording_draft_once")]

    def __str__(self) -> str:
        return self.path


class Wording(models.Model):
    """Words published from a screen in place of the pack's: a later load does not undo them."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="wordings")
    path = models.CharField(max_length=160)
    texts = models.JSONField(default=dict)  # language -> text
    of_pack = models.JSONField(default=dict)  # what the pack says there
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "path"], name="wording_once")]

    def __str__(self) -> str:
        return self.path


class CallFile(models.Model):
    """A file of a document of the call in one language. The version in force names it by its public
    id; one that was replaced stays, for the officers."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="files")
    document = models.CharField(max_length=60)  # its code
    language = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    # nobody: a pack brought it
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pid)


class CallChange(models.Model):
    """Words of a call that were corrected together, with the reason: public, never changed."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.CASCADE, related_name="changes")
    version = models.ForeignKey(CallVersion, models.PROTECT, null=True, related_name="changes")
    erratum = models.OneToOneField(Publication, models.PROTECT, related_name="change")
    reasons = models.JSONField(default=dict)  # language -> text
    lines = models.JSONField(default=list)  # `wording.Line`: what was said, what is said now
    published_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pid)


class Announcement(Letter):
    """What the secretariat writes to everybody with a draft of a call, or with a filed one."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="announcements")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | Q(sent_at__isnull=False),
                name="announcement_sent_has_date",
            ),
        ]


class AnnouncementCopy(models.Model):
    """One reader, as the list stood when it was sent: one copy, whatever the number of drafts."""

    pid = PublicIdField()
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="copies")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "person"], name="announcement_copy_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pid)
