"""The parts of a draft that are saved whole, as their versions and conflicts show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cordata.accounts.queries import organisation_names
from cordata.applications import access
from cordata.applications.actions.activities import bodies_of, draft_of, draft_said
from cordata.applications.actions.activities import said_of as activity_said
from cordata.applications.actions.budget import money_of, money_said
from cordata.applications.actions.budget import said_of as budget_said
from cordata.applications.actions.indicators import targets_of
from cordata.applications.actions.parts import Said, Sending
from cordata.applications.figures import definition_of
from cordata.applications.forms.part_conflict import Difference, differences
from cordata.applications.forms.part_money import (
    aid_differences,
    budget_differences,
    indicator_differences,
)
from cordata.applications.forms.questions import page_key, page_turn
from cordata.applications.models import Application, Partner, PartVersion
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import Verdict, refused
from cordata.packs.steps import MONEY

Kind = PartVersion.Kind
PLAN, INDICATORS = frozenset({"activities", "deliverables"}), frozenset({"outputs", "results"})


UNSEEN = "unseen"  # of a sending that does not say what it was opened on


def sending_of(request: HttpRequest, *, typed: bool = False) -> Sending:
    """What a page says of itself with the part it sends; `over` is the seal of a version of
    another, read and to be replaced."""
    seen = request.POST.get("over") or request.POST.get("seen") or UNSEEN
    return Sending(seen, page_key(request.POST), page_turn(request.POST), typed)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part; `partner` of one that is an organisation's, while it is a partner."""

    application: Application
    kind: str
    place: str = ""
    partner: Partner | None = None

    @property
    def step(self) -> str:
        """The step of the form it belongs to."""
        return {Kind.BUDGET: "budget", Kind.AID: "partners"}.get(Kind(self.kind), "activities")

    @property
    def body(self) -> str:
        """The name of the organisation it is of."""
        if self.partner is not None:
            return self.partner.organisation.name
        money = self.kind in (Kind.BUDGET, Kind.AID)
        return organisation_names([self.place]).get(self.place, "") if money else ""

    def name(self, said: Said) -> str:
        """What the part is called; `said` is its latest version."""
        if self.kind == Kind.ACTIVITY:
            return pick(said.get("titles", {})) or _("Without title")
        return f"{kind_name(self.kind)} · {self.body}" if self.body else kind_name(self.kind)

    @property
    def back(self) -> str:
        """Where it is written; empty of what is gone."""
        pid = self.application.pid
        if self.kind == Kind.INDICATORS:
            return reverse("applications:activities", args=[pid]) + "#indicators"
        if self.kind == Kind.ACTIVITY:
            return reverse("applications:activity", args=[pid, self.place])
        if self.partner is None:
            return ""
        if self.kind == Kind.AID:
            page = reverse("applications:aid", args=[pid])
            return f"{page}#partner-{self.partner.position}"
        return reverse("applications:budget_partner", args=[pid, self.partner.pid])

    def may_write(self, person: Any) -> Verdict:
        """Who may put a version back: who may write the part as it stands."""
        if self.kind == Kind.ACTIVITY:
            return access.write_all(person, self.application, PLAN)
        if self.kind == Kind.INDICATORS:
            return access.write_all(person, self.application, INDICATORS)
        if self.partner is None:
            return refused("application.restore.partner_gone")
        if self.kind == Kind.AID:
            return access.declare(person, self.partner)
        return access.write_all(person, self.application, MONEY, self.partner)

    def standing(self) -> Said | None:
        """What it says now; None where it is gone."""
        return STANDING[Kind(self.kind)](self)

    def differences(self, mine: Said, theirs: Said) -> list[Difference]:
        """Every line on which two versions differ."""
        definition = definition_of(self.application)
        if self.kind == Kind.ACTIVITY:
            names = organisation_names({*mine["partners"], *theirs["partners"]})
            own = dict(zip(names, names, strict=True))
            return differences(draft_said(mine, own), draft_said(theirs, own), names, definition)
        if self.kind == Kind.INDICATORS:
            return indicator_differences(mine, theirs, definition)
        if self.kind == Kind.AID:
            return aid_differences(mine, theirs, definition)
        return budget_differences(money_said(mine), money_said(theirs), definition)


def kind_name(kind: str) -> str:
    return {
        Kind.ACTIVITY: _("Activity"),
        Kind.INDICATORS: _("Indicators"),
        Kind.BUDGET: pgettext("step", "Budget"),
        Kind.AID: _("State aid"),
    }[Kind(kind)]


def shown_or_404(application: Application, kind: str, place: str) -> Shown:
    """The part that an address names. Raises Http404 for what no part is called."""
    if kind not in Kind.values or bool(place) == (kind == Kind.INDICATORS):
        raise Http404
    partners = application.partners.all()
    partner = next((one for one in partners if one.organisation.pid == place), None)
    return Shown(application, kind, place, partner)


def _activity(shown: Shown) -> Said | None:
    rows = shown.application.activities.filter(pid=shown.place)
    one = rows.prefetch_related("partners", "deliverables").first()
    return (
        activity_said(draft_of(one), bodies_of(shown.application.partners.all())) if one else None
    )


def _money(shown: Shown) -> Said | None:
    return budget_said(money_of(shown.partner)) if shown.partner else None


STANDING: Mapping[Kind, Callable[[Shown], Said | None]] = {
    Kind.ACTIVITY: _activity,
    Kind.INDICATORS: lambda shown: targets_of(shown.application),
    Kind.BUDGET: _money,
    Kind.AID: lambda shown: shown.partner.aid if shown.partner else None,
}
