"""A call as its pack describes it, complete: this is what a call freezes at its opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cordata.packs.canonical import digest
from cordata.packs.committee import CommitteeDefinition
from cordata.packs.form import FormDefinition
from cordata.packs.freezing import freeze, thaw
from cordata.packs.grid import CriteriaGrid
from cordata.packs.meeting import MeetingDefinition
from cordata.packs.provenance import Basis, Provenance, Text
from cordata.packs.statements import USUAL, StatementDefinition
from cordata.rules.availability import ExtensionRule
from cordata.rules.lump_sums import Earning
from cordata.rules.ruleset import Ruleset


class MilestoneKind(StrEnum):
    """The dates a call can announce."""

    APPROVAL = "approval"  # the committee approves the call
    OPENING = "opening"
    MEETING = "meeting"
    SUPPORT = "support"  # a form, a telephone line, a tutorial
    CLOSING = "closing"
    ADMISSIBILITY = "admissibility"
    ASSESSMENT = "assessment"
    COMMITTEE = "committee"
    NOTIFICATION = "notification"
    START = "start"
    REPORT = "report"


class Trigger(StrEnum):
    """What sets a payment off."""

    AGREEMENT = "agreement"
    MILESTONE = "milestone"
    FINAL_REPORT = "final_report"


@dataclass(frozen=True, slots=True)
class EnvelopeVersion:
    """An amount of ERDF in euros, from the day it was decided."""

    amount: Decimal
    decided_on: date
    decisions: Text
    origin: Provenance


@dataclass(frozen=True, slots=True)
class ThemeDefinition:
    """A strand of the call with its specific objective and its envelope over time."""

    code: str
    objective: str
    names: Text
    descriptions: Text
    envelopes: tuple[EnvelopeVersion, ...] = ()
    icon: str = ""

    def envelope_on(self, day: date) -> EnvelopeVersion | None:
        """The envelope that holds on a day."""
        return latest(self.envelopes, day)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date of the timetable: an instant, a day, or a period from `on` to `until`."""

    code: str
    kind: MilestoneKind
    names: Text
    on: date
    until: date | None = None
    at: datetime | None = None  # UTC
    known_on: date | None = None  # not shown before: the call did not know it yet
    replaces: str = ""  # the milestone that this one makes precise
    meeting: str = ""
    origin: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a committee decided for a call or a theme; ERDF in euros where it was published."""

    on: date
    place: str
    approved: int
    submitted: int | None
    theme: str
    erdf: Decimal | None
    origin: Provenance


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A value of one of the call's lists, with its name in every language."""

    code: str
    names: Text
    countries: tuple[str, ...] = ()  # empty: all
    help: Text = field(default_factory=dict)


HELP_DAYS = 14  # default: what a pack that says nothing means
MOST_HOURS = 60 * 24  # no draft is reminded earlier than 60 days before the closing


@dataclass(frozen=True, slots=True)
class DeclarationDefinition:
    """A statement a partner accepts; a new text is a new version."""

    code: str
    version: str
    names: Text
    texts: Text
    country: str = ""  # asked of the partners of one country only, before the contract
    legal_types: tuple[str, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True)
class AnnexDefinition:
    """The words of an annex slot; its rules stand in the ruleset under the same code."""

    code: str
    names: Text
    help: Text


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of the plan; rates of all instalments add up to 100."""

    code: str
    trigger: Trigger
    rate: Decimal
    names: Text


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """How the grant is paid."""

    earning: Earning
    instalments: tuple[Instalment, ...]
    report_due_days: int  # after the end of the project
    payment_days: int  # after the claim
    recovery: bool = True  # what was advanced and not earned is asked back
    origin: Provenance | None = None

    @property
    def advance_rate(self) -> Decimal:
        """% paid at the agreement."""
        at_start = [item.rate for item in self.instalments if item.trigger is Trigger.AGREEMENT]
        return sum(at_start, Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked by people, with the answer given to all."""

    code: str
    published_on: date
    questions: Text
    answers: Text
    origin: Provenance
    form_field: str = ""  # key of the question of the form it is about


@dataclass(frozen=True, slots=True)
class Erratum:
    """A correction of a published text."""

    code: str
    published_on: date
    texts: Text


@dataclass(frozen=True, slots=True)
class DocumentDefinition:
    """A document of the call; `generated` names what Cordata renders from the pack itself."""

    code: str
    names: Text
    descriptions: Text
    generated: str = ""  # call_text, grid, blank_form, mandate, commitment
    files: Mapping[str, str] = field(default_factory=dict)  # language -> file of the pack


@dataclass(frozen=True, slots=True)
class CallDefinition:
    """Everything a call needs, from its rules to the words of its letters."""

    code: str
    version: str
    number: int
    names: Text
    summaries: Text
    zone: str
    ruleset: Ruleset
    continuous: bool
    envelopes: tuple[EnvelopeVersion, ...]
    themes: tuple[ThemeDefinition, ...]
    timetable: tuple[Milestone, ...]
    form: FormDefinition
    grid: CriteriaGrid
    cost_option: str  # proposed first
    cost_categories: tuple[ListedCode, ...]
    cost_options: tuple[ListedCode, ...]
    legal_types: tuple[ListedCode, ...]
    proofs: tuple[ListedCode, ...]
    output_indicators: tuple[ListedCode, ...]
    result_indicators: tuple[ListedCode, ...]
    annexes: tuple[AnnexDefinition, ...]
    declarations: tuple[DeclarationDefinition, ...]
    meetings: tuple[MeetingDefinition, ...]
    payment: PaymentPlan
    questions: tuple[Question, ...] = ()
    errata: tuple[Erratum, ...] = ()
    documents: tuple[DocumentDefinition, ...] = ()
    results: tuple[Result, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    letters: Mapping[str, Text] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()
    file_prefix: str = ""  # of the numbers of this call's files: MP2 gives MP2-0001
    moderated_searches: bool = False  # an officer reads partner searches before the board does
    unit_prices: tuple[ListedCode, ...] = ()  # what the prices of the cost options are called
    concepts: tuple[ListedCode, ...] = ()  # keywords of partner searches; empty: the usual ones
    statements: tuple[StatementDefinition, ...] = USUAL  # ticked with the act of filing
    reminder_hours: tuple[int, ...] = (336, 72, 24, 3)  # before the closing, to whom has a draft
    extension: ExtensionRule | None = None  # what an outage before the closing adds to it
    help_days: int = HELP_DAYS  # longest that a case officer writes for somebody who cannot
    committee: CommitteeDefinition | None = None  # its rules of procedure; None: none demanded

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which a text marked B is written."""
        return self.ruleset.languages

    @property
    def assumptions(self) -> tuple[Provenance, ...]:
        """What staff should confirm."""
        return tuple(item for item in self.provenance if item.basis is Basis.ASSUMPTION)

    def envelope_on(self, day: date) -> EnvelopeVersion | None:
        """The ERDF of the whole call that holds on a day."""
        return latest(self.envelopes, day)

    def theme(self, code: str) -> ThemeDefinition | None:
        return next((theme for theme in self.themes if theme.code == code), None)

    def meeting(self, code: str) -> MeetingDefinition | None:
        return next((meeting for meeting in self.meetings if meeting.code == code), None)

    def milestone(self, code: str) -> Milestone | None:
        return next((item for item in self.timetable if item.code == code), None)

    def timetable_on(self, day: date) -> tuple[Milestone, ...]:
        """What was announced by that day; a date made precise hides the vague one."""
        known = [item for item in self.timetable if not item.known_on or item.known_on <= day]
        replaced = {item.replaces for item in known}
        return tuple(item for item in known if item.code not in replaced)

    def frozen(self) -> dict[str, Any]:
        """The whole call as plain data, for JSON and for the hash."""
        data: dict[str, Any] = freeze(self)
        return data

    @classmethod
    def from_frozen(cls, data: Mapping[str, Any]) -> CallDefinition:
        """The call that `frozen` gave. Equal to the original."""
        return thaw(cls, data)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the frozen call."""
        return digest(self.frozen())


def latest(versions: tuple[EnvelopeVersion, ...], day: date) -> EnvelopeVersion | None:
    """The last version decided on that day or before, else None."""
    reached = [version for version in versions if version.decided_on <= day]
    return max(reached, key=lambda version: version.decided_on, default=None)
