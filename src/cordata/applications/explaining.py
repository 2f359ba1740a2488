"""Each flat amount in a sentence with its arithmetic: one for page, print, dossier and workbook."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language

from cordata.rules.money import HUNDRED
from cordata.rules.ruleset import Rounding
from cordata.web.catalogue import sentence
from cordata.web.numerals import base_language, euros, plain_number


def flat_words(
    *,
    category: str,
    name: str,
    amount: Decimal,
    base: Decimal,
    rate: Decimal,
    rounding: Rounding,
    language: str | None = None,
) -> str:
    """`Staff is 20% of the base costs, € 30,117.76: € 6,023.552; ... it counts as € 6,023.55.`

    The exact value is told only where it has more than two decimals; `name` is the category's
    name in the same language.
    """
    exact = base * rate / HUNDRED
    said = "exact" if exact == amount else rounding.value
    of = "base" if category == "staff" else "staff"  # the only rate on the base is that of staff
    return sentence(
        f"applications.budget.flat.{of}.{said}",
        language or get_language(),
        name=name,
        rate=rate,
        base=base,
        exact=exact_euros(exact, language),
        amount=amount,
    )


def exact_euros(value: Decimal, language: str | None = None) -> str:
    """An amount with all its decimals: 6 023,552 €."""
    two_places = euros(value, "bare", language)
    return euros(value, "", language).replace(two_places, plain_exact(value, language))


def plain_exact(value: Decimal, language: str | None = None) -> str:
    """A value with all its decimals, two at least: 714,915."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return plain_number(value, base_language(language), places=places)
