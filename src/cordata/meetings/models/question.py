"""What people ask: at registration, on their own page, in the room, by phone; about a call, from
beside a field of its form."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordata.accounts.models import Person
from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.meeting import Meeting
from cordata.meetings.models.registration import Registration
from cordata.meetings.states import QuestionChannel, QuestionState, RegistrationState
from cordata.programme.models import Call, Publication

NOT_PROVEN = (RegistrationState.PENDING, RegistrationState.EXPIRED)


class QuestionQuerySet(models.QuerySet["Question"]):
    def heard(self) -> QuestionQuerySet:
        """All but those of a registration whose address nobody has confirmed."""
        unproven = Q(registration__state__in=NOT_PROVEN, registration__waiting_since=None)
        return self.exclude(unproven)

    def open(self) -> QuestionQuerySet:
        return self.filter(state=QuestionState.OPEN)

    def with_people(self) -> QuestionQuerySet:
        people = ("registration", "asker", "owner", "stand_in")
        return self.select_related(*people, "publication")

    def with_place(self) -> QuestionQuerySet:
        """With the meeting or the call it was asked about, without their long texts."""
        found = self.select_related("meeting", "call__version")
        return found.defer("meeting__details", "call__version__data")


class Question(models.Model):
    """One question and its one answer. Who asked is never published: an answer for all is a
    `programme.Publication` in words of the organisers; one for the asker alone stands here."""

    pid = PublicIdField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="questions")
    registration = models.ForeignKey(Registration, models.SET_NULL, null=True)
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="+")  # of no meeting
    form_field = models.CharField(max_length=60, blank=True)  # beside which it was asked
    draft = models.CharField(max_length=32, blank=True)  # id of the one it was asked from, no more
    asker = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=600)
    language = models.CharField(max_length=5)
    channel = models.CharField(
        max_length=12, choices=QuestionChannel, default=QuestionChannel.REGISTRATION
    )
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    asked_at = models.DateTimeField()
    asker_name = models.CharField(max_length=150, blank=True)  # where nobody is registered
    asker_email = models.EmailField(blank=True)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    stand_in = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    publication = models.ForeignKey(
        Publication, models.SET_NULL, null=True, related_name="questions"
    )
    answer = models.TextField(blank=True)  # to the asker alone, in the language of the question
    set_aside_because = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered_at__isnull=False),
                name="question_answered_has_date",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, call__isnull=False)
                | Q(meeting__isnull=False, call__isnull=True),
                name="question_meeting_or_call",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="question_state"),
            models.Index(fields=["draft"], name="question_draft"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def about(self) -> Meeting | Call:
        """What was asked about: a meeting, or a call on its own."""
        about = self.meeting or self.call
        if about is None:
            raise ValueError(f"question {self.pid} is about nothing")
        return about

    @property
    def about_call(self) -> Call | None:
        """The call whose frequent questions its answer joins."""
        return self.meeting.call if self.meeting else self.call

    @property
    def name(self) -> str:
        """Who asked, for the organisers alone; empty once it is erased."""
        if self.asker is not None:
            return str(self.asker.name)
        return self.registration.name if self.registration else self.asker_name

    @property
    def email(self) -> str:
        """Where the answer is mailed; empty where nobody left an address."""
        if self.asker is not None:
            return str(self.asker.email) if self.asker.is_active else ""
        if self.registration is None:
            return self.asker_email
        return "" if self.registration.erased_at else self.registration.email
