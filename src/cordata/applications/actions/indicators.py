"""What each indicator of the call is to reach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.actions.parts import WHATEVER, Part, Said, Sending
from cordata.applications.figures import definition_of
from cordata.applications.models import Application, Indicator, PartVersion
from cordata.applications.plan import most
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition

Targets = Mapping[str, int | None]  # code -> target; None takes the indicator out
KIND = PartVersion.Kind.INDICATORS
CHANGED = "indicators.changed_meanwhile"


@transaction.atomic
def save_indicators(
    application: Application, targets: Targets, *, by: Actor, at: datetime,
    sending: Sending = WHATEVER,
) -> None:  # fmt: skip
    """Set the target of each indicator named. Raises NotPossible where another hand came first."""
    draft = locked_draft(application, at=at)
    if type_indicators(draft, targets, sending, by=by, at=at)[1]:
        raise NotPossible(CHANGED)


def type_indicators(
    application: Application, targets: Targets, sending: Sending, *, by: Actor, at: datetime
) -> tuple[Said, bool]:
    """Save the targets while they are typed: what stands afterwards, and whether another hand came
    first. `application` was read and locked in this very transaction."""
    part, stands = Part(application, KIND), targets_of(application)
    wanted = {**stands, **targets}
    after = {code: target for code, target in sorted(wanted.items()) if target is not None}
    _check({**targets, **after}, definition_of(application))
    last = part.last() if after != stands else None
    outcome = part.outcome(after, stands, sending, last, by)
    if outcome is not Outcome.SAVE:
        return stands, outcome is Outcome.CONFLICT
    _write(application, stands, after)
    mark_changed(application, at)
    if part.keep(after, by=by, at=at, last=last, sending=sending):
        tell(application, "indicators_saved", by=by, at=at, before=stands, after=after)
    return after, False


def targets_of(application: Application) -> Said:
    """What stands: code -> target."""
    return dict(application.indicators.order_by("code").values_list("code", "target"))


def _write(application: Application, stands: Said, after: Said) -> None:
    if gone := set(stands) - set(after):
        application.indicators.filter(code__in=gone).delete()
    Indicator.objects.bulk_create(
        [
            Indicator(application=application, code=code, target=target)
            for code, target in after.items()
            if stands.get(code) != target
        ],
        update_conflicts=True,
        unique_fields=["application", "code"],
        update_fields=["target"],
    )


def _check(targets: Targets, definition: CallDefinition) -> None:
    listed = (*definition.output_indicators, *definition.result_indicators)
    if not set(targets) <= {one.code for one in listed}:
        raise NotPossible("indicator.unknown")
    chosen = {code for code, target in targets.items() if target is not None}
    for table, codes in (
        ("outputs", {one.code for one in definition.output_indicators}),
        ("results", {one.code for one in definition.result_indicators}),
    ):
        limit = most(definition, table)
        if len(chosen & codes) > limit:
            raise NotPossible("indicator.too_many", limit=limit)
