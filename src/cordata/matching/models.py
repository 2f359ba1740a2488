"""Partner searches and the introductions between their authors."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from cordata.accounts.models import Organisation, Person
from cordata.accounts.queries import Reader
from cordata.kernel.ids import PublicIdField
from cordata.kernel.prepared import Instant
from cordata.matching.states import IntroductionState, SearchState
from cordata.programme.models import Call


class PartnerSearchQuerySet(models.QuerySet["PartnerSearch"]):
    def published(self, at: Instant) -> PartnerSearchQuerySet:
        """What the board shows at `at`."""
        return self.filter(state=SearchState.PUBLISHED, expires_at__gte=at)

    def of_organisations(self, person: Reader) -> PartnerSearchQuerySet:
        """The searches of the organisations `person` belongs to, in every state."""
        if not isinstance(person, Person):
            return self.none()
        return self.filter(organisation_id__in=person.organisation_ids)

    def visible_to(self, person: Reader, at: datetime) -> PartnerSearchQuerySet:
        """Published searches are for everyone, the others for their own organisation."""
        shown = Q(state=SearchState.PUBLISHED, expires_at__gte=at)
        if isinstance(person, Person):
            shown |= Q(organisation_id__in=person.organisation_ids)
        return self.filter(shown)


class PartnerSearch(models.Model):
    """An idea that looks for its other half. The author's address is never shown."""

    pid = PublicIdField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="searches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="searches")
    author = models.ForeignKey(Person, models.PROTECT, related_name="searches")
    state = models.CharField(max_length=10, choices=SearchState, default=SearchState.DRAFT)
    theme = models.CharField(max_length=40)
    titles = models.JSONField(default=dict)  # language -> text; one language is enough
    ideas = models.JSONField(default=dict)  # the common problem or opportunity
    brings = models.JSONField(default=dict)  # what the author brings
    wanted = models.JSONField(default=dict)  # language -> the partner wanted, in words
    wanted_countries = models.JSONField(default=list)
    wanted_territories = models.JSONField(default=list)  # NUTS 3
    wanted_types = models.JSONField(default=list)  # legal type codes
    concepts = models.JSONField(default=list)  # codes of the bilingual list
    languages = models.JSONField(default=list)  # spoken
    budget_idea = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = PartnerSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SearchState.PUBLISHED) | Q(published_at__isnull=False),
                name="published_search_has_date",
            )
        ]
        indexes = [models.Index(fields=["call", "state"], name="search_state")]

    def __str__(self) -> str:
        return str(self.pid)


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, person: Reader) -> IntroductionQuerySet:
        """Both sides: the asking organisation and the one whose search it is."""
        if not isinstance(person, Person):
            return self.none()
        own = person.organisation_ids
        return self.filter(
            Q(organisation_id__in=own) | Q(search__organisation_id__in=own)
        ).select_related("search__organisation", "search__call", "organisation")


class Introduction(models.Model):
    """One author asks another to meet; addresses are exchanged only when it is accepted."""

    pid = PublicIdField()
    search = models.ForeignKey(PartnerSearch, models.CASCADE, related_name="introductions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="introductions_asked")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the asker's
    own_search = models.ForeignKey(PartnerSearch, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=IntroductionState, default=IntroductionState.ASKED
    )
    message = models.CharField(max_length=1000)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "organisation"],
                condition=~Q(state=IntroductionState.DECLINED),
                name="one_introduction_a_search",
            ),
            models.CheckConstraint(
                condition=Q(state=IntroductionState.ASKED) | Q(answered_at__isnull=False),
                name="answered_introduction_has_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pid)
