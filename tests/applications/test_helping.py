"""A case officer writes in a draft for somebody who cannot: consented to, bounded, to be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Grant, Person
from cordata.applications import access, helped
from cordata.applications.actions import (
    AnswerDraft,
    delete_draft,
    invite_guest,
    save_answers,
    submit_application,
)
from cordata.applications.actions.budget import budget_seal
from cordata.applications.actions.declarations import AidDraft, save_aid
from cordata.applications.actions.deleting import erase_draft
from cordata.applications.actions.helping import (
    CONTRADICTED,
    Consent,
    Recorded,
    consent_to_help,
    end_help,
    note_help_read,
    offer_help,
    record_help,
    take_help,
)
from cordata.applications.history import entries_of
from cordata.applications.models import Application, Help, Partner, PartVersion
from cordata.applications.notices_helping import SALT, key_of
from cordata.applications.queries import drafts_to_help, forget_standings, helps_asked
from cordata.assessment import access as examining
from cordata.assessment.conflicts import conflicts_of
from cordata.assessment.models import Review
from cordata.documents import storing
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import STATED, Cast, complete_application, started

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
Make = Callable[..., Person]


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    return started(call, at)


@pytest.fixture
def officer(person: Make) -> Person:
    return person("helene", roles=("officer",), language="fr")


def agreed(at: datetime, days: int = 5) -> Consent:
    return Consent("Saisir le budget.", at + days * DAY, helped.wording(14, "fr"))


def begun(cast: Cast, officer: Person, at: datetime, days: int = 5) -> Help:
    """Asked by the lead's signatory, taken up by the officer."""
    lead = cast.partners[0].organisation
    asked = consent_to_help(cast.application, lead, agreed(at, days), by=cast.signatory, at=at)
    return take_help(asked.pid, by=officer, at=at)


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(again(person))
    return client


def page(cast: Cast, name: str, **more: str) -> str:
    with override("fr"):
        return reverse(f"applications:{name}", kwargs={"pid": cast.application.pid, **more})


def may(verb: str, person: Person, thing: Any, at: datetime) -> bool:
    return bool(getattr(access, verb)(again(person), thing, at=at))


# Consent


def test_nobody_of_the_secretariat_reads_a_draft_before_the_consent_and_one_officer_after(
    cast: Cast, officer: Person, person: Make, at: datetime
) -> None:
    """ACC-09: asked for by the applicant's own act, taken up by one officer, whom it names."""
    other = person("paul", roles=("officer",))
    lead = cast.partners[0].organisation
    asked = consent_to_help(cast.application, lead, agreed(at), by=cast.signatory, at=at)
    assert helps_asked(other, at) == [asked]
    assert not may("read", officer, cast.application, at)

    take_help(asked.pid, by=officer, at=at)
    assert may("read", officer, cast.application, at)
    assert not may("read", other, cast.application, at)
    assert cast.application in Application.objects.visible_to(again(officer), at)
    assert cast.application not in Application.objects.visible_to(again(other), at)
    with pytest.raises(NotPossible, match="taken_already"):
        take_help(asked.pid, by=other, at=at)
    told = Message.objects.filter(notice="applications.help_begun")
    assert {one.to for one in told} == {cast.signatory.email, cast.editor.email}


def test_an_offer_opens_nothing_until_the_applicant_agrees(
    cast: Cast, officer: Person, at: datetime
) -> None:
    lead = cast.partners[0].organisation
    offer_help(cast.application, lead, "Le budget.", by=officer, at=at)
    assert not may("read", officer, cast.application, at)

    one = consent_to_help(cast.application, lead, agreed(at), by=cast.editor, at=at)
    assert (one.helper, one.begun_at, one.consented_by) == (officer, at, cast.editor)
    assert may("read", officer, cast.application, at)


def test_a_consent_by_telephone_is_mailed_at_once_and_one_click_contradicts_it(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """Without a sign-in; a link followed by a machine changes nothing (GET)."""
    noted = Recorded(cast.signatory, Help.Way.TELEPHONE, at - 2 * DAY)
    lead = cast.partners[0].organisation
    one = record_help(cast.application, lead, agreed(at), noted, by=officer, at=at)
    message = Message.objects.get(notice="applications.help_begun", to=cast.signatory.email)
    with override(cast.signatory.language):
        link = reverse("applications:help_contradict", args=[key_of(one, cast.signatory)])
    assert link in message.text
    assert agreed(at).wording["text"][:60] in message.text

    with held_at(at + SECOND):
        assert Client().get(link).status_code == 200
        assert may("read", officer, cast.application, at + SECOND)
        assert Client().post(link).status_code == 302
    one.refresh_from_db()
    assert (one.ended_how, one.ended_by) == (CONTRADICTED, cast.signatory)
    assert not may("read", officer, cast.application, at + 2 * SECOND)
    forged = Signer(salt=SALT + "x", sep=".").sign(f"{one.pid}-{cast.signatory.pid}")
    with override("fr"):
        assert (
            Client().get(reverse("applications:help_contradict", args=[forged])).status_code == 404
        )


@pytest.mark.parametrize(("more", "refused"), [(0 * SECOND, False), (SECOND, True)])
def test_help_lasts_the_days_of_the_pack_and_no_second_more(
    cast: Cast, officer: Person, at: datetime, more: timedelta, refused: bool
) -> None:
    until = at + 15 * DAY + more  # 14 days, the last one whole
    consent = Consent("", until, helped.wording(14, "fr"))
    lead = cast.partners[0].organisation
    if refused:
        with pytest.raises(NotPossible, match="until_far"):
            consent_to_help(cast.application, lead, consent, by=cast.signatory, at=at)
    else:
        consent_to_help(cast.application, lead, consent, by=cast.signatory, at=at)


def test_consents_that_cannot_be(cast: Cast, officer: Person, person: Make, at: datetime) -> None:
    """Nobody consents for a body they do not act for, for the past, or for an hour to come."""
    lead, stranger = cast.partners[0].organisation, person("etranger")
    with pytest.raises(NotPossible, match="not_partner"):
        consent_to_help(cast.application, lead, agreed(at), by=stranger, at=at)
    with pytest.raises(NotPossible, match="not_member"):
        consent_to_help(cast.application, lead, agreed(at), by=cast.partner_editor, at=at)
    with pytest.raises(NotPossible, match="until_passed"):
        consent_to_help(cast.application, lead, agreed(at, 0), by=cast.signatory, at=at)
    later = Recorded(cast.signatory, Help.Way.LETTER, at + SECOND)
    with pytest.raises(NotPossible, match="given_later"):
        record_help(cast.application, lead, agreed(at), later, by=officer, at=at)
    for somebody in (stranger, cast.editor):
        with pytest.raises(NotPossible, match="not_officer"):
            offer_help(cast.application, lead, "", by=somebody, at=at)


def test_the_words_agreed_to_are_kept_and_changed_words_are_another_version() -> None:
    """Whoever changes the consent in any language gives it the next number, and this digest."""
    assert (helped.WORDING, helped.fingerprint(("fr", "it", "en"))[:16]) == (
        "1", "b1a7bd98cf30773b",
    )  # fmt: skip


def test_the_consent_is_printed_in_each_language_and_says_nothing_of_the_draft(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """A11: tagged; for case officers, in the languages of the call."""
    body = cast.partners[1].organisation
    with held_at(at):
        for language in cast.application.definition.languages:
            letter = page(cast, "help_letter", organisation=body.pid, language=language)
            answer = browser(officer).get(letter)
            assert answer.status_code == 200
            assert answer.getvalue().startswith(b"%PDF")
            assert b"/StructTreeRoot" in answer.getvalue()
            assert browser(cast.editor).get(letter).status_code == 404
        for wrong in ({"language": "de"}, {"organisation": cast.application.pid}):
            known = {"organisation": body.pid, "language": "fr"} | wrong
            assert browser(officer).get(page(cast, "help_letter", **known)).status_code == 404


def test_the_database_refuses_a_beginning_without_consent(
    cast: Cast, officer: Person, at: datetime
) -> None:
    with pytest.raises(IntegrityError):
        Help.objects.create(
            application=cast.application, organisation=cast.partners[0].organisation,
            opened_by=officer, opened_at=at, helper=officer, begun_at=at,
        )  # fmt: skip


# What a helper does, and never does


def test_a_helper_writes_as_an_editor_of_that_partner_and_binds_nobody(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """ACC-07: the writing is the applicant's; filing, declaring, signing, agreeing are not."""
    begun(cast, officer, at)
    application, (lead, other) = cast.application, cast.partners
    own = application.definition.form.field("title")
    assert bool(access.write(again(officer), application, own, at=at))
    assert may("edit", officer, application, at)
    assert may("edit_partner", officer, lead, at)
    for verb in (
        "submit", "withdraw", "delete", "agree", "invite_guest", "end_guest", "offer_lead",
        "manage_partners", "ask_mandate", "see_comments", "comment", "ask", "see_questions",
        "consent_to_help", "read_help",
    ):  # fmt: skip
        assert not may(verb, officer, application, at), verb
    for verb in ("declare", "sign_mandate", "end_mandate", "answer_lead", "invite_member"):
        assert not may(verb, officer, lead, at), verb
        assert not may(verb, officer, other, at), verb


def test_a_helper_of_a_partner_does_not_write_the_leads_part(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """What the applicant could not do or see, the helper does not: an editor of that partner."""
    one = consent_to_help(
        cast.application, cast.partners[1].organisation, agreed(at), by=cast.partner_editor, at=at
    )
    take_help(one.pid, by=officer, at=at)
    assert not may("edit", officer, cast.application, at)
    assert not may("edit_partner", officer, cast.partners[0], at)
    assert may("edit_partner", officer, cast.partners[1], at)


def test_a_helper_saves_on_the_same_pages_under_a_band_that_says_for_whom(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """SUB-07: the same autosave, with its version and its author."""
    begun(cast, officer, at)
    with held_at(at + SECOND):
        client = browser(officer)
        text = client.get(page(cast, "text", field="need")).content.decode()
        assert cast.partners[0].organisation.name in text
        assert "Mettre fin à l’aide" in text
        sent = {"field": "need", "language": "fr", "need-fr": "Un texte.", "need-fr-version": "0"}
        assert client.post(page(cast, "save"), sent).json()["version"] == 1
        assert client.get(page(cast, "aid")).status_code == 200
        assert client.post(page(cast, "submit"), {}).status_code == 403
        assert browser(cast.editor).get(page(cast, "help")).status_code == 200


def test_a_pause_in_a_helpers_typing_saves_the_partners_money_and_never_its_declarations(
    cast: Cast, officer: Person, person: Make, at: datetime
) -> None:
    """ACC-07, LOG-05: each version says by whom for whom; a self-check is neither seen nor said."""
    begun(cast, officer, at)
    lead = cast.partners[0]
    save_aid(lead, AidDraft(regime="none"), by=cast.editor, at=at)
    with held_at(at + SECOND), override("fr"):
        client = browser(officer)
        answer = type_costs(cast, client, lead, "1200.00", budget_seal(lead), 1)
        assert answer.status_code == 200, answer.content
        colleague = browser(person("autre", roles=("officer",)))
        assert type_costs(cast, colleague, lead, "1.00", budget_seal(lead), 1).status_code == 404
        aid = page(cast, "save_part", kind="aid", place=lead.pid)
        assert client.post(aid, {"aid-1-regime": "none"}).status_code == 403
        body = lead.organisation.pid
        assert client.get(page(cast, "part_versions", kind="aid", place=body)).status_code == 404
        shown = client.get(page(cast, "part_versions", kind="budget", place=body)).content.decode()
    assert lead.lines.get().amount == 1200
    assert "Helene, secrétariat, pour " + lead.organisation.name in shown
    assert PartVersion.objects.get(kind="budget").author == officer.actor_key


def test_what_a_helper_goes_on_typing_after_it_was_read_is_to_be_read_again(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """The journal hears of a spell once: what the versions say counts, to the second."""
    begun(cast, officer, at)
    lead, client = cast.partners[0], browser(officer)
    with held_at(at + SECOND):
        seen = type_costs(cast, client, lead, "1200.00", budget_seal(lead), 1).json()["version"]
    assert helped.is_to_read(cast.application)
    note_help_read(cast.application, by=cast.signatory, at=at + SECOND)
    assert not helped.is_to_read(cast.application)
    with held_at(at + 2 * SECOND):
        assert type_costs(cast, client, lead, "1300.00", seen, 2).status_code == 200
        assert Event.objects.filter(kind="application.budget_saved").count() == 1
        assert helped.is_to_read(cast.application)
        lines = helped.written(cast.application)
        assert [(one.kind, one.version, one.is_new) for one in lines] == [("budget", 2, True)]
        shown = browser(cast.signatory).get(page(cast, "help")).content.decode()
        assert page(cast, "part_versions", kind="budget", place=lead.organisation.pid) in shown


def type_costs(
    cast: Cast, client: Client, partner: Partner, amount: str, seen: str, turn: int
) -> Any:
    sent = {
        "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-category": "external",
        "lines-0-amount": amount, "erdf": "", "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0", "seen": seen, "page-key": "help", "page-turn": str(turn),
    }  # fmt: skip
    return client.post(page(cast, "save_part", kind="budget", place=partner.pid), sent)


def test_versions_and_history_say_by_whom_and_for_whom(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """LOG-05."""
    begun(cast, officer, at)
    save_answers(
        cast.application, [AnswerDraft("need", "Pour vous.", "fr")], by=officer, at=at + SECOND
    )
    said = f"Helene, secrétariat, pour {cast.partners[0].organisation.name}"
    with override("fr"):
        names = helped.names_of(cast.application, {officer.actor_key, cast.editor.actor_key})
        assert names[officer.actor_key] == said
        assert names[cast.editor.actor_key] == str(cast.editor)
        assert said in {one.actor for one in entries_of(cast.application)}


# The end


def test_help_is_over_at_its_term_on_a_click_and_with_the_office(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """ACC-08: asked again at each request, to the second."""
    one = begun(cast, officer, at, days=1)
    assert may("read", officer, cast.application, at + DAY - SECOND)
    assert not may("read", officer, cast.application, at + DAY)

    Grant.objects.filter(person=officer).update(ends_at=at + 2 * SECOND)
    assert not may("read", officer, cast.application, at + 3 * SECOND)
    Grant.objects.filter(person=officer).update(ends_at=None)

    with held_at(at + SECOND):
        answer = browser(cast.editor).post(page(cast, "help_end", given=one.pid))
    assert answer.status_code == 302
    assert not may("read", officer, cast.application, at + 2 * SECOND)
    assert Message.objects.filter(notice="applications.help_ended", to=officer.email).exists()


def test_a_stranger_ends_nothing(cast: Cast, officer: Person, person: Make, at: datetime) -> None:
    """ACC-03: nor the people of another partner."""
    one = begun(cast, officer, at)
    for somebody in (person("etrangere"), cast.partner_editor):
        with pytest.raises(NotPossible, match="not_yours"):
            end_help(one.pid, by=somebody, at=at)


def test_nothing_is_filed_that_was_written_and_not_read(
    call: Any, officer: Person, at: datetime
) -> None:
    """The applicant reads, then files; the filing ends the help; the officer does not examine."""
    cast = complete_application(call, at)
    begun(cast, officer, at)
    answer = cast.application.answers.get(field="need", language="fr")
    wrote = AnswerDraft("need", answer.text + " Et encore.", "fr", answer.version)
    save_answers(cast.application, [wrote], by=officer, at=at + SECOND)
    filing: dict[str, Any] = {"by": cast.signatory, "statements": STATED, "received_at": at + DAY}
    with pytest.raises(NotPossible, match="to_read"):
        submit_application(cast.application.pid, key="k", at=at + DAY, **filing)
    with override("fr"), held_at(at + DAY):
        shown = browser(cast.signatory).get(page(cast, "review")).content.decode()
        assert page(cast, "help") in shown
        lines = helped.written(cast.application)
        assert [(one.field, one.language, one.is_new) for one in lines] == [("need", "fr", True)]

    note_help_read(cast.application, by=cast.signatory, at=at + 2 * SECOND)
    assert not helped.is_to_read(cast.application)
    cast.reload()
    agree_again(cast, at)
    submit_application(cast.application.pid, key="k", at=at + DAY, **filing)
    assert cast.application.helps.get().ended_how == "filed"
    assert not may("read", officer, cast.application, at + 2 * DAY)

    review = Review.objects.get(application=cast.application)
    later = call.closes_at + SECOND
    assert examining.examine(again(officer), review, at=later).code == "assessment.has_helped"
    assert examining.take(again(officer), review, at=later).code == "assessment.has_helped"
    assert "conflict.has_helped" in conflicts_of(officer, review)


def agree_again(cast: Cast, at: datetime) -> None:
    from cordata.applications.actions import agree_texts

    rows = cast.application.answers.filter(field="need")
    versions = {one.language: one.version for one in rows}
    agree_texts(
        cast.application, field="need", versions=versions, by=cast.signatory, at=at + 3 * SECOND
    )


def test_another_officer_examines_the_file(
    call: Any, officer: Person, person: Make, at: datetime
) -> None:
    """Four eyes: the conflict is the helper's alone, found from data."""
    cast, other = complete_application(call, at), person("paul", roles=("officer",))
    begun(cast, officer, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    review = Review.objects.get(application=cast.application)
    later = call.closes_at + SECOND
    assert examining.examine(other, review, at=later)
    assert "conflict.has_helped" not in conflicts_of(other, review)


def test_an_offer_that_nobody_accepted_excludes_no_officer(
    call: Any, officer: Person, at: datetime
) -> None:
    """Who was only asked, or only offered, wrote nothing: applicants choose no examiner."""
    cast = complete_application(call, at)
    offer_help(cast.application, cast.partners[0].organisation, "", by=officer, at=at)
    assert not helped.has_helped(officer, cast.application)


# What the secretariat sees, and what is erased


def test_an_officer_finds_which_drafts_there_are_and_no_word_of_them(
    cast: Cast, officer: Person, at: datetime
) -> None:
    """ACC-06."""
    cast.application.acronym = "CANARI"
    cast.application.save()
    cast.application.answers.filter(field="title").update(text="Titre canari")
    assert drafts_to_help(officer, cast.editor.email, at) == [cast.application]
    with held_at(at), override("fr"):
        client, sent = browser(officer), {"email": cast.editor.email}
        found = client.post(reverse("applications:helping"), sent).content.decode()
        draft = client.get(reverse("applications:help_draft", args=[cast.application.pid]))
    assert cast.partners[0].organisation.name in found
    assert "canari" not in (found + draft.content.decode()).lower()
    assert "canari" not in " ".join(Message.objects.values_list("text", flat=True)).lower()


def test_what_is_asked_for_costs_the_same_queries_for_one_and_for_many(
    call: Any, officer: Person, at: datetime
) -> None:
    from tests.factories.applications import SEMNOZ, another

    def asked(number: int) -> None:
        cast = started(call, at, another(SEMNOZ, number))
        lead = cast.partners[0].organisation
        consent_to_help(cast.application, lead, agreed(at), by=cast.signatory, at=at)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert helps_asked(again(officer), at)
        return len(queries)

    asked(1)
    first = cost()
    for number in range(2, 8):
        asked(number)
    assert cost() == first


def test_a_draft_that_is_erased_takes_its_helps_and_scans_along(
    cast: Cast,
    officer: Person,
    at: datetime,
    pdf: bytes,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """PRI-05: what the help was for, and the scan of the letter."""
    scan = storing.store_bytes(
        pdf, name="accord.pdf", media_type="application/pdf", by=officer, at=at
    )
    noted = Recorded(cast.signatory, Help.Way.LETTER, at, scan)
    lead = cast.partners[0].organisation
    record_help(cast.application, lead, agreed(at), noted, by=officer, at=at)
    one = Help.objects.get()
    with held_at(at):
        letter = page(cast, "help_scan", given=one.pid)
        assert browser(cast.editor).get(letter).status_code == 200
        assert browser(cast.partner_editor).get(letter).status_code == 200
    delete_draft(cast.application.pid, by=cast.signatory, at=at)
    assert not may("read", officer, cast.reload(), at)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_draft(cast.application.pid, at=at + 400 * DAY)
    assert not Help.objects.exists()
    assert not storing.path_of(scan).exists()
    told = Event.objects.filter(kind="application.help_begun").get()
    assert "budget" not in str(told.data)


def test_a_helper_lets_nobody_in(cast: Cast, officer: Person, at: datetime) -> None:
    begun(cast, officer, at)
    forget_standings(officer)
    with pytest.raises(NotPossible, match="not_by_helper"):
        invite_guest(cast.application, "a@b.example", "observer", until=at + DAY, by=officer, at=at)
