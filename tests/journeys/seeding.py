"""Things already there when a short journey begins: made by the real actions, dated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cordata.accounts import actions as accounts
from cordata.accounts.models import Person
from cordata.api import actions as api
from cordata.api.states import HookEvent
from cordata.applications.actions import follow, note_late_attempt
from cordata.applications.actions.commenting import write_comment
from cordata.assessment import actions as assessment
from cordata.assessment.models import OutcomeLetter, Refusal
from cordata.desk.sampling import draw_sample
from cordata.kernel import clock
from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.matching import actions as matching
from cordata.matching.models import PartnerSearch
from cordata.meetings import actions as acts
from cordata.meetings.models import Meeting
from cordata.programme.models import Call
from cordata.projects import actions as projects
from cordata.rehearsal import moving
from cordata.selection import actions as selection
from cordata.selection.models import Letter
from tests.factories import assessment as examining
from tests.factories import projects as running
from tests.factories import selection as deciding
from tests.factories.accounts import OrganisationFactory
from tests.factories.announcing import announcement
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    another,
    complete_application,
    organisation,
    people,
    started,
)
from tests.factories.matching import make_card
from tests.factories.meetings import (
    brought,
    document,
    invited,
    mailing,
    photo,
    question,
    question_of_call,
    registered,
    signed_sheet,
    with_items,
)
from tests.factories.paper import paper_noted
from tests.factories.programme import TEN_YEARS, correct_words, publish_draft

AFTER_CLOSING = datetime(2025, 4, 24, 8, 0, tzinfo=UTC)


def the_call() -> Call:
    return Call.objects.get(code="microprojets-2")


def staff(email: str) -> Person:
    return Person.objects.get(email=email)


def draft() -> dict[str, str]:
    """A complete draft of Camille and Elena, nothing filed yet."""
    cast = complete_application(the_call(), clock.now(), SEMNOZ, VALFREDDA)
    application = cast.application
    said = {"text": "Les bus sont-ils comptés ?", "key": "the-seeded-comment"}
    write_comment(application, field="need", by=cast.partner_editor, at=clock.now(), **said)
    return {
        "lead": cast.signatory.pid,
        "partner": cast.partner_signatory.pid,
        "application": application.pid,
        "second": cast.partners[1].pid,
        "first": cast.partners[0].pid,
        "activity": application.activities.get().pid,
        "organisation": cast.partners[0].organisation.pid,
    }


def community() -> dict[str, str]:
    """A published search, an introduction asked, a registration with its mailed link."""
    at, call = clock.now(), the_call()
    camille, elena = people(SEMNOZ)[0], people(VALFREDDA)[0]
    search = matching.write_search(
        call=call, organisation=organisation(SEMNOZ), card=make_card(), by=camille, at=at
    )
    matching.publish_search(search.pid, by=camille, at=at)
    asked = matching.ask_introduction(
        search.pid, organisation=organisation(VALFREDDA), message="Anche noi.", by=elena, at=at
    )
    meeting = Meeting.objects.get(code="annecy-2025-02-13")
    registration = registered(meeting, at, email="sylvie@musee.example", country="FR")
    joining = accounts.ask_to_join(organisation(SEMNOZ), by=elena, at=at)
    lost = accounts.vouch_for(
        elena, "elena@nuova.example", by=people(VALFREDDA)[1], at=at, because="Casella persa"
    )
    return {
        "joining": joining.pid,
        "recovery": lost.pid,
        "search": PartnerSearch.objects.get(pk=search.pk).pid,
        "introduction": asked.pid,
        "registration": registration.pid,
        "key": registration.key,
        "meeting": meeting.pid,
    }


def questions() -> dict[str, str]:
    """Questions about Annecy: one late, one given to somebody, one answered for all."""
    at, meeting = clock.now(), Meeting.objects.get(code="annecy-2025-02-13")
    one = question(meeting, at, text="Qui paie les 20 % restants ?")
    registered(meeting, at, language="it", question="Il noleggio di una sala è ammesso?")
    late = question(meeting, at - timedelta(days=12), text="Peut-on commencer avant la décision ?")
    owner = staff("antoine@rencontres.example")
    acts.assign_question(late.pid, owner=owner, stand_in=None, by=owner, at=at)
    acts.publish_answer(
        question(meeting, at, text="La location d’un stand est-elle admise ?").pid,
        titles={"fr": "La location est-elle admise ?", "it": "Il noleggio è ammesso?",
                "en": "May we rent?"},
        texts={"fr": "Oui, au prorata de l’usage.", "it": "Sì, in proporzione all’uso.",
               "en": "Yes, in proportion to its use."},
        form_field="need", by=owner, at=at,
    )  # fmt: skip
    beside = question_of_call(Call.objects.get(code="microprojets-2"), owner, at)
    told = {"question": one.pid, "late": late.pid, "meeting": meeting.pid}
    return told | {"beside": beside.pid}


def corrected() -> dict[str, str]:
    """A frequent question corrected and published with its reason, another still in draft; a
    letter to everybody with a draft; an organisation that is there twice; what came on paper."""
    at, call, by = clock.now(), the_call(), staff("helene@segretariato.example")
    correct_words(call, {"question/invoices/answers": TEN_YEARS}, by=by, at=at)
    change = publish_draft(call, by=by, at=at)
    call.refresh_from_db()
    correct_words(call, {"question/time-to-decision/answers": TEN_YEARS}, by=by, at=at)
    twin = OrganisationFactory(name=organisation(SEMNOZ).name, city=organisation(SEMNOZ).city)
    letter = announcement(call, at, by=by)
    told = {"change": change.pid, "announcement": letter.pid, "twin": twin.pid}
    return told | {"paper": paper_noted(call, at, by=by).pid}


def held() -> dict[str, str]:
    """Annecy is over: thirteen came, of whom eleven have answered the survey; slides for everyone,
    a list for those registered."""
    at, meeting = clock.now(), Meeting.objects.get(code="annecy-2025-02-13")
    came = registered(
        meeting, at, language="it", name="Elena Marchetti", country="IT", nuts3="ITC20",
        follow_up_consent=True,
    )  # fmt: skip
    registered(meeting, at, name="Paul Marin")
    others = [registered(meeting, at, country=side) for side in ("FR", "IT") * 6]
    document(meeting, at, audience="public")
    document(meeting, at, titles={"fr": "La liste des contacts", "it": "L’elenco dei contatti",
                                  "en": "The list of contacts"})  # fmt: skip
    moving.set_clock(meeting.starts_at)
    for one in (came, *others):
        acts.check_in(one.pid, by=SYSTEM, at=meeting.starts_at)
    moving.set_clock(meeting.ends_at + timedelta(hours=20))
    acts.hold_meeting(meeting.pid, at=clock.now())
    signed_sheet(meeting, clock.now(), half="2025-02-13-morning")
    photo(meeting, clock.now())
    silent, *answering = others
    for number, one in enumerate(answering):
        said = {"useful": "5", "clear": str(1 + number % 5), "project": "not_yet"}
        if number % 3 == 0:
            said["missing"] = "Des exemples de budgets déjà approuvés."
        acts.answer_survey(one.pid, said, language="fr", at=clock.now())
    return {
        "meeting": meeting.pid,
        "came": came.pid,
        "came_key": came.key,
        "came_mail": came.email,
        "silent_mail": silent.email,
        "said": answering[0].pid,
        "said_key": answering[0].key,
    }


def guests() -> dict[str, str]:
    """One guest written to, one on a list that is looked at, a mail of the organisers' own."""
    at, meeting = clock.now(), Meeting.objects.get(code="annecy-2025-02-13")
    owner = staff("antoine@rencontres.example")
    guest = invited(meeting, at, language="fr")
    reader = follow(meeting.call, "lettrice@refuge.example", "fr", proven=False, at=at)
    workshop = with_items(meeting, {"code": "water", "places": 2}, max_party=3)
    party = registered(workshop, at, language="fr")
    api.issue_token(meeting.pid, label="Tableau de bord", days=90, by=owner, at=at)
    hook = api.add_hook(
        meeting.pid, url="https://recepteur.example/cordata/presences", events=HookEvent.values,
        by=owner, at=at,
    )  # fmt: skip
    registered(hook.meeting, at, language="fr")
    rows = "Nom;Courriel\nPaolo Rossi;paolo@pro-loco.example\nSans adresse;\n"
    return {
        "party": party.pid,
        "party_key": party.key,
        "hook": hook.pid,
        "guest": guest.pid,
        "guest_key": guest.key,
        "follower": reader.pid,
        "follower_key": reader.key,
        "guest_list": brought(meeting, rows, owner, at).pid,
        "mailing": mailing(meeting, owner, at, "confirmed").pid,
    }


def conditional() -> dict[str, str]:
    """Approved with conditions of which the term runs: the decision, its letter, its lifting."""
    lifting = deciding.conditional(the_call(), clock.now(), SEMNOZ, VALFREDDA)
    decision = lifting.decision
    later = deciding.notified_at(the_call())
    complaint = selection.lodge_complaint(
        decision.application.pid, "La grille a été mal additionnée.", by=people(SEMNOZ)[0], at=later
    )
    officer = staff("helene@segretariato.example")
    selection.admit_complaint(complaint.pid, because="En temps utile.", by=officer, at=later)
    return {
        "complaint": complaint.pid,
        "complained": decision.application.pid,
        "lead": people(SEMNOZ)[0].pid,
        "lifting": lifting.pid,
        "decision": decision.pid,
        "session": decision.session.pid,
        "letter": Letter.objects.filter(decision=decision)[0].pid,
    }


def completing() -> dict[str, str]:
    """A completion asked for, and a filing that came after the closing."""
    at, call = clock.now(), the_call()
    cast = examining.filed(call, at, *examining.fresh_sides())
    asked = assessment.ask_completion(
        examining.review_of(cast).pid, [{"code": "statutes", "text": "Statuts"}],
        due_at=AFTER_CLOSING + timedelta(days=10), by=staff("helene@segretariato.example"),
        at=AFTER_CLOSING,
    )  # fmt: skip
    late = note_late_attempt(
        started(call, at, another(SEMNOZ, 31), another(VALFREDDA, 31)).application,
        by=cast.signatory, key="late", statements=STATED,
        received_at=AFTER_CLOSING, at=AFTER_CLOSING,
    )  # fmt: skip
    exchange = assessment.open_exchange(
        asked.review.pid, "Le théâtre", "Sera-t-il prêt ?", expects=True,
        by=staff("helene@segretariato.example"), at=AFTER_CLOSING,
    )  # fmt: skip
    told = {"exchange": exchange.pid, "completing_review": asked.review.pid}
    told |= {"completion": asked.pid, "completing": cast.signatory.pid, "late": late.pid}
    return told | turned_away()


def turned_away() -> dict[str, str]:
    """One file whose letters wait, one whose letters were sent."""
    at, call = clock.now(), the_call()
    officer, leads = staff("helene@segretariato.example"), []
    for _number in range(2):
        cast = examining.filed(call, at, *examining.fresh_sides())
        examining.turned_away(
            examining.review_of(cast), assessment.refuse_admission, "Pièce absente.",
            by=officer, at=AFTER_CLOSING,
        )  # fmt: skip
        leads.append(cast.signatory.pid)
    waiting, sent = Refusal.objects.order_by("pk")
    examining.told(sent.review, at=AFTER_CLOSING)
    letter = OutcomeLetter.objects.order_by("number")[0]
    return {"refusal": waiting.pid, "outcome_letter": letter.pid, "turned_away": leads[1]}


def examined() -> dict[str, str]:
    """One file before its officer, one given to two assessors of whom one has begun."""
    at, call = clock.now(), the_call()
    officer = staff("helene@segretariato.example")
    mine = examining.review_of(examining.filed(call, at, SEMNOZ, VALFREDDA))
    other = examining.review_of(examining.filed(call, at))
    with clock.held_at(AFTER_CLOSING):
        examining.eligible(other, by=officer, at=AFTER_CLOSING)
        waiting = assessment.assign_assessor(
            other.pid, staff("riccardo@sanna.example"), by=officer, at=AFTER_CLOSING
        )
        begun = examining.given_to(
            other, staff("federica@valutazioni.example"), by=officer, at=AFTER_CLOSING
        )
        assessment.compute_plan(call, by=officer, at=AFTER_CLOSING)  # nobody reads French yet
        calibrated(call, officer, staff("federica@valutazioni.example"))
    return {
        "reader": staff("laurent@expertise.example").pid,
        "filed": mine.application.pid,
        "number": mine.application.number,
        "review": mine.pid,
        "eligible": other.pid,
        "waiting": waiting.pid,
        "begun": begun.pid,
    }


def calibrated(call: Call, officer: Person, assessor: Person) -> None:
    """The common text is open; one assessor has scored it."""
    words = dict.fromkeys(call.definition.languages, "Deux vallées, un sentier, une mémoire.")
    due_at = AFTER_CLOSING + timedelta(days=7)
    common = assessment.write_calibration(
        call, words, words, due_at=due_at, by=officer, at=AFTER_CLOSING
    )
    assessment.open_calibration(common.pid, by=officer, at=AFTER_CLOSING)
    points = {item.code: Decimal(3) for item in call.definition.grid.scored}
    assessment.score_calibration(common.pid, points, by=assessor, at=AFTER_CLOSING)


def decided() -> dict[str, str]:
    """Two files with their sheets, a session prepared."""
    call, at = the_call(), clock.now()
    consolidated = examining.consolidated(call, at, 4)
    examining.consolidated(call, at, 3)
    sample = draw_sample(call, size=1, by=staff("beatrice@audit.example"), at=at)
    told = {"session": deciding.prepared(call).pid, "consolidated": consolidated.pid}
    return told | {"sample": sample.pid}


def managed() -> dict[str, str]:
    """A running project with an advance ordered, and one reported; both of Camille and Elena."""
    call, at = the_call(), clock.now()
    one = running.signed(call, at, SEMNOZ, VALFREDDA)
    running.prove(one, at, 1)
    payment = projects.order_payment(one.pid, "advance", key=public_id(), by=one.orderer, at=at)
    two = running.signed(call, at)
    running.paid(two, "advance", at)
    running.prove(two, at, 1, 2)
    running.reported(two, at)
    fresh, waiting = running.drawn_up(call, at), running.drawn_up(call, at)
    projects.give_bank_details(
        waiting.pid, holder="Semnoz", iban=running.IBAN, by=waiting.cast.signatory, at=at
    )
    done = running.signed(call, at)
    running.reported(done, at)
    running.verified(done, at)
    return {
        "project": one.pid,
        "deliverable": one.deliverables[1].pid,
        "payment": payment.pid,
        "reported": two.pid,
        "fresh": fresh.pid,
        "unconfirmed": waiting.pid,
        "contractor": fresh.cast.signatory.pid,
        "verified": done.pid,
        "operation": one.project.number,
    }


def door_list() -> dict[str, str]:
    """Twenty-four people with a place at Annecy, from both sides; their codes, `door1` first."""
    at = clock.now()
    meeting = Meeting.objects.get(code="annecy-2025-02-13")
    people = [
        registered(
            meeting,
            at,
            name=f"Personne {number:02}",
            organisation=f"Structure {number:02}",
            country="FR" if number % 2 else "IT",
            email=f"door{number}@example.eu",
        )
        for number in range(1, 25)
    ]
    return {f"door{number}": one.pid for number, one in enumerate(people, 1)}


def in_the_room() -> dict[str, str]:
    """Who is in at Annecy, and how many acts the log of the door holds."""
    meeting = Meeting.objects.get(code="annecy-2025-02-13")
    inside = meeting.registrations.filter(state="attended").order_by("name")
    return {
        "inside": ", ".join(inside.values_list("name", flat=True)),
        "acts": str(meeting.door_acts.count()),
        "devices": str(meeting.door_acts.values("device").distinct().count()),
    }
