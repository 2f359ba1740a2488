"""State aid of one partner: what counts as aid, and what the ceilings leave room for. Euros."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from cordata.rules.budget import PartnerBudget
from cordata.rules.facts import ZERO, PartnerFacts
from cordata.rules.money import CENT, HUNDRED
from cordata.rules.ruleset import Ruleset

PUBLIC_SOURCES = frozenset({"national_public"})


def aid_amount(budget: PartnerBudget, partner: PartnerFacts, ruleset: Ruleset) -> Decimal:
    """The public money a partner receives: the ERDF and, if the call says so, national money."""
    if not ruleset.counterpart_is_aid:
        return budget.erdf
    public = (source.amount for source in partner.sources if source.kind in PUBLIC_SOURCES)
    return budget.erdf + budget.counterpart + sum(public, ZERO)


def de_minimis_excess(received: Decimal, new: Decimal, cap: Decimal) -> Decimal:
    """By how much aid received in three years and new aid pass the cap; zero if they do not.

    Regulation (EU) 2023/2831: 300 000 EUR per single undertaking, three years and State.
    """
    return max(ZERO, received + new - cap)


def largest_total(cap: Decimal, public_rate: Decimal) -> Decimal:
    """The largest total of which `public_rate` % stay within a cap on aid, cut to the cent.

    With 22 000 (Regulation (EU) 651/2014, art. 20a): 22 000 at 100 %, 27 500 at 80 %.
    """
    return (cap * HUNDRED / public_rate).quantize(CENT, rounding=ROUND_DOWN)
