"""One small world for each package: the things its addresses name, built by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cordata.accounts import actions as accounts
from cordata.accounts.models import Grant, Invitation
from cordata.api import actions as api
from cordata.api.states import HookEvent
from cordata.applications.actions import (
    add_annex,
    give_mandate,
    invite_guest,
    note_late_attempt,
    submit_application,
)
from cordata.applications.actions.commenting import write_comment
from cordata.applications.actions.mandates import SIGNED_FILE
from cordata.applications.models import Application, Guest
from cordata.assessment import actions as assessment
from cordata.assessment.models import Assignment, CompletionFile, OutcomeLetter
from cordata.desk.sampling import draw_sample
from cordata.documents import storing
from cordata.documents.models import Sealed, StoredFile
from cordata.documents.signatures import Signature
from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.matching import actions as matching
from cordata.matching.states import SearchState
from cordata.notify.models import Message
from cordata.notify.models import State as MessageState
from cordata.programme.actions import add_file, propose_closing
from cordata.projects.actions import add_proof, give_bank_details, order_payment
from cordata.rehearsal.models import Move
from cordata.selection import actions as selection
from cordata.selection.models import ComplaintLetter, Letter
from tests.access.world import World, everybody
from tests.conftest import ALCOTRA
from tests.factories import applications as filing
from tests.factories import assessment as examining
from tests.factories import meetings as meeting
from tests.factories import projects as running
from tests.factories import selection as deciding
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PersonFactory
from tests.factories.announcing import announcement
from tests.factories.applications import SEMNOZ, STATED, VALFREDDA, Cast, complete_application
from tests.factories.matching import PartnerSearchFactory
from tests.factories.paper import paper_noted
from tests.factories.programme import TEN_YEARS, correct_words, loaded, meetings_of, publish_draft
from tests.remembering import remembered

FAR, A_YEAR = timedelta(days=900), timedelta(days=365)
CODE, ANNECY = "microprojets-2", "annecy-2025-02-13"
OF_MEETINGS = {"meetings", "api", "desk"}
RECEIVER = "https://crm.example/cordata"
SIGNATURE = Signature("Anna Esempio", "Esempio CA", "", intact=True, whole=True)


@remembered
def built(package: str, at: datetime) -> World:
    """The world of a package; its `at` is when it is asked."""
    programme = loaded(ALCOTRA, at)
    call = programme.calls.get(code=CODE)
    scopes, ends = {"controller": "country:FR"}, {"auditor": at + FAR}
    world = World(call, {}, at)
    if package in OF_MEETINGS:
        meetings = meetings_of(ALCOTRA, programme, at)
        annecy = next(one for one in meetings if one.code == ANNECY)
        scopes["checkin"] = f"meeting:{annecy.pid}"
        world.common["pid"], world.at = annecy.pid, annecy.starts_at - timedelta(minutes=30)
        ends["checkin"] = annecy.ends_at + timedelta(hours=2)
    world.people = everybody(scopes, ends)
    if package in OF_MEETINGS:
        world.common["number"] = Grant.objects.get(scope=scopes["checkin"]).pk
    BUILDERS.get(package, nothing_more)(world, at)
    return world


def nothing_more(world: World, at: datetime) -> None:
    """Packages whose addresses name nothing but a call."""
    world.special["programme:page"] = {"slug": "privacy"}


def of_programme(world: World, at: datetime) -> None:
    """A later closing that waits for its second person."""
    nothing_more(world, at)
    proposal = propose_closing(
        world.call,
        world.call.closes_at + timedelta(days=7),
        reasons=dict.fromkeys(world.call.programme.definition.languages, "Panne."),
        by=world.people["officer"],
        at=at,
    )
    world.common["pid"] = proposal.pid
    officer = world.people["officer"]
    words = {f"document/guide/{part}": TEN_YEARS for part in ("names", "descriptions")}
    correct_words(world.call, words, by=officer, at=at)
    given = [
        add_file(world.call, "guide", language, stored(at), by=officer, at=at)
        for language in ("fr", "it")
    ]
    world.special |= {
        "programme:change": {"pid": publish_draft(world.call, by=officer, at=at).pid},
        "programme:document": {"pid": given[0].pid},
        "programme:words_at": {"kind": "question", "key": "invoices"},
    }
    world.call.refresh_from_db()


def stored(at: datetime, name: str = "piece.pdf") -> StoredFile:
    return storing.store_bytes(
        running.PDF, name=name, media_type="application/pdf", by=SYSTEM, at=at
    )


def of_accounts(world: World, at: datetime) -> None:
    """An organisation none of the roles acts for, with everything that may be open in it."""
    body = OrganisationFactory(name="Ente di nessuno")
    own, lost = (MembershipFactory(organisation=body) for _ in range(2))
    accounts.invite_colleague(body, "x@nessuno.example", "editor", by=own.person, at=at)
    invitation = Invitation.objects.get()
    asked = accounts.ask_to_join(body, by=PersonFactory(), at=at)
    officer = world.people["officer"]
    recovery = accounts.vouch_for(
        lost.person, "new@nessuno.example", by=own.person, at=at, because="."
    )
    grant = Grant.objects.filter(person=officer).get()
    secret = {"pid": invitation.pid, "secret": "wrong-secret"}
    world.common |= {"pid": body.pid, "number": own.pk, "rest": "change/"}
    world.common |= {"uidb36": "1", "key": "x-y", "pk": 999_999}
    world.special |= {
        "accounts:joining": {"pid": asked.pid},
        "accounts:recovery": {"pid": recovery.pid},
        "accounts:revoke_role": {"number": grant.pk},
        "accounts:revoke_invitation": {"pid": invitation.pid},
        "accounts:invitation": secret,
        "accounts:merge": {"pid": body.pid, "gone": OrganisationFactory(name="Ente doppio").pid},
    }


def of_api(world: World, at: datetime) -> None:
    """A key of an organiser, an address that is told, and a notice to it."""
    pid, organiser = world.common["pid"], world.people["organiser"]
    token, _secret = api.issue_token(pid, label="CRM", days=90, by=organiser, at=at)
    hook = api.add_hook(pid, url=RECEIVER, events=HookEvent.values, by=organiser, at=at)
    meeting.registered(hook.meeting, at)
    world.common |= {"token": token.pid, "hook": hook.pid}
    world.common["delivery"] = hook.deliveries.get().pid


def of_matching(world: World, at: datetime) -> None:
    """The lead's search on the board, and what the partner asked of it."""
    search, introduction = introduced(world, at)
    world.common["pid"] = search
    for verb in ("introduction", "accept", "decline"):
        world.special[f"matching:{verb}"] = {"pid": introduction}


def introduced(world: World, at: datetime, *, accepted: bool = False) -> tuple[str, str]:
    owner = world.people["lead_signatory"]
    search = PartnerSearchFactory(
        call=world.call, organisation=filing.organisation(SEMNOZ), author=owner
    )
    asked = matching.ask_introduction(
        search.pid,
        organisation=filing.organisation(VALFREDDA),
        message="Parlons-en.",
        by=world.people["partner_editor"],
        at=at,
    )
    if accepted:
        matching.accept_introduction(asked.pid, by=owner, at=at)
    return search.pid, asked.pid


def of_an_unpublished_search(world: World, at: datetime) -> None:
    search = PartnerSearchFactory(
        call=world.call,
        organisation=filing.organisation(SEMNOZ),
        author=world.people["lead_editor"],
        state=SearchState.DRAFT,
        published_at=None,
    )
    world.common["pid"] = search.pid


GUEST_PAGES = ("", "_come", "_decline", "_colleague", "_link", "_unsubscribe")


def of_meetings(world: World, at: datetime) -> None:
    """Somebody's confirmed registration; only its link opens it."""
    annecy = world.call.programme.meetings.get(pid=world.common["pid"])
    world.special["meetings:edit"] = {"pid": annecy.pid, "section": "texts"}
    world.special["meetings:edit_part"] = {"pid": annecy.pid, "section": "agenda", "number": 1}
    coming = meeting.registered(annecy, at)
    names = (
        *("registration", "change", "cancel_registration", "confirm", "accept", "decline"),
        *("party", "items", "accept_item", "decline_item", "hand_over", "keep_place", "ask"),
        "own_document",
        "own_certificate",
        "erase",
        "survey",
        "own_file",
    )
    for name in names:
        world.special[f"meetings:{name}"] = {"pid": coming.pid, "key": "a-wrong-key"}
    asked = {"pid": meeting.hand_over(coming, at).pid, "key": "a-wrong-key"}
    world.special["meetings:take_over"] = asked
    world.common |= {"registration": coming.pid, "place": coming.pid}
    world.common["question"] = meeting.question(annecy, at).pid
    beside = meeting.question_of_call(annecy.call, world.people["organiser"], at)
    world.special["meetings:call_question"] = {"question": beside.pid}
    guest = meeting.guest(annecy, at)
    for name in GUEST_PAGES:
        world.special[f"meetings:invited{name}"] = {"pid": guest.pid, "key": "a-wrong-key"}
    brought = meeting.brought(
        annecy, "Courriel\na@invites.example\n", world.people["organiser"], at
    )
    mailing = meeting.mailing(annecy, world.people["organiser"], at)
    world.common |= {"guest": guest.pid, "guest_list": brought.pid, "mailing": mailing.pid}
    world.common |= {"guest": guest.pid, "guest_list": brought.pid}
    world.common["document"] = meeting.document(annecy, at).pid
    world.common["record"] = meeting.signed_sheet(annecy, at).pid
    world.by_link = {"key": coming.key}
    world.own_links = {f"meetings:invited{name}": guest.key for name in GUEST_PAGES}


def of_applications(world: World, at: datetime) -> None:
    """A draft and what it came from; a file that the same partners have submitted."""
    of_a_draft(world, at)
    filed = submitted(world, at)
    world.special["applications:start_from"] = {"pid": introduced(world, at, accepted=True)[1]}
    for name in ("receipt", "receipt_zip", "dossier"):
        world.special[f"applications:{name}"] = {"pid": filed.application.pid, "version": 1}
    submit_application(
        filed.application.pid, by=filed.signatory, key="again", statements=STATED,
        received_at=at, at=at,
    )  # fmt: skip
    Sealed.objects.filter(dossier=None).update(dossier=stored(at, "again.pdf"))
    world.special["applications:changes"] = {"pid": filed.application.pid, "version": 2}
    arrived = paper_noted(world.call, at, by=world.people["officer"])
    for act in ("", "_begin", "_scan", "_letter", "_hand_over", "_check", "_aside"):
        world.special[f"applications:paper{act}"] = {"pid": arrived.pid}
    letter = announcement(world.call, at, by=world.people["officer"])
    for name in ("announcement", *(f"announcement_{act}" for act in ("edit", "send", "drop"))):
        world.special[f"applications:{name}"] = {"pid": letter.pid}


def of_a_draft(world: World, at: datetime) -> None:
    """A draft with a file, an activity and a letter signed on paper."""
    with_papers(world, complete(world, at, mandates=False), at)


def of_a_submitted_file(world: World, at: datetime) -> None:
    with_papers(world, submitted(world, at), at)


def complete(world: World, at: datetime, *, mandates: bool = True) -> Cast:
    """A complete draft of the two partners, open to the observer and the adviser."""
    cast = complete_application(world.call, at, SEMNOZ, VALFREDDA, mandates=mandates)
    for kind in Guest.Kind:
        invite_guest(
            cast.application,
            world.people[kind.value].email,
            kind,
            until=at + A_YEAR,
            by=cast.signatory,
            at=at,
        )
    return cast


def submitted(world: World, at: datetime) -> Cast:
    """Filed, its dossier laid out."""
    cast = complete(world, at)
    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key=public_id(),
        statements=STATED,
        received_at=at,
        at=at,
    )
    Sealed.objects.update(dossier=stored(at, "dossier.pdf"))
    cast.reload()
    return cast


def with_papers(world: World, cast: Cast, at: datetime) -> None:
    """Fill in what the addresses of the sections name."""
    partner = next(one for one in cast.partners if not one.is_lead)
    annex = annexed(cast.application, at, cast)
    world.common |= {
        "pid": cast.application.pid,
        "partner": partner.pid,
        "activity": cast.application.activities.get().pid,
        "guest": cast.application.guests.order_by("pk")[0].pid,
        "field": "need",
        "annex": annex,
        "number": 0,
        "given": public_id(),
        "key": "a-wrong-key",
    }
    for name in ("sheet_versions", "sheet_comments"):
        world.special[f"applications:{name}"] = {
            "pid": cast.application.pid,
            "field": "contribution",
            "organisation": partner.organisation.pid,
        }
    for name in ("part_versions", "save_part"):
        world.special[f"applications:{name}"] = {
            "pid": cast.application.pid,
            "kind": "activity",
            "place": cast.application.activities.get().pid,
        }
    world.special["applications:help_letter"] = {
        "pid": cast.application.pid,
        "organisation": partner.organisation.pid,
        "language": "it",
    }
    world.special["applications:part_versions pid kind"] = {"kind": "indicators"}
    world.common["comment"] = commented(cast, at)
    if cast.application.submitted_at is None:
        letter = give_mandate(
            partner,
            by=cast.partner_signatory,
            at=at,
            kind=SIGNED_FILE,
            file=stored(at),
            signatures=[SIGNATURE],
        )
        world.common["number"] = letter.pk


def commented(cast: Cast, at: datetime) -> str:
    said = {"text": "Qui s’en occupe ?", "key": public_id()}
    return write_comment(cast.application, field="need", by=cast.editor, at=at, **said).pid


def annexed(application: Application, at: datetime, cast: Cast) -> str:
    slot = next(one for one in application.definition.ruleset.annexes if not one.per_partner)
    return add_annex(application, slot.code, stored(at), by=cast.editor, at=at).pid


def of_assessment(world: World, at: datetime) -> None:
    """A file after its completion, accepted by an assessor, refused by another."""
    cast = complete(world, at)
    annex = annexed(cast.application, at, cast)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    cast.reload()
    review, later = examining.review_of(cast), examining.after_closing(world.call)
    officer, file = world.people["officer"], stored(at)
    items, due_at = [{"code": "statutes", "text": "Statuts"}], later + timedelta(days=10)
    asked = assessment.ask_completion(review.pid, items, due_at=due_at, by=officer, at=later)
    assessment.answer_completion(asked.pid, "Les voici.", [file], by=cast.editor, at=later)
    examining.eligible(review, by=officer, at=later)
    given = examining.given_to(review, world.people["assessor"], by=officer, at=later)
    assessment.declare_conflict(
        conflicted(review.pid, world, later).pid,
        reason="Un parent y travaille.",
        by=world.people["assessor_conflicted"],
        at=later,
    )
    late = note_late_attempt(
        filing.started(
            world.call, at, filing.another(SEMNOZ, 31), filing.another(VALFREDDA, 31)
        ).application,
        by=cast.signatory, key="late", statements=STATED, received_at=later, at=later,
    )  # fmt: skip
    words = dict.fromkeys(world.call.definition.languages, "Un texte commun.")
    common = assessment.write_calibration(
        world.call, words, words, due_at=due_at, by=officer, at=later
    )
    assessment.open_calibration(common.pid, by=officer, at=later)
    exchange = assessment.open_exchange(
        review.pid, "Un lieu", "Lequel ?", file, expects=True, by=officer, at=later
    )
    world.special["assessment:exchange"] = {"pid": exchange.pid}
    world.special["assessment:settle_exchange"] = {"pid": exchange.pid}
    world.special["assessment:exchange_file"] = {"pid": exchange.messages.get().pid}
    letter = turned_away(world, at, later)
    for name in ("letter", "letter_file"):
        world.special[f"assessment:{name}"] = {"pid": letter.pid}
    world.special["assessment:outcome"] = {"pid": letter.refusal.pid}
    world.at = later
    world.special["assessment:take_away"] = {"table": "files", "ending": "csv"}
    world.special["assessment:late_text"] = {"pid": late.pid}
    world.special["assessment:late_evidence"] = {"pid": late.pid}
    world.common |= {"pid": review.pid, "annex": annex, "number": "7", "criterion": "Q1"}
    for name in ("assignment", "accept", "conflict", "sheet", "save", "send", "release", "reopen"):
        world.special[f"assessment:{name}"] = {"pid": given.pid}
    world.special["assessment:hand_back"] = {"pid": given.pid}
    for name in ("assessor", "end_assessor"):
        world.special[f"assessment:{name}"] = {"pid": world.people["assessor"].pid}
    world.special["assessment:completion"] = {"pid": asked.pid}
    world.special["assessment:completion_file"] = {"pid": CompletionFile.objects.get().pid}


def turned_away(world: World, at: datetime, later: datetime) -> OutcomeLetter:
    """The letter to the lead of another file of the same partners, which was not admissible."""
    review = examining.review_of(examining.filed(world.call, at, SEMNOZ, VALFREDDA))
    officer = world.people["officer"]
    examining.turned_away(
        review, assessment.refuse_admission, "Pièce absente.", by=officer, at=later
    )
    examining.told(review, at=later)
    letter = OutcomeLetter.objects.order_by("number")[0]
    OutcomeLetter.objects.filter(pk=letter.pk).update(file=stored(at))
    return letter


def conflicted(pid: str, world: World, at: datetime) -> Assignment:
    """Assigned to the person who is about to say that they may not read it."""
    person = world.people["assessor_conflicted"]
    return assessment.assign_assessor(pid, person, by=world.people["officer"], at=at)


def of_selection(world: World, at: datetime) -> None:
    """A session that granted the file of the two partners, with conditions, and wrote to both."""
    lifting = deciding.conditional(world.call, at, SEMNOZ, VALFREDDA)
    session, later = lifting.decision.session, deciding.notified_at(world.call)
    answer = selection.answer_conditions(
        lifting.pid, "La voici.", stored(at), by=world.people["lead_editor"], at=later
    )
    letter = Letter.objects.get(organisation=filing.organisation(SEMNOZ))
    if letter.file is None:
        Letter.objects.filter(pk=letter.pk).update(file=stored(at))
    answered = complained(world, letter.decision.application, later, at)
    for name in ("", "_paper", "_admit", "_hearing", "_outcome", "_return", "_settle"):
        world.special[f"selection:complaint{name}"] = {"pid": answered.complaint.pid}
    for name in ("complaint_letter", "complaint_letter_file"):
        world.special[f"selection:{name}"] = {"pid": answered.pid}
    world.special["selection:complain"] = {"pid": answered.application.pid}
    entry = answered.complaint.entries.get()
    world.special["selection:complaint_file"] = {"pid": entry.pid}
    world.at = deciding.sitting_at(world.call) + timedelta(days=8)
    tie = session.ties.create(how="lot", seed="00", by=world.people["chair"], at=later)
    world.common |= {"pid": session.pid, "decision": letter.decision.pid, "tie": tie.pid}
    for name in ("letter", "letter_file"):
        world.special[f"selection:{name}"] = {"pid": letter.pid}
    for name in ("", "_answer", "_state", "_extend", "_send_back", "_confirm"):
        world.special[f"selection:conditions{name}"] = {"pid": lifting.pid}
    world.special["selection:conditions_file"] = {"pid": answer.pid}


def complained(
    world: World, application: Application, later: datetime, at: datetime
) -> ComplaintLetter:
    """The lead's letter about a complaint that was found inadmissible."""
    found = selection.lodge_complaint(
        application.pid, "Non.", stored(at), by=world.people["lead_editor"], at=later
    )
    words = dict.fromkeys(world.call.definition.languages, "Aucune erreur n’est nommée.")
    officer, authority = world.people["officer"], world.people["authority"]
    selection.state_complaint(found.pid, "inadmissible", words, by=officer, at=later)
    selection.settle_complaint(found.pid, by=authority, at=later)
    letter = ComplaintLetter.objects.order_by("number")[0]
    ComplaintLetter.objects.filter(pk=letter.pk).update(file=stored(at))
    return letter


def of_projects(world: World, at: datetime) -> None:
    """A running project with a proof and a payment; others at the steps it has left or awaits."""
    sides, people = (SEMNOZ, VALFREDDA), world.people
    runs = running.signed(world.call, at, *sides)
    due = runs.deliverables[0].pid
    proof = add_proof(due, file=stored(at), by=runs.cast.editor, at=at)
    payment = order_payment(runs.pid, "advance", key="k", by=people["orderer"], at=at)
    contracting = running.drawn_up(world.call, at, *sides)
    give_bank_details(
        contracting.pid, holder="Semnoz", iban=running.IBAN, by=contracting.cast.signatory, at=at
    )
    reported = running.signed(world.call, at, *sides)
    running.reported(reported, at)
    verified = running.signed(world.call, at, *sides)
    running.reported(verified, at)
    running.verified(verified, at)
    world.common["pid"] = runs.pid
    addresses = {
        "sign": contracting.pid,
        "give_bank": contracting.pid,
        "confirm_bank": contracting.pid,
        "verify": reported.pid,
        "close": verified.pid,
        "proof": proof.pid,
        "prove": due,
        "decide": due,
        "confirm_payment": payment.pid,
        "record_paid": payment.pid,
    }
    world.special |= {f"projects:{name}": {"pid": pid} for name, pid in addresses.items()}


def of_transparency(world: World, at: datetime) -> None:
    """One operation under way."""
    runs = running.signed(world.call, at, SEMNOZ, VALFREDDA)
    world.special["transparency:detail"] = {"code": runs.project.number}


def of_desk(world: World, at: datetime) -> None:
    """What followed the meeting of the world, and a message given up."""
    for name in ("path", "follow_up", "follow_up_xlsx"):
        world.special[f"desk:{name}"] = {"pid": world.common["pid"]}
    of_a_failed_message(world, at)


def of_a_failed_message(world: World, at: datetime) -> None:
    """A message given up after its last try."""
    message = Message.objects.create(
        notice="accounts.welcome",
        to="nobody@roles.example",
        language="fr",
        subject="Bienvenue",
        text="Bienvenue.",
        state=MessageState.FAILED,
        created_at=at,
        send_after=at,
    )
    world.common["pid"] = message.pid


def of_rehearsal(world: World, at: datetime) -> None:
    of_a_failed_message(world, at)
    world.special["rehearsal:mail"] = {"pid": world.common["pid"]}
    move = Move.objects.create(
        from_at=at, to_at=at + FAR, reached_at=at, asked_by="system", finished=True
    )
    world.special["rehearsal:progress"] = {"pid": move.pid}
    world.special["rehearsal:sign_in"] = {"pid": world.people["officer"].pid}


def of_an_audit(world: World, at: datetime) -> None:
    """A file under examination, and a sample that it is in."""
    of_assessment(world, at)
    auditor = world.people["auditor"]
    file = Application.objects.exclude(number="").order_by("pk")[0]
    drawn = draw_sample(world.call, size=1, seed="semence", by=auditor, at=world.at)
    world.special = {
        "desk:sample": {"pid": drawn.pid},
        "desk:audit_file": {"pid": file.pid},
    }


BUILDERS: dict[str, Callable[[World, datetime], None]] = {
    "accounts": of_accounts,
    "api": of_api,
    "matching": of_matching,
    "matching_draft": of_an_unpublished_search,
    "meetings": of_meetings,
    "applications": of_applications,
    "applications_sections": of_a_draft,
    "applications_filed": of_a_submitted_file,
    "assessment": of_assessment,
    "selection": of_selection,
    "projects": of_projects,
    "transparency": of_transparency,
    "programme": of_programme,
    "desk": of_desk,
    "desk_audit": of_an_audit,
    "rehearsal": of_rehearsal,
}
