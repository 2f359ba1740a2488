"""State aid of one partner: what counts as aid, and what the ceilings leave room for. Euros."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from cordata.rules.budget import PartnerBudget
from cordata.rules.facts import ZERO, PartnerFacts
from cordata.rules.money import CENT, HUNDRED
from cordata.rules.ruleset import Ruleset

PUBLIC_SOURCES = frozenset({"national_public"})
WINDOW_YEARS = 3  # Regulation (EU) 2023/2831, article 3(2)


@dataclass(frozen=True, slots=True)
class AidGranted:
    """One de minimis aid of the single undertaking: by whom it was granted, and when."""

    granted_on: date  # the legal right to it, whenever it was paid (article 3(3))
    amount: Decimal  # euros
    country: str  # the Member State that granted it: each has a ceiling of its own


def last_day_counted(granted_on: date) -> date:
    """The last day on which a new grant must still count this aid.

    Regulation (EU) 2023/2831, article 3(2) and recital 11: any three years, on a rolling basis,
    to the day. The period runs from the grant as Regulation (EEC, Euratom) 1182/71, article 3,
    counts years: the day of the grant itself is not counted, and the period ends with the day
    of the same date three years on, or, where that year has none (29 February), with the last
    day of that month.
    """
    year = granted_on.year + WINDOW_YEARS
    last = calendar.monthrange(year, granted_on.month)[1]
    return date(year, granted_on.month, min(granted_on.day, last))


def counts_on(granted_on: date, day: date) -> bool:
    """Whether aid granted on the one day counts beside aid that would be granted on the other."""
    return granted_on <= day <= last_day_counted(granted_on)


def received_by_state(granted: Iterable[AidGranted], day: date) -> Mapping[str, Decimal]:
    """What counts on a day, summed for each Member State, in euros and by the grant's date."""
    sums: dict[str, Decimal] = {}
    for one in granted:
        if counts_on(one.granted_on, day):
            sums[one.country] = sums.get(one.country, ZERO) + one.amount
    return sums


def aid_amount(budget: PartnerBudget, partner: PartnerFacts, ruleset: Ruleset) -> Decimal:
    """The public money a partner receives: the ERDF and, if the call says so, national money."""
    public = (source.amount for source in partner.sources if source.kind in PUBLIC_SOURCES)
    return public_money(budget.erdf, budget.counterpart, public, ruleset)


def de_minimis_excess(received: Decimal, new: Decimal, cap: Decimal) -> Decimal:
    """By how much aid received in three years and new aid pass the cap; zero if they do not.

    Regulation (EU) 2023/2831: 300 000 EUR per single undertaking, three years and State.
    """
    return max(ZERO, received + new - cap)


@dataclass(frozen=True, slots=True)
class AidStanding:
    """What one partner's new aid comes to against the ceiling of a regime, in euros."""

    regime: str  # none, de_minimis, gber_20a
    received: Decimal  # de minimis aid of the same State that counts beside it
    new: Decimal
    cap: Decimal | None  # None: the regime has no ceiling

    @property
    def together(self) -> Decimal:
        """What the ceiling is compared with."""
        return self.received + self.new

    @property
    def excess(self) -> Decimal:
        """By how much the ceiling is passed; zero if it holds or there is none."""
        return ZERO if self.cap is None else de_minimis_excess(self.received, self.new, self.cap)


def aid_standing(regime: str, received: Decimal, new: Decimal, ruleset: Ruleset) -> AidStanding:
    """A partner's new aid under a regime: de minimis counts beside what was received, the block
    exemption of article 20a by the undertaking and project alone."""
    if regime == "de_minimis":
        return AidStanding(regime, received, new, ruleset.de_minimis_cap)
    if regime == "gber_20a":
        return AidStanding(regime, ZERO, new, ruleset.gber_20a_cap)
    return AidStanding(regime, ZERO, new, None)


def public_money(
    erdf: Decimal, counterpart: Decimal, public: Iterable[Decimal], ruleset: Ruleset
) -> Decimal:
    """The ERDF and, if the call counts national money as aid, that too."""
    return erdf + counterpart + sum(public, ZERO) if ruleset.counterpart_is_aid else erdf


def largest_total(cap: Decimal, public_rate: Decimal) -> Decimal:
    """The largest total of which `public_rate` % stay within a cap on aid, cut to the cent.

    With 22 000 (Regulation (EU) 651/2014, art. 20a): 22 000 at 100 %, 27 500 at 80 %.
    """
    return (cap * HUNDRED / public_rate).quantize(CENT, rounding=ROUND_DOWN)
