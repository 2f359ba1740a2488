"""Consecutive numbers, given under lock inside the caller's transaction."""

from __future__ import annotations

from django.db import connection

from cordata.kernel.models import Counter


def next_number(name: str) -> int:
    """The next number of the series `name`, from 1. Rolls back with the transaction."""
    counters = Counter.objects.all()
    if connection.features.has_select_for_update:
        counters = counters.select_for_update()
    counter, _ = counters.get_or_create(pk=name)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
