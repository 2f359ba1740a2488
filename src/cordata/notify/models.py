"""The outbox: a message is a row in the transaction that caused it (NOT-01)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import pgettext_lazy

from cordata.kernel.ids import PublicIdField


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("message", "to be sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    FAILED = "failed", pgettext_lazy("message", "given up")


class MailWording(models.Model):
    """What mails of one kind about one thing said in one language, no reader's own word in it."""

    about_type = models.CharField(max_length=40)  # the thing many were written to about
    about_id = models.CharField(max_length=40)
    notice = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)  # of subject and text
    first_at = models.DateTimeField()  # domain time

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "notice", "language", "sha256"],
                name="mail_wording_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice} ({self.language})"


class Message(models.Model):
    """One mail to one address in the reader's language."""

    pid = PublicIdField()
    notice = models.CharField(max_length=80)  # code: meetings.registration_confirmed
    to = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # name, type, base64
    subject_type = models.CharField(max_length=40, blank=True)  # what it is about
    subject_id = models.CharField(max_length=40, blank=True)
    wording = models.ForeignKey(MailWording, models.PROTECT, null=True, related_name="messages")
    said_of = models.CharField(max_length=80, blank=True, db_index=True)  # whose wordings it joins
    said = models.JSONField(default=dict)  # its wording until then: subject and text
    once = models.CharField(max_length=160, blank=True)  # a key that makes it unrepeatable
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()  # domain time
    send_after = models.DateTimeField()  # real time
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True)
    bulk = models.BooleanField(default=False)  # one of many: leaves at a limited rate
    unsubscribe = models.URLField(max_length=300, blank=True)  # page that ends such mails
    given_up_at = models.DateTimeField(null=True)  # domain time

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["once"], condition=~models.Q(once=""), name="message_once"
            )
        ]
        indexes = [models.Index(fields=["state", "send_after"], name="message_due")]

    def __str__(self) -> str:
        return f"{self.notice} -> {self.to}"
