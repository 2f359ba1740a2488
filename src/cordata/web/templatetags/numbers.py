"""Amounts, numbers and lists in every template (a builtin library)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template

from cordata.web import numerals
from cordata.web.catalogue import sentence

register = template.Library()


@register.filter
def money(amount: Decimal | int | None, style: str = "") -> str:
    """`{{ amount|money }}`, `money:"whole"` without zero cents, `money:"bare"` without sign."""
    return numerals.euros(amount, style) if isinstance(amount, Decimal | int) else ""


@register.filter
def number(value: Decimal | int | None, places: int = 0) -> str:
    """`{{ count|number }}` with the language's grouping."""
    return numerals.plain_number(value, places=places) if isinstance(value, Decimal | int) else ""


@register.filter
def file_size(size: int) -> str:
    """`{{ file.size|file_size }}`: 410 ko."""
    return numerals.file_size(size)


@register.filter
def listed(items: Iterable[Any]) -> str:
    """`{{ names|listed }}`: a, b et c."""
    return numerals.listed([str(item) for item in items])


@register.filter
def set_apart(items: Iterable[Any]) -> str:
    """`{{ types|set_apart }}`: items with commas of their own, kept apart by a semicolon."""
    return numerals.set_apart([str(item) for item in items])


@register.filter
def day_count(days: int) -> str:
    """`{{ terms.needs_days|day_count }}`: 30 days."""
    return sentence("web.days", count=days)


@register.filter
def month_count(months: int) -> str:
    """`{{ terms.registrations_months|month_count }}`: 12 months."""
    return sentence("web.months", count=months)


@register.filter
def percent(value: Decimal | int | None) -> str:
    """`{{ rate|percent }}`: 80 % from 80."""
    return numerals.percent(value) if isinstance(value, Decimal | int) else ""
