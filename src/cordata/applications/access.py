"""Who may do what to an application. Views, templates, files and fragments ask here (ACC-04).

Each question takes the person, the thing and, for tests and actions, the instant `at`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from datetime import datetime
from typing import Any

from cordata.accounts.access import edit_organisation
from cordata.accounts.models import Membership, Role
from cordata.accounts.queries import has_any_scope
from cordata.applications.helped import is_to_read
from cordata.applications.keeping import end_of
from cordata.applications.models import Application, Guest, Help, PaperFiling, Partner
from cordata.applications.queries import Standing, is_officer, standing
from cordata.applications.states import PaperState, State
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.packs.form import FieldDefinition
from cordata.programme.models import Call

EDITABLE = frozenset({State.DRAFT, State.SUBMITTED})
SIGNATORY = Membership.Kind.SIGNATORY
LEAD_EDITOR, PARTNER_EDITOR = "lead_editor", "partner_editor"  # as a form names its writers


def read(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """The draft and all its parts: the partners, and whom they invited."""
    own = _standing(person, application, at)
    invited = own.guest and application.state != State.DELETED
    return ALLOWED if own.is_partner or invited else refused("application.read.not_partner")


def follow(call: Call, at: datetime) -> Verdict:
    """The news of a call by mail: anybody, until the closing."""
    return ALLOWED if at <= call.closes_at else refused("call.follow.closed")


def read_submitted(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """The sealed versions: the partners, their guests, and staff once it was submitted."""
    if application.submitted_at is None:
        return refused("application.read.not_submitted")
    own = _standing(person, application, at)
    allowed = own.is_partner or own.guest or own.staff
    return ALLOWED if allowed else refused("application.read.not_partner")


def edit(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """The project itself and the list of partners: the lead's people, until the closing."""
    return all_of(_lead(person, application, at), _still_open(person, application, at))


def themselves(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """What binds, or lets anybody in or out, is never done by an officer who helps."""
    helps = _standing(person, application, at).helps
    return refused("application.help.not_by_helper") if helps is not None else ALLOWED


def edit_themselves(
    person: Any, application: Application, *, at: datetime | None = None
) -> Verdict:
    """As `edit`, for the lead's own people."""
    return all_of(themselves(person, application, at=at), edit(person, application, at=at))


ask_mandate = edit_themselves


def themselves_or_on_paper(
    person: Any, application: Application, *, at: datetime | None = None
) -> Verdict:
    """What only the applicants say: themselves, or on a paper they signed."""
    helps = _standing(person, application, at).helps
    if helps is not None and helps.is_paper:
        return ALLOWED
    return themselves(person, application, at=at)


def manage_partners(
    person: Any, application: Application, *, at: datetime | None = None
) -> Verdict:
    """As `edit`: the lead's own people, or who types a signed paper in."""
    by_right = themselves_or_on_paper(person, application, at=at)
    return all_of(by_right, edit(person, application, at=at))


def edit_body(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """What a body says of itself: its members; of a partner named on paper, who types it in."""
    if _on_paper(person, partner.application, at):
        return _still_open(person, partner.application, at)
    return edit_organisation(person, partner.organisation)


def open_unchecked(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """A file that still waits for its scan: the partners, whose own it is (FIL-07)."""
    own = _standing(person, application, at)
    return ALLOWED if own.is_partner else refused("file.pending")


def see_guests(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Who was invited to look: the partners know, the guests do not."""
    own = _standing(person, application, at)
    return ALLOWED if own.is_partner else refused("application.read.not_partner")


see_reason = see_guests  # why a mandate was refused or revoked

invite_guest = edit_themselves


def end_guest(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Ending a guest's reading: the lead's people, at any time."""
    return all_of(themselves(person, application, at=at), _lead(person, application, at))


def edit_partner(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """A partner's part: its own people, and the lead's (ACC-07)."""
    own = _standing(person, partner.application, at)
    if not (own.is_lead or partner.organisation_id in own.kinds):
        return refused("application.edit_partner.other_part")
    return _still_open(person, partner.application, at)


def invite_member(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """Letting somebody act for a partner: who writes its part, not who helps."""
    application = partner.application
    return all_of(themselves(person, application, at=at), edit_partner(person, partner, at=at))


def take_over_money(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """A partner's figures of a former application: its own people, nobody for it."""
    return all_of(see_aid(person, partner, at=at), _still_open(person, partner.application, at))


def declare(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """A partner's aid and declarations: its own people only."""
    return take_over_money(person, partner, at=at)


def see_aid(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """A partner's aid: its own people, also once nothing may be written any more."""
    own = _standing(person, partner.application, at)
    if own.helps is not None:
        return themselves_or_on_paper(person, partner.application, at=at)
    if partner.organisation_id not in own.kinds:
        return refused("application.declare.other_organisation")
    return ALLOWED


def sign_mandate(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """A partner's mandate: a signatory of that organisation, nobody else."""
    own = _standing(person, partner.application, at)
    if own.helps is not None:
        return themselves(person, partner.application, at=at)
    if own.kinds.get(partner.organisation_id) != SIGNATORY:
        return refused("application.sign.not_signatory")
    return _still_open(person, partner.application, at)


offer_lead = edit_themselves


def is_asked_to_lead(partner: Partner) -> bool:
    """Whether the lead is offered to it and somebody may still answer."""
    return partner.lead_offered_at is not None and partner.application.state in EDITABLE


def answer_lead(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """Taking the lead or not: who signs for the partner it is offered to."""
    if partner.lead_offered_at is None:
        return refused("lead.not_offered")
    return sign_mandate(person, partner, at=at)


def end_mandate(person: Any, partner: Partner, *, at: datetime | None = None) -> Verdict:
    """Refusing or revoking a partner's mandate: whoever may give it, until the closing. The lead
    has none: it does not file, or withdraws."""
    if partner.is_lead:
        return refused("application.sign.lead_withdraws")
    return sign_mandate(person, partner, at=at)


def write(
    person: Any,
    application: Application,
    field: FieldDefinition,
    partner: Partner | None = None,
    *,
    at: datetime | None = None,
) -> Verdict:
    """One question of the form: its writers, as the form names them.

    `lead_editor` are the lead's people, `partner_editor` the people of any partner; on a partner's
    sheet, of that one.
    """
    own = _standing(person, application, at)
    here = own.is_partner if partner is None else partner.organisation_id in own.kinds
    as_lead = own.is_lead and LEAD_EDITOR in field.writers
    as_partner = here and PARTNER_EDITOR in field.writers
    if not (as_lead or as_partner):
        return refused(_whose(field, partner))
    return _still_open(person, application, at)


def _whose(field: FieldDefinition, partner: Partner | None) -> str:
    if PARTNER_EDITOR not in field.writers:
        return "application.write.lead_only"
    if partner is not None and LEAD_EDITOR not in field.writers:
        return "application.write.partner_only"
    return "application.edit_partner.other_part" if partner else "application.read.not_partner"


def write_all(
    person: Any,
    application: Application,
    keys: Set[str],
    partner: Partner | None = None,
    *,
    at: datetime | None = None,
) -> Verdict:
    """What is saved whole (an activity, the indicators, a budget): who may write each question
    of it. Where the form asks none of them, as the rest of the draft."""
    form = application.definition.form
    asked = [one for one in form.fields() if one.key in keys]
    if not asked:
        return edit_partner(person, partner, at=at) if partner else edit(person, application, at=at)
    return _of_part(all_of(*(write(person, application, one, partner, at=at) for one in asked)))


def write_any(
    person: Any,
    application: Application,
    asked: Iterable[FieldDefinition],
    partner: Partner | None = None,
    *,
    at: datetime | None = None,
) -> Verdict:
    """A page of several questions: who may write one of them; else why not the first."""
    verdicts = [write(person, application, one, partner, at=at) for one in asked]
    return next((one for one in verdicts if one), _of_part(verdicts[0]) if verdicts else ALLOWED)


def _of_part(verdict: Verdict) -> Verdict:
    """The refusal of one question, said of all that is written together with it."""
    lead_only = verdict.code == "application.write.lead_only"
    return refused("application.edit.not_lead") if lead_only else verdict


def agree(
    person: Any,
    application: Application,
    partner: Partner | None = None,
    *,
    at: datetime | None = None,
) -> Verdict:
    """Saying that all versions of a text say the same: any partner, whatever language it reads."""
    own = _standing(person, application, at)
    if not own.is_partner:
        return refused("application.read.not_partner")
    if own.helps is not None and not own.helps.is_paper:
        return themselves(person, application, at=at)
    if partner is not None:
        return edit_partner(person, partner, at=at)
    return _still_open(person, application, at)


def see_questions(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """What was asked of the secretariat from the draft, and the answers: as its comments."""
    within = see_comments(person, application, at=at)
    return within or refused("application.questions.not_yours")


def see_comments(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """What is remarked within the draft: the partners and their advisers, nobody else, not even
    through their eyes."""
    own = _standing(person, application, at)
    within = own.is_partner or own.guest == Guest.Kind.ADVISER
    allowed = within and person.seen_by is None and own.helps is None
    return ALLOWED if allowed else refused("application.comments.not_yours")


def comment(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Remarking, answering, resolving: who sees the comments, while the draft may change."""
    return all_of(see_comments(person, application, at=at), _still_open(person, application, at))


def ask(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """A question from beside a field: who reads them, while the draft may change."""
    return all_of(see_questions(person, application, at=at), _still_open(person, application, at))


def submit(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Filing binds the lead: one of its signatories, from the opening to the closing."""
    own = _standing(person, application, at)
    if own.helps is not None:
        return themselves(person, application, at=at)
    if not own.is_lead:
        return refused("application.submit.not_lead")
    if own.kinds.get(own.lead_id) != SIGNATORY:
        return refused("application.submit.not_signatory")
    if application.state == State.WITHDRAWN:
        return refused("application.withdrawn")
    if application.state == State.DELETED:
        return refused("application.closed_state", state=application.state)
    if application.paper_at is not None:
        return refused("application.paper.being_entered")
    if is_to_read(application):
        return refused("application.help.to_read")
    return _in_time(application, at)


def delete(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Deleting what was never received: the lead's people, before the closing and after it. What
    came too late is kept apart as evidence (TIM-08)."""
    if application.was_filed:
        return refused("application.delete.filed")
    if application.late_attempts.exists():
        return refused("application.delete.came_late")
    if application.state == State.DELETED:
        return refused("application.delete.already")
    if application.paper_at is not None:
        return refused("application.paper.being_entered")
    return all_of(themselves(person, application, at=at), _lead(person, application, at))


def restore(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Bringing a deleted draft back: the lead's people, until it is erased."""
    if application.state != State.DELETED:
        return refused("application.restore.not_deleted")
    if (at or clock.now()) >= end_of(application):
        return refused("application.restore.too_late")
    return all_of(themselves(person, application, at=at), _lead(person, application, at))


def withdraw(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Taking back what was submitted: a signatory of the lead. A draft is deleted."""
    own = _standing(person, application, at)
    if own.helps is not None:
        return themselves(person, application, at=at)
    if not own.is_lead:
        return refused("application.withdraw.not_lead")
    if application.state != State.SUBMITTED:
        code = "not_now" if application.was_filed else "not_filed"
        return refused(f"application.withdraw.{code}")
    if own.kinds.get(own.lead_id) != SIGNATORY:
        return refused("application.withdraw.not_signatory")
    return _still_undecided(application)


def see_help(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Who helped, and what they wrote: the partners' people, and who helps."""
    own = _standing(person, application, at)
    return ALLOWED if own.is_partner else refused("application.read.not_partner")


def consent_to_help(
    person: Any, application: Application, *, at: datetime | None = None
) -> Verdict:
    """Consenting to help, in one's own organisation's name: whoever writes there."""
    return all_of(
        see_help(person, application, at=at),
        themselves(person, application, at=at),
        _still_open(person, application, at),
    )


def read_help(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Saying that one has read what was written with help: the partners, not who helps."""
    return all_of(see_help(person, application, at=at), themselves(person, application, at=at))


def helps_people(person: Any, at: datetime) -> Verdict:
    """The page of help: case officers of any call."""
    allowed = has_any_scope(person, Role.OFFICER, at=at)
    return ALLOWED if allowed else refused("application.help.not_officer")


def give_help(person: Any, application: Application, *, at: datetime | None = None) -> Verdict:
    """Offering help, taking it up, noting a consent: a case officer who stands on no side."""
    if not is_officer(person, application.call, at or clock.now()):
        return refused("application.help.not_officer")
    own = _standing(person, application, at)
    if own.is_partner and own.helps is None:
        return refused("application.help.own_draft")
    return _still_open(person, application, at)


def end_help(person: Any, help_given: Help, *, at: datetime | None = None) -> Verdict:
    """Ending help at any moment: who is helped, the lead's people, and who helps or offered."""
    if help_given.is_paper:
        return refused("application.help.not_yours")  # ends with its paper
    if help_given.helper_id == getattr(person, "pk", None):
        return ALLOWED
    own = _standing(person, help_given.application, at)
    if own.helps is None and (own.is_lead or help_given.organisation_id in own.kinds):
        return ALLOWED
    return refused("application.help.not_yours")


def enter_papers(person: Any, call: Call, at: datetime) -> Verdict:
    """What comes on paper: the case officers of the call note it and set it aside."""
    allowed = is_officer(person, call, at)
    return ALLOWED if allowed else refused("application.paper.not_officer")


def enter_paper(person: Any, paper: PaperFiling, *, at: datetime) -> Verdict:
    """Typing one in: what arrived before the closing, also after it; what came late waits for a
    published closing that covers it (TIM-08)."""
    if paper.is_late:
        closes_at = paper.call.closes_at
        return refused("application.paper.late", closes_at=closes_at, at=paper.arrived_at)
    return enter_papers(person, paper.call, at)


def hand_over_paper(person: Any, paper: PaperFiling, *, at: datetime) -> Verdict:
    """Calling the entry whole: who typed it in."""
    if paper.entered_by_id != getattr(person, "pk", None):
        return refused("application.paper.not_yours")
    if paper.state != PaperState.ENTERED:
        return refused("application.paper.settled_already")
    return enter_papers(person, paper.call, at)


def confirm_paper(person: Any, paper: PaperFiling, *, at: datetime) -> Verdict:
    """Reading the entry against the scan, to confirm it or send it back: a second officer."""
    if paper.state != PaperState.TO_CONFIRM:
        return refused("application.paper.settled_already")
    if getattr(person, "pk", None) in {paper.noted_by_id, paper.entered_by_id}:
        return refused("application.paper.same_person")
    return enter_papers(person, paper.call, at)


Bar = Callable[[Application], Verdict]
_bars: list[Bar] = []


def add_bar(bar: Bar) -> None:
    """Have a later step say that it has decided on a file, which then can't be taken back any
    more; called when the application starts."""
    if bar not in _bars:
        _bars.append(bar)


def _still_undecided(application: Application) -> Verdict:
    """Any time before the decision (SUB-10)."""
    return next((verdict for bar in _bars if not (verdict := bar(application))), ALLOWED)


def _standing(person: Any, application: Application, at: datetime | None) -> Standing:
    return standing(person, application, at or clock.now())


def _lead(person: Any, application: Application, at: datetime | None) -> Verdict:
    own = _standing(person, application, at)
    return ALLOWED if own.is_lead else refused("application.edit.not_lead")


def _still_open(person: Any, application: Application, at: datetime | None) -> Verdict:
    if application.state not in EDITABLE:
        return refused("application.closed_state", state=application.state)
    if application.paper_at is not None:
        return _on_paper(person, application, at)
    return _in_time(application, at)


def _on_paper(person: Any, application: Application, at: datetime | None) -> Verdict:
    """While a paper is typed in, who types it in writes, and nobody else; its closing was that of
    its arrival."""
    helps = _standing(person, application, at).helps
    typed = helps is not None and helps.is_paper
    return ALLOWED if typed else refused("application.paper.being_entered")


def _in_time(application: Application, at: datetime | None) -> Verdict:
    """Opening and closing are instants, both inclusive (TIM-01)."""
    call, at = application.call, at or clock.now()
    if at < call.opens_at:
        return refused("application.too_early", opens_at=call.opens_at)
    if at > call.closes_at:
        return refused("application.too_late", closes_at=call.closes_at, at=at)
    return ALLOWED
