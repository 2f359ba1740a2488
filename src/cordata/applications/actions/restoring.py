"""Put an earlier version back as a new one: nothing is deleted, nobody is overwritten (LOG-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.applications.actions.activities import (
    DeliverableDraft,
    bodies_of,
    draft_said,
    save_activity,
)
from cordata.applications.actions.answers import Overtaken, save_answers
from cordata.applications.actions.budget import money_said, save_budget
from cordata.applications.actions.declarations import put_aid
from cordata.applications.actions.drafts import locked_partner
from cordata.applications.actions.indicators import save_indicators, targets_of
from cordata.applications.actions.overtaking import AnswerDraft, same
from cordata.applications.actions.parts import Part, Sending
from cordata.applications.models import Answer, AnswerVersion, Partner, PartVersion
from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible

Kind = PartVersion.Kind


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


def bring_back_money(partner: Partner, *, by: Actor, at: datetime) -> int:
    """The budget and the self-check of an organisation that was taken out stand again, as they
    were last saved. How many of the two there are."""
    draft, body = partner.application, partner.organisation
    money = Part(draft, Kind.BUDGET, organisation=body).last()
    aid = Part(draft, Kind.AID, organisation=body).last()
    if aid is not None:
        put_aid(partner, aid.said, Sending(), by=by, at=at)
    if money is not None:
        wanted = replace(money_said(money.said), cost_option=None)
        try:
            save_budget(draft, {partner.pid: wanted}, by=by, at=at)
        except NotPossible:  # the call has other categories by now: it stays among the versions
            money = None
    return sum(one is not None for one in (money, aid))


@transaction.atomic
def restore_part(version: PartVersion, *, seen: str, by: Actor, at: datetime) -> None:
    """An activity, the indicators, a budget or a self-check says again what it said, as one more
    version; a removed activity comes back.

    `seen` is the seal of what the page showed, empty where nothing stood. Raises `NotPossible`
    where another hand came first, and for what the call does not know any more.
    """
    application = version.application
    RESTORE[Kind(version.kind)](version, seen or GONE, by, at)
    name = version.organisation.name if version.organisation else ""
    facts: dict[str, Any] = {"place": version.place, "name": name, "restored": version.version}
    tell(application, f"{version.kind}_restored", by=by, at=at, **facts)


def _restore_activity(version: PartVersion, seen: str, by: Actor, at: datetime) -> None:
    application = version.application
    stands = application.activities.filter(pid=version.activity).first()
    present = set(stands.deliverables.values_list("pid", flat=True)) if stands else set()
    bodies = bodies_of(application.partners.select_related("organisation"))
    wanted = draft_said(version.said, bodies)
    remains = tuple(_present(one, present) for one in wanted.deliverables)
    save_activity(
        application,
        replace(wanted, deliverables=remains),
        by=by,
        at=at,
        activity=stands,
        seen=seen,
        pid=version.activity,
    )


def _present(one: DeliverableDraft, present: Set[str]) -> DeliverableDraft:
    """A deliverable that still stands keeps its id; the amount it carries is the budget's."""
    return replace(one, amount=None) if one.pid in present else replace(one, pid="")


def _restore_indicators(version: PartVersion, seen: str, by: Actor, at: datetime) -> None:
    targets = dict.fromkeys(targets_of(version.application)) | version.said
    save_indicators(version.application, targets, by=by, at=at, sending=Sending(seen))


def _restore_budget(version: PartVersion, seen: str, by: Actor, at: datetime) -> None:
    wanted = replace(money_said(version.said), seen=seen)
    save_budget(version.application, {_partner(version).pid: wanted}, by=by, at=at)


def _restore_aid(version: PartVersion, seen: str, by: Actor, at: datetime) -> None:
    partner = locked_partner(_partner(version), at=at)
    if put_aid(partner, version.said, Sending(seen), by=by, at=at)[1]:
        raise NotPossible("aid.changed_meanwhile")


def _partner(version: PartVersion) -> Partner:
    found = version.application.partners.filter(organisation=version.organisation)
    if (partner := found.select_related("organisation").first()) is None:
        raise NotPossible("application.restore.partner_gone")
    return partner


GONE = "gone"  # of a page on which the part did not stand
RESTORE: Mapping[Kind, Callable[[PartVersion, str, Actor, datetime], None]] = {
    Kind.ACTIVITY: _restore_activity,
    Kind.INDICATORS: _restore_indicators,
    Kind.BUDGET: _restore_budget,
    Kind.AID: _restore_aid,
}
