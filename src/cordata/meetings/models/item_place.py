"""A place, or a turn, in one item of the agenda: a workshop, a coaching slot."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from cordata.kernel.ids import PublicIdField
from cordata.meetings.models.registration import Registration
from cordata.meetings.states import ITEM_LIVE, RegistrationState


class ItemPlaceQuerySet(models.QuerySet["ItemPlace"]):
    def live(self) -> ItemPlaceQuerySet:
        """Those still wished for or held."""
        return self.filter(state__in=ITEM_LIVE)

    def waiting(self) -> ItemPlaceQuerySet:
        """The item's waiting list in order of arrival: of people who have a place at the
        meeting."""
        return self.filter(
            state=RegistrationState.WAITLISTED, registration__state=RegistrationState.CONFIRMED
        ).order_by("waiting_since", "pk")


class ItemPlace(models.Model):
    """What a registration holds, or wishes, of one item. `seats` is taken by the whole party."""

    pid = PublicIdField()
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="item_places")
    item = models.CharField(max_length=60)  # code of the agenda's item
    state = models.CharField(
        max_length=10, choices=RegistrationState, default=RegistrationState.PENDING
    )
    seats = models.PositiveSmallIntegerField(default=1)
    held_until = models.DateTimeField(null=True)  # PENDING: kept; OFFERED: answer awaited
    waiting_since = models.DateTimeField(null=True)
    yields_at = models.DateTimeField(null=True)  # from when smaller ones pass a party that waits
    yielded = models.BooleanField(default=False)  # those behind it were served for it

    objects = ItemPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "item"],
                condition=Q(state__in=sorted(ITEM_LIVE)),
                name="one_live_place_per_item",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(held_until__isnull=False),
                name="item_place_offered_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["item", "state"], name="item_place_state")]

    def __str__(self) -> str:
        return f"{self.item} ({self.state})"

    def holds_place(self, at: datetime) -> bool:
        """Whether places of the item are taken by this one at `at`."""
        if self.state in {RegistrationState.PENDING, RegistrationState.OFFERED}:
            return self.held_until is not None and self.held_until > at
        return self.state == RegistrationState.CONFIRMED
