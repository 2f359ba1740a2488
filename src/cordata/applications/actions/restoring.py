"""Put an earlier version back as a new one: nothing is deleted, nobody is overwritten (LOG-05)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from cordata.applications.actions.activities import (
    ActivityDraft,
    DeliverableDraft,
    save_activity,
)
from cordata.applications.actions.answers import Overtaken, save_answers
from cordata.applications.actions.overtaking import AnswerDraft, same
from cordata.applications.models import Activity, ActivityVersion, Answer, AnswerVersion, Partner
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible


@transaction.atomic
def restore_text(
    version: AnswerVersion, *, seen: int, by: Actor, at: datetime, partner: Partner | None = None
) -> Answer:
    """The text of `version` stands again, as one more version by whoever restores it.

    `seen` is the version that stood on the page. Raises `Overtaken` with what stands now when
    somebody has changed the text since: both are shown (SUB-07).
    """
    if partner is None and version.organisation_id:
        raise NotPossible("application.restore.partner_gone")
    application = version.application
    place: dict[str, Any] = {"field": version.field, "language": version.language}
    machine = _from_a_machine(version)
    one = AnswerDraft(text=version.text, version=seen, partner=partner, machine=machine, **place)
    save_answers(application, [one], by=by, at=at)
    stands = application.answers.get(partner=partner, **place)
    if not same(stands.text, version.text):
        raise Overtaken(stands)
    if stands.saved_at == at:  # it did not stand already
        who: dict[str, Any] = {
            "partner": partner.pid if partner else "",
            "restored": version.version,
        }
        tell(
            application, "text_restored", by=by, at=at, version=stands.version, **place, **who
        )  # fmt: skip
    return stands


def _from_a_machine(version: AnswerVersion) -> bool:
    """Whether the text goes back to a machine's draft: it is marked again until it is confirmed."""
    before = AnswerVersion.objects.filter(
        application=version.application_id,
        organisation=version.organisation_id,
        field=version.field,
        language=version.language,
        version__lte=version.version,
    ).order_by("-version")
    drafted, emptied = before.filter(machine=True).first(), before.filter(text="").first()
    return drafted is not None and (emptied is None or emptied.version < drafted.version)


def bring_back_texts(partner: Partner) -> int:
    """What the organisation wrote here before it was taken out stands again, as it stood.

    Its versions go on where they ended. How many texts there are.
    """
    kept = AnswerVersion.objects.filter(
        application=partner.application_id, organisation=partner.organisation_id, answer=None
    )
    last = {(one.field, one.language): one for one in kept.order_by("version")}
    for one in last.values():
        answer = Answer.objects.create(
            application=partner.application,
            partner=partner,
            field=one.field,
            language=one.language,
            text=one.text,
            version=one.version,
            author=one.author,
            saved_at=one.saved_at,
            machine=_from_a_machine(one),
        )
        kept.filter(field=one.field, language=one.language).update(answer=answer)
    return len(last)


@transaction.atomic
def restore_activity(version: ActivityVersion, *, seen: str, by: Actor, at: datetime) -> Activity:
    """The activity says again what it said, as one more version; a removed one comes back.

    `seen` is the `activity_seal` of the page, empty for a removed one. Partners that are no longer
    there are left out. Raises `NotPossible` as `save_activity` does.
    """
    application = version.application
    stands = application.activities.filter(pid=version.activity).first()
    present = set(stands.deliverables.values_list("pid", flat=True)) if stands else set()
    wanted = wanted_of(version, present)
    saved = save_activity(
        application, wanted, by=by, at=at, activity=stands, seen=seen or GONE, pid=version.activity
    )
    facts = {"activity": saved.pid, "restored": version.version}
    tell(application, "activity_restored", by=by, at=at, **facts)
    return saved


GONE = "gone"  # of a page on which the activity did not stand


def wanted_of(version: ActivityVersion, present: Set[str] | None = None) -> ActivityDraft:
    """A version in the shape in which a page sends it; `present` are the deliverables that still
    stand, if it is to be saved."""
    said = version.said
    partners = version.application.partners.filter(organisation__pid__in=said["partners"])
    return ActivityDraft(
        titles=said["titles"],
        descriptions=said["descriptions"],
        from_month=said["from_month"],
        to_month=said["to_month"],
        partners=tuple(partners.values_list("pid", flat=True)),
        deliverables=[_wanted(one, present) for one in said["deliverables"]],
        is_infrastructure=said["is_infrastructure"],
    )


def _wanted(said: dict[str, Any], present: Set[str] | None) -> DeliverableDraft:
    """A deliverable that still stands keeps its id; the amount it carries is the budget's."""
    amount = Decimal(said["amount"]) if said["amount"] else None
    one = DeliverableDraft(**{**said, "amount": amount})
    if present is None:
        return one
    return replace(one, amount=None) if one.pid in present else replace(one, pid="")
