"""What is written in an application, with every version of it."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cordata.accounts.models import Organisation, Person
from cordata.applications.models.application import Application, Partner
from cordata.kernel.ids import PublicIdField


class Answer(models.Model):
    """One field's text in one language, with its own version (SUB-07)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="answers")
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=5, blank=True)  # empty: neutral
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    author = models.CharField(max_length=60)
    saved_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the journal last heard of the author's spell
    machine = models.BooleanField(default=False)  # began as a machine's draft nobody has confirmed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "partner", "field", "language"],
                name="answer_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.language} v{self.version}"


class AnswerVersion(models.Model):
    """What a text said (LOG-05), and which page of a browser sent it.

    It belongs to the draft and outlives its answer: what a partner wrote stays to read after the
    partner was taken out, and comes back with it. It goes with the draft.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="text_versions")
    organisation = models.ForeignKey(  # whose sheet; none: the project's
        Organisation, models.PROTECT, null=True, related_name="+"
    )
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=5, blank=True)
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, related_name="versions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.CharField(max_length=60)
    saved_at = models.DateTimeField()
    key = models.CharField(max_length=40, blank=True, default="")  # of the page as it was loaded
    turn = models.BigIntegerField(default=0)  # grows with each save of that page; 0: no script
    machine = models.BooleanField(default=False)  # a machine's words, asked for by the author

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_version_once"),
            models.UniqueConstraint(
                fields=["application", "organisation", "field", "language", "version"],
                name="text_version_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.language} v{self.version}"


class TextAgreement(models.Model):
    """The act 'both versions say the same': it holds while no language has changed since."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="agreements")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=60)
    versions = models.JSONField(default=dict)  # language -> version agreed on
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "partner", "field"],
                name="agreement_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.field


class PartVersion(models.Model):
    """What a part that is saved whole said after each save (LOG-05), and which page sent it.

    It outlives the part: an activity that was removed, the money of a partner that was taken out.
    """

    class Kind(models.TextChoices):
        ACTIVITY = "activity"  # with its deliverables
        INDICATORS = "indicators"
        BUDGET = "budget"  # one partner's: costs and who pays them
        AID = "aid"  # one partner's self-check

    application = models.ForeignKey(Application, models.CASCADE, related_name="part_versions")
    kind = models.CharField(max_length=10, choices=Kind)
    activity = models.CharField(max_length=20, blank=True)  # public id: it may be gone
    organisation = models.ForeignKey(  # whose money; none: the project's
        Organisation, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField()
    said = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    author = models.CharField(max_length=60)
    saved_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the journal last heard of the author's spell
    key = models.CharField(max_length=40, blank=True, default="")  # as of a text
    turn = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "activity", "organisation", "version"],
                name="part_version_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.activity} v{self.version}"

    @property
    def place(self) -> str:
        """The public id of what it is of: an activity or an organisation; empty: the project."""
        return self.activity or (self.organisation.pid if self.organisation else "")


class Comment(models.Model):
    """What somebody of the draft remarks at a field, or answers to a remark (`thread`).

    It is no part of the application: never filed, never read by who examines it. It goes with
    the draft.
    """

    pid = PublicIdField()
    application = models.ForeignKey(Application, models.CASCADE, related_name="comments")
    organisation = models.ForeignKey(  # whose sheet; none: the project's
        Organisation, models.PROTECT, null=True, related_name="+"
    )
    field = models.CharField(max_length=60)
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    key = models.CharField(max_length=40)  # of the page that sent it: sent twice, it is one
    told_at = models.DateTimeField(null=True)  # when the others were written to
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="comment_sent_once"),
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.field} {self.pid}"


class Presence(models.Model):
    """The page of a draft a person opened last: one row a person, written over, never a trail."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="present")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.CharField(max_length=80)  # what follows the draft's id in its address
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="presence_once")
        ]

    def __str__(self) -> str:
        return self.page
