"""Activities with what they leave behind and what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from cordata.applications.actions.drafts import locked_draft, mark_changed
from cordata.applications.actions.overtaking import Outcome
from cordata.applications.actions.parts import Part, Said, Sending, seal_of
from cordata.applications.figures import definition_of
from cordata.applications.models import Activity, Application, Deliverable, Partner, PartVersion
from cordata.applications.plan import most
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.packs.canonical import plain

Texts = Mapping[str, str]  # language -> text
CHANGED = "activity.changed_meanwhile"
OF_ACTIVITY = ("titles", "descriptions", "from_month", "to_month", "is_infrastructure")
OF_DELIVERABLE = ("titles", "units", "quantity", "month", "proof", "amount")


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
    sending: Sending | None = None,
) -> Activity:
    """Save an activity whole, or add a new one. Ids of another application are refused (ACC-03).

    `seen` is the `activity_seal` of what the page showed: if somebody else has saved since,
    nothing is overwritten in silence (SUB-07). `pid` is that of a removed one that comes back.
    """
    sending = sending or Sending(seen)
    draft = locked_draft(application, at=at)
    _check(wanted, definition_of(draft))
    bodies = bodies_of(draft.partners.select_related("organisation"))
    if not set(wanted.partners) <= set(bodies):
        raise NotPossible("partner.not_here")
    if activity is None:
        activity, stands = _new_activity(draft, pid), ActivityDraft({})
        activity.save()
    elif activity.application_id != draft.pk:
        raise NotPossible("activity.not_here")
    else:
        stands = _standing(activity)
        _check_seen(Part(draft, KIND, activity.pid), wanted, stands, bodies, sending, by)
    _save_whole(draft, activity, stands, wanted, sending, bodies, by=by, at=at)
    activity.refresh_from_db()
    return activity


def _save_whole(
    draft: Application, activity: Activity, stands: ActivityDraft, wanted: ActivityDraft,
    sending: Sending, bodies: Bodies, *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    present = {one.pid for one in stands.deliverables}
    if not {one.pid for one in wanted.deliverables if one.pid} <= present:
        raise NotPossible("deliverable.not_here")
    part = Part(draft, KIND, activity.pid)
    saved = write_activity(draft, activity.pk, stands, wanted)
    part.keep(said_of(saved, bodies), by=by, at=at, last=part.last(), sending=sending)
    _tell(draft, "activity_saved", activity.pid, saved.titles, by=by, at=at)


def type_activity(
    application: Application, pid: str, wanted: ActivityDraft, sending: Sending,
    *, by: Actor, at: datetime,
) -> tuple[ActivityDraft, bool]:  # fmt: skip
    """Save an activity while it is typed, in as few queries as can be: what stands afterwards, and
    whether another hand came first.

    `application` was read and locked in this very transaction. A deliverable that somebody
    removed meanwhile is a new one. Raises NotPossible where the activity is gone.
    """
    _check(wanted, definition_of(application))
    part, bodies = Part(application, KIND, pid), bodies_of(application.partners.all())
    if not set(wanted.partners) <= set(bodies):
        raise NotPossible("partner.not_here")
    row = Activity.objects.filter(application=OuterRef("application"), pid=OuterRef("activity"))
    last = part.rows().annotate(row=Subquery(row.values("pk"))).first()
    if last is None or last.row is None:
        raise NotPossible("activity.gone")
    stands = draft_said(last.said, bodies)
    wanted = filled(wanted, stands)
    outcome = part.outcome(said_of(wanted, bodies), said_of(stands, bodies), sending, last, by)
    if outcome is not Outcome.SAVE:
        return stands, outcome is Outcome.CONFLICT
    saved = write_activity(application, last.row, stands, wanted)
    mark_changed(application, at)
    if part.keep(said_of(saved, bodies), by=by, at=at, last=last, sending=sending):
        _tell(application, "activity_saved", pid, saved.titles, by=by, at=at)
    return saved, False


def begun_by(application: Application, key: str, by: Actor) -> str:
    """The id of the activity that a page has begun while it was typed; empty if it has not."""
    rows = PartVersion.objects.filter(application=application, kind=KIND, author=by.actor_key)
    known = rows.filter(key=key).order_by("version").values_list("activity", flat=True)
    return known.first() or "" if key else ""


def type_new_activity(
    application: Application, wanted: ActivityDraft, sending: Sending, *, by: Actor, at: datetime
) -> tuple[str, ActivityDraft, bool]:
    """Add an activity while it is typed, once for a page: its id, and as `type_activity`."""
    if pid := begun_by(application, sending.key, by):
        return pid, *type_activity(application, pid, wanted, sending, by=by, at=at)
    saved = save_activity(application, wanted, by=by, at=at, sending=sending)
    return saved.pid, draft_of(saved), False


@transaction.atomic
def remove_activity(activity: Activity, *, by: Actor, at: datetime, seen: str = "") -> None:
    """Remove an activity with its deliverables; the others close the gap in the numbers.

    `seen` as in `save_activity`: what nobody on this page has read is not removed.
    """
    draft = locked_draft(activity.application, at=at)
    stands = _standing(activity)
    if seen and seen != seal_of(said_of(stands, bodies_of(draft.partners.all()))):
        raise NotPossible(CHANGED)
    _tell(draft, "activity_removed", activity.pid, activity.titles, by=by, at=at)
    activity.delete()
    for position, other in enumerate(draft.activities.all(), start=1):
        if other.position != position:
            Activity.objects.filter(pk=other.pk).update(position=position)


Bodies = Mapping[str, str]  # a partner's public id -> its organisation's
KIND = PartVersion.Kind.ACTIVITY


def bodies_of(partners: Iterable[Partner]) -> Bodies:
    """By which id a version names each partner: one that is taken out and comes back keeps it."""
    return {one.pid: one.organisation.pid for one in partners}


def said_of(draft: ActivityDraft, bodies: Bodies) -> Said:
    """An activity as a version keeps it."""
    said: Said = plain(asdict(draft))
    return said | {"partners": sorted(bodies[pid] for pid in draft.partners if pid in bodies)}


def draft_said(said: Said, bodies: Bodies) -> ActivityDraft:
    """A version in the shape in which a page sends it, with the partners that are still there."""
    partners = tuple(pid for pid, body in bodies.items() if body in said["partners"])
    remains = tuple(
        DeliverableDraft(**one | {"amount": Decimal(one["amount"]) if one["amount"] else None})
        for one in said["deliverables"]
    )
    plain_values = {name: said[name] for name in OF_ACTIVITY}
    return ActivityDraft(**plain_values, partners=partners, deliverables=remains)


def draft_of(activity: Activity) -> ActivityDraft:
    """An activity as it stands, in the shape in which a page sends it."""
    return ActivityDraft(
        **{name: getattr(activity, name) for name in OF_ACTIVITY},
        partners=tuple(partner.pid for partner in activity.partners.all()),
        deliverables=tuple(draft_of_deliverable(one) for one in activity.deliverables.all()),
    )


def draft_of_deliverable(one: Deliverable) -> DeliverableDraft:
    """A deliverable as it stands."""
    return DeliverableDraft(**{name: getattr(one, name) for name in (*OF_DELIVERABLE, "pid")})


def activity_seal(activity: Activity) -> str:
    """What a page saw of an activity: equal as long as nobody changed it."""
    return seal_of(said_of(draft_of(activity), bodies_of(activity.application.partners.all())))


def _standing(activity: Activity) -> ActivityDraft:
    """As it stands now, read anew; raises NotPossible where it was removed."""
    now = Activity.objects.filter(pk=activity.pk).first()
    if now is None:
        raise NotPossible(CHANGED)
    return draft_of(now)


def _check_seen(
    part: Part, wanted: ActivityDraft, stands: ActivityDraft, bodies: Bodies, sending: Sending,
    by: Actor,
) -> None:  # fmt: skip
    wanted_said, stands_said = said_of(filled(wanted, stands), bodies), said_of(stands, bodies)
    if part.outcome(wanted_said, stands_said, sending, part.last(), by) is Outcome.CONFLICT:
        raise NotPossible(CHANGED)


def filled(wanted: ActivityDraft, stands: ActivityDraft) -> ActivityDraft:
    """What is wanted with what a page never sends: the lump sum that a deliverable carries. One
    that does not stand is a new one."""
    present = {one.pid: one for one in stands.deliverables}

    def with_amount(one: DeliverableDraft) -> DeliverableDraft:
        if one.pid not in present:
            return replace(one, pid="")
        return one if one.amount is not None else replace(one, amount=present[one.pid].amount)

    return replace(wanted, deliverables=tuple(map(with_amount, wanted.deliverables)))


def write_activity(
    draft: Application, row: int, stands: ActivityDraft, wanted: ActivityDraft
) -> ActivityDraft:
    """Write what differs between the two to the activity's row, and to its deliverables; what
    stands afterwards, each deliverable with its id."""
    values = {name: getattr(wanted, name) for name in OF_ACTIVITY}
    if any(getattr(stands, name) != value for name, value in values.items()):
        values |= {name: dict(values[name]) for name in ("titles", "descriptions")}
        Activity.objects.filter(pk=row).update(**values)
    if set(stands.partners) != set(wanted.partners):
        _write_partners(draft, row, set(stands.partners), set(wanted.partners))
    remains = _write_deliverables(draft, row, stands.deliverables, filled(wanted, stands))
    return replace(wanted, deliverables=remains)


def _write_partners(draft: Application, row: int, stands: set[str], wanted: set[str]) -> None:
    keys = {one.pid: one.pk for one in draft.partners.all()}
    taking_part = Activity.partners.through.objects
    if gone := [keys[pid] for pid in stands - wanted]:
        taking_part.filter(activity_id=row, partner_id__in=gone).delete()
    new = [keys[pid] for pid in wanted - stands]
    taking_part.bulk_create([taking_part.model(activity_id=row, partner_id=key) for key in new])


def _write_deliverables(
    draft: Application, row: int, stands: Sequence[DeliverableDraft], wanted: ActivityDraft
) -> tuple[DeliverableDraft, ...]:
    """Replace the deliverables, keeping the id of each that stays; only what differs is written."""
    present = {one.pid: one for one in stands}
    rows = {one.pid: one for one in (_deliverable(row, one) for one in wanted.deliverables)}
    changed = [one for one in rows.values() if draft_of_deliverable(one) != present.get(one.pid)]
    _check_room(draft, len(rows), len(present))
    if gone := set(present) - set(rows):
        Deliverable.objects.filter(activity=row, pid__in=gone).delete()
    Deliverable.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["pid"], update_fields=OF_DELIVERABLE
    )
    return tuple(map(draft_of_deliverable, rows.values()))


def _deliverable(row: int, one: DeliverableDraft) -> Deliverable:
    values = {name: getattr(one, name) for name in OF_DELIVERABLE}
    values |= {"titles": dict(one.titles), "units": dict(one.units)}
    known = {"pid": one.pid} if one.pid else {}
    return Deliverable(activity_id=row, **values, **known)


def _new_activity(draft: Application, pid: str = "") -> Activity:
    limit = most(definition_of(draft), "activities")
    if draft.activities.count() >= limit:
        raise NotPossible("activity.too_many", limit=limit)
    last = draft.activities.aggregate(last=Max("position"))["last"] or 0
    if pid and draft.activities.filter(pid=pid).exists():
        raise NotPossible(CHANGED)
    known = {"pid": pid} if pid else {}
    return Activity(application=draft, position=last + 1, **known)


def _check_room(draft: Application, wanted: int, present: int) -> None:
    """The call bounds the deliverables of all activities together."""
    if wanted <= present:
        return
    limit = most(definition_of(draft), "deliverables")
    everywhere = Deliverable.objects.filter(activity__application=draft)
    if everywhere.count() - present + wanted > limit:
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


def _tell(
    draft: Application, event: str, pid: str, titles: Texts, *, by: Actor, at: datetime
) -> None:
    mark_changed(draft, at)
    tell(draft, event, by=by, at=at, activity=pid, titles=dict(titles))
