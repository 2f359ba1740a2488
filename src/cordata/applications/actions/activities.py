"""Activities with what they leave behind and what proves it, and the indicators they feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.figures import definition_of
from cordata.applications.models import Activity, Application, Deliverable, Indicator, Partner
from cordata.applications.plan import most
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.packs.canonical import digest, plain

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class DeliverableDraft:
    """What remains and how it is proved; `pid` names the deliverable it replaces."""

    titles: Texts
    units: Texts = field(default_factory=dict)
    quantity: int | None = None
    month: int | None = None
    proof: str = ""
    amount: Decimal | None = None  # the lump sum it carries; None leaves the one that stands
    pid: str = ""


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """One activity as its page sends it; months count from 1."""

    titles: Texts
    descriptions: Texts = field(default_factory=dict)
    from_month: int | None = None
    to_month: int | None = None
    partners: Sequence[str] = ()  # public ids of partners of the same application
    deliverables: Sequence[DeliverableDraft] = ()
    is_infrastructure: bool = False


@transaction.atomic
def save_activity(
    application: Application,
    wanted: ActivityDraft,
    *,
    by: Actor,
    at: datetime,
    activity: Activity | None = None,
    seen: str = "",
    pid: str = "",
) -> Activity:
    """Save an activity whole, or add a new one. Ids of another application are refused (ACC-03).

    `seen` is the `activity_seal` of what the page showed: if somebody else has saved since,
    nothing is overwritten in silence (SUB-07). `pid` is that of a removed one that comes back.
    """
    draft = locked_draft(application, at=at)
    _check(wanted, definition_of(draft))
    involved = _partners(draft, wanted.partners)
    if activity is None:
        activity = _new_activity(draft, pid)
    elif activity.application_id != draft.pk:
        raise NotPossible("activity.not_here")
    else:
        _check_seen(activity, seen)
    activity.titles, activity.descriptions = dict(wanted.titles), dict(wanted.descriptions)
    activity.from_month, activity.to_month = wanted.from_month, wanted.to_month
    activity.is_infrastructure = wanted.is_infrastructure
    activity.save()
    activity.partners.set(involved)
    _save_deliverables(activity, wanted.deliverables)
    _keep_version(activity, by=by, at=at)
    _tell(draft, "activity_saved", activity, by=by, at=at)
    return activity


@transaction.atomic
def remove_activity(activity: Activity, *, by: Actor, at: datetime, seen: str = "") -> None:
    """Remove an activity with its deliverables; the others close the gap in the numbers.

    `seen` as in `save_activity`: what nobody on this page has read is not removed.
    """
    draft = locked_draft(activity.application, at=at)
    _check_seen(activity, seen)
    _tell(draft, "activity_removed", activity, by=by, at=at)
    activity.delete()
    for position, other in enumerate(draft.activities.all(), start=1):
        if other.position != position:
            Activity.objects.filter(pk=other.pk).update(position=position)


@transaction.atomic
def save_indicators(
    application: Application, targets: Mapping[str, int | None], *, by: Actor, at: datetime
) -> None:
    """Set the target of each indicator named; None takes the indicator out."""
    draft = locked_draft(application, at=at)
    before = dict(draft.indicators.values_list("code", "target"))
    after = {code: target for code, target in {**before, **targets}.items() if target is not None}
    _check_indicators({**targets, **after}, definition_of(draft))
    if after == before:
        return
    draft.indicators.all().delete()
    Indicator.objects.bulk_create(
        Indicator(application=draft, code=code, target=target) for code, target in after.items()
    )
    mark_changed(draft, at)
    tell(draft, "indicators_saved", by=by, at=at, before=before, after=after)


def said_of(activity: Activity) -> dict[str, Any]:
    """An activity as a version keeps it: plain values, partners by the ids of their organisations,
    which a partner that is taken out and comes back still has."""
    said = asdict(draft_of(activity))
    return said | {"partners": [one.organisation.pid for one in activity.partners.all()]}


def draft_of(activity: Activity) -> ActivityDraft:
    """An activity as it stands, in the shape in which a page sends it."""
    return ActivityDraft(
        titles=activity.titles,
        descriptions=activity.descriptions,
        from_month=activity.from_month,
        to_month=activity.to_month,
        partners=tuple(partner.pid for partner in activity.partners.all()),
        deliverables=tuple(draft_of_deliverable(one) for one in activity.deliverables.all()),
        is_infrastructure=activity.is_infrastructure,
    )


def draft_of_deliverable(one: Deliverable) -> DeliverableDraft:
    """A deliverable as it stands."""
    names = ("titles", "units", "quantity", "month", "proof", "amount", "pid")
    return DeliverableDraft(**{name: getattr(one, name) for name in names})


def activity_seal(activity: Activity) -> str:
    """What a page saw of an activity: equal as long as nobody changed it."""
    names = ("titles", "descriptions", "from_month", "to_month", "is_infrastructure")
    said = [getattr(activity, name) for name in names]
    remains = [
        [getattr(one, name) for name in ("titles", "units", "quantity", "month", "proof", "amount")]
        for one in activity.deliverables.all()
    ]
    partners = sorted(partner.pid for partner in activity.partners.all())
    return digest([said, remains, partners])[:16]


def _check_seen(activity: Activity, seen: str) -> None:
    now = Activity.objects.filter(pk=activity.pk).first()
    if now is None or (seen and seen != activity_seal(now)):
        raise NotPossible("activity.changed_meanwhile")


def _keep_version(activity: Activity, *, by: Actor, at: datetime) -> None:
    """What it says now, as one more version (LOG-05); saved as it was is none."""
    stands = Activity.objects.prefetch_related("partners__organisation").get(pk=activity.pk)
    kept = stands.application.activity_versions.filter(activity=activity.pid)
    said = plain(said_of(stands))
    last = kept.order_by("-version").first()
    if last is not None and last.said == said:
        return
    number = last.version + 1 if last else 1
    kept.create(
        application=stands.application,
        activity=activity.pid,
        version=number,
        said=said,
        author=by.actor_key,
        saved_at=at,
    )


def _new_activity(draft: Application, pid: str = "") -> Activity:
    limit = most(definition_of(draft), "activities")
    if draft.activities.count() >= limit:
        raise NotPossible("activity.too_many", limit=limit)
    last = draft.activities.aggregate(last=Max("position"))["last"] or 0
    if pid and draft.activities.filter(pid=pid).exists():
        raise NotPossible("activity.changed_meanwhile")
    known = {"pid": pid} if pid else {}
    return Activity(application=draft, position=last + 1, **known)


def _partners(draft: Application, pids: Sequence[str]) -> list[Partner]:
    found = list(draft.partners.filter(pid__in=pids))
    if len(found) != len(set(pids)):
        raise NotPossible("partner.not_here")
    return found


def _save_deliverables(activity: Activity, wanted: Sequence[DeliverableDraft]) -> None:
    """Replace the deliverables, keeping the id of each that stays."""
    present = {one.pid: one for one in Deliverable.objects.filter(activity=activity)}
    kept = {one.pid for one in wanted if one.pid}
    if not kept <= set(present):
        raise NotPossible("deliverable.not_here")
    _check_room(activity, len(wanted), len(present))
    activity.deliverables.exclude(pid__in=kept).delete()
    for one in wanted:
        deliverable = present.get(one.pid) or Deliverable(activity=activity)
        deliverable.titles, deliverable.units = dict(one.titles), dict(one.units)
        deliverable.quantity, deliverable.month = one.quantity, one.month
        deliverable.proof = one.proof
        if one.amount is not None:
            deliverable.amount = one.amount
        deliverable.save()


def _check_room(activity: Activity, wanted: int, present: int) -> None:
    """The call bounds the deliverables of all activities together."""
    limit = most(definition_of(activity.application), "deliverables")
    everywhere = Deliverable.objects.filter(activity__application=activity.application_id)
    if wanted > present and everywhere.count() - present + wanted > limit:
        raise NotPossible("deliverable.too_many", limit=limit)


def _check(wanted: ActivityDraft, definition: CallDefinition) -> None:
    for texts in (wanted.titles, wanted.descriptions):
        if not set(texts) <= set(definition.languages):
            raise NotPossible("activity.language_unknown")
    if not all({"", *definition.languages} >= set(one.units) for one in wanted.deliverables):
        raise NotPossible("activity.language_unknown")
    start, end = wanted.from_month, wanted.to_month
    if start is not None and end is not None and end < start:
        raise NotPossible("activity.ends_before_it_starts", start=start, end=end)
    if any(one.proof and one.proof not in definition.ruleset.proofs for one in wanted.deliverables):
        raise NotPossible("deliverable.proof_unknown")


def _check_indicators(targets: Mapping[str, int | None], definition: CallDefinition) -> None:
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


def _tell(draft: Application, event: str, activity: Activity, *, by: Actor, at: datetime) -> None:
    mark_changed(draft, at)
    tell(draft, event, by=by, at=at, activity=activity.pid, titles=activity.titles)
