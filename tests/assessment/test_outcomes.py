"""A file is turned away: its letters are drafted, shown to nobody outside, released by a person.

ACC-11 for the verdict of the secretariat, as `tests/selection` holds it for the committee's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.access import withdraw as may_withdraw
from cordata.applications.actions import withdraw_application
from cordata.applications.status import stops_of
from cordata.assessment.actions import (
    admit,
    find_ineligible,
    refuse_admission,
    release_outcomes,
    verify_check,
    word_outcome,
)
from cordata.assessment.actions.outcomes import mark_of
from cordata.assessment.models import OutcomeLetter, Refusal, Review
from cordata.assessment.queries import ADMISSIBILITY
from cordata.documents.models import Sealed, StoredFile
from cordata.documents.storing import path_of
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.rules.finding import Outcome
from cordata.transparency.counting import by_theme, files_of
from cordata.transparency.queries import released_themes
from tests.factories.applications import Cast
from tests.factories.assessment import (
    after_closing,
    answered,
    colleague,
    consolidated,
    copies,
    filed,
    fresh_sides,
    review_of,
    staff,
    told,
    turned_away,
    with_grid,
)
from tests.factories.selection import released

pytestmark = pytest.mark.django_db
WHY = "L’acte de délégation manque."
VARYING = re.compile(rb'name="(csrfmiddlewaretoken|page-key)" value="[^"]*"|nonce-?[="][^"]*"')
POWER = "signatory.power"


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def authority(db: None) -> Any:
    return staff("Aude Autorité", "authority")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    return filed(call, at)


def inadmissible(cast: Cast, officer: Any, at: datetime) -> Refusal:
    """One check answered with a no, then the file turned away by two officers."""
    review = review_of(cast)
    verify_check(review.pid, POWER, Outcome.UNMET, reason=WHY, by=officer, at=at)
    turned_away(review, refuse_admission, WHY, by=officer, at=at)
    return Refusal.objects.get(review=review)


def applicants(cast: Cast) -> list[Person]:
    everybody = (cast.editor, cast.signatory, cast.partner_editor, cast.partner_signatory)
    return [Person.objects.get(pk=one.pk) for one in everybody]


def seen_outside(cast: Cast, at: datetime) -> Iterator[tuple[str, str, bytes]]:
    """Every page on which a partner, or anybody, could learn of a verdict, in both languages."""
    pid, call = cast.application.pid, cast.application.call
    names = ("detail", "history", "eligibility", "project", "review", "withdraw", "receipt")
    for language in ("fr", "it"):
        with override(language):
            own = [reverse(f"applications:{name}", args=[pid]) for name in names]
            lists = ("applications:mine", "applications:letters", "desk:home", "desk:own_data")
            own += [reverse(name) for name in lists]
            public = [
                f"{reverse('applications:verify')}?code={cast.application.number}",
                reverse("applications:filed", args=[call.code]),
                reverse("programme:call", args=[call.code]),
                reverse("programme:news_feed"),
                reverse("transparency:figures", args=[call.code]),
            ]
        for person in (*applicants(cast), None):
            client = Client()
            if person is not None:
                client.force_login(person)
            for url in public if person is None else [*own, *public]:
                with held_at(at):
                    answer = client.get(url)
                    body = b"".join(answer) if answer.streaming else answer.content
                yield str(person), url, b"%d %s" % (answer.status_code, VARYING.sub(b"", body))


def test_nothing_shows_outside_before_the_release(
    cast: Cast, officer: Any, later: datetime
) -> None:
    """Byte for byte the same pages as before the verdict; no mail, no seal, no file."""
    review = review_of(cast)
    verify_check(review.pid, POWER, Outcome.UNMET, reason=WHY, by=officer, at=later)
    jobs.run_now()
    list(seen_outside(cast, later))  # what a first visit writes is written
    before = list(seen_outside(cast, later))
    kept = (Message.objects.exclude(to__endswith="@staff.example").count(),
            Sealed.objects.count(), StoredFile.objects.count())  # fmt: skip

    turned_away(review, refuse_admission, WHY, by=officer, at=later)
    jobs.run_now()

    after = list(seen_outside(cast, later))
    changed = [(who, url) for (who, url, was), (_, _, now) in zip(before, after, strict=True)
               if was != now]  # fmt: skip
    assert changed == []
    assert kept == (Message.objects.exclude(to__endswith="@staff.example").count(),
                    Sealed.objects.count(), StoredFile.objects.count())  # fmt: skip
    assert not OutcomeLetter.objects.exists()


def test_the_release_writes_to_every_partner_in_all_languages(
    cast: Cast, officer: Any, later: datetime
) -> None:
    inadmissible(cast, officer, later)
    told(review_of(cast), at=later)
    french, italian = OutcomeLetter.objects.order_by("number")
    assert (french.language, italian.language) == ("fr", "it")
    assert italian.in_order[0][0] == "it"
    for letter in (french, italian):
        assert set(letter.texts) == {"fr", "it"}
        assert WHY in letter.texts["fr"]
        assert "Pouvoir de signature" in letter.texts["fr"]
        assert "Voies de recours" in letter.texts["fr"]
        assert "30 jours" in letter.texts["fr"]
        assert "Mezzi di ricorso" in letter.texts["it"]
    assert "inadmissible" in {one.code for one in stops_of(cast.reload(), later)}


def test_the_letter_is_kept_as_an_archive_pdf(cast: Cast, officer: Any, later: datetime) -> None:
    inadmissible(cast, officer, later)
    told(review_of(cast), at=later)
    jobs.run_now()
    jobs.run_now()
    letter = OutcomeLetter.objects.order_by("number")[0]
    assert letter.file is not None
    assert StoredFile.objects.filter(name=letter.file.name).count() == 1
    with pikepdf.open(path_of(letter.file)) as document:
        assert document.open_metadata().pdfa_status == "3A"
        assert not any(name in str(document.docinfo) for name in ("Odile", "Sabine", "Aude"))


def test_no_mail_tells_the_outcome(cast: Cast, officer: Any, later: datetime) -> None:
    inadmissible(cast, officer, later)
    told(review_of(cast), at=later)
    mails = Message.objects.filter(notice="assessment.outcome_notified")
    assert {mail.to for mail in mails} == {one.email for one in applicants(cast)}
    for mail in mails:
        said = f"{mail.subject} {mail.text}"
        assert not re.search(WHY + "|recevab|ricevib|ammissib|éligib|délégation", said)


def test_whoever_decided_does_not_send(
    cast: Cast, officer: Any, authority: Any, later: datetime
) -> None:
    refusal = inadmissible(cast, officer, later)
    with pytest.raises(NotPossible, match="release_four_eyes"):
        release_outcomes([refusal.pid], by=officer, at=later)
    word_outcome(refusal.pid, dict.fromkeys(("fr", "it"), "Dit."), seen=mark_of(refusal),
                 by=colleague(), at=later)  # fmt: skip
    with pytest.raises(NotPossible, match="release_four_eyes"):
        release_outcomes([refusal.pid], by=colleague(), at=later)
    (sent,) = release_outcomes([refusal.pid], by=authority, at=later)
    assert (sent.state, sent.released_by) == ("released", authority)


def test_a_call_without_the_rule_needs_one_officer(aurora_call: Any, at: datetime) -> None:
    officer, cast = staff("Odile Officier", "officer"), filed(aurora_call, at)
    refuse_admission(review_of(cast).pid, reason="Out of area.", by=officer, at=at)
    refusal = Refusal.objects.get()
    release_outcomes([refusal.pid], by=officer, at=at)
    assert all("Out of area." in one.texts["en"] for one in OutcomeLetter.objects.all())


def test_several_files_go_out_together_or_none(
    call: Any, at: datetime, officer: Any, authority: Any, later: datetime
) -> None:
    one, two = (inadmissible(filed(call, at), officer, later) for _ in range(2))
    release_outcomes([one.pid], by=authority, at=later)
    with pytest.raises(NotPossible, match="outcome_sent"):
        release_outcomes([one.pid, two.pid], by=authority, at=later)
    two.refresh_from_db()
    assert two.state == "drafted"
    release_outcomes([two.pid], by=authority, at=later + timedelta(hours=1))
    assert Event.objects.filter(kind="refusal.released").count() == 2
    with pytest.raises(NotPossible, match="nothing_chosen"):
        release_outcomes([], by=authority, at=later)


def test_before_its_letters_a_file_is_withdrawn_like_any_other(
    cast: Cast, officer: Any, authority: Any, later: datetime
) -> None:
    """A refusal to take the file back would tell the verdict."""
    refusal = inadmissible(cast, officer, later)
    assert may_withdraw(cast.signatory, cast.reload(), at=later)
    withdraw_application(cast.application.pid, because="Abandon.", by=cast.signatory, at=later)
    refusal.refresh_from_db()
    assert (refusal.state, Review.objects.get().state) == ("dropped", "withdrawn")
    with pytest.raises(NotPossible, match="outcome_sent"):
        release_outcomes([refusal.pid], by=authority, at=later)
    assert not OutcomeLetter.objects.exists()


def test_an_ineligible_file_says_so(call: Any, at: datetime, officer: Any, later: datetime) -> None:
    cast = filed(call, at)
    review = review_of(cast)
    answered(review, ADMISSIBILITY, by=officer, at=later)
    admit(review.pid, by=officer, at=later)
    turned_away(review, find_ineligible, "Hors zone.", by=officer, at=later)
    told(review, at=later)
    letter = OutcomeLetter.objects.order_by("number")[0]
    assert "Hors zone." in letter.texts["it"]
    assert letter.texts["it"].startswith("# Candidatura non ammissibile")


def from_admission(review: Review, officer: Any, at: datetime) -> None:
    from cordata.assessment.actions import admit
    from cordata.assessment.queries import ADMISSIBILITY
    from tests.factories.assessment import answered

    answered(review, ADMISSIBILITY, by=officer, at=at)
    admit(review.pid, by=officer, at=at)


def test_the_published_figures_wait_for_the_letters(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    """How many were found eligible would tell that somebody was not."""

    consolidated(call, at)
    cast = filed(call, at, *fresh_sides())
    inadmissible(cast, officer, later)
    released(call)
    far = later + timedelta(days=90)
    theme = cast.application.theme
    assert theme not in released_themes(call, far)
    told(review_of(cast), at=later)
    assert theme in released_themes(call, far)
    (row,) = by_theme(files_of(call, far, {theme}))
    assert (row.counts["submitted"], row.counts["eligible"]) == (2, 1)


# The pages


def test_the_officer_words_the_reasons_and_the_authority_sends(
    cast: Cast, officer: Any, authority: Any, later: datetime
) -> None:
    refusal = inadmissible(cast, officer, later)
    page = reverse("assessment:outcome", args=[refusal.pid])
    said = {"reasons_fr": "12. Le *pouvoir* manque.\n\nRien d’autre.",
            "reasons_it": "<b>Il potere</b> manca.", "seen": mark_of(refusal)}  # fmt: skip
    with held_at(later + timedelta(minutes=1)):
        answer = signed_in(officer).post(page, said)
        assert answer.status_code == 302
        again = signed_in(officer).post(page, {**said, "reasons_fr": "Trop tard."})
        assert again.status_code == 422
        assert "Trop tard." in again.content.decode()
        draft = signed_in(authority).get(page).content.decode()
        assert "&lt;b&gt;Il potere&lt;/b&gt; manca." in draft
        assert "12. Le *pouvoir* manque." in draft
        assert cast.editor.name in draft
        send = reverse("assessment:release_outcomes", args=[cast.application.call.code])
        assert signed_in(officer).post(send, {"files": refusal.pid}).status_code == 403
        assert signed_in(authority).post(send, {"files": "none"}).status_code == 422
        assert signed_in(authority).post(send, {"files": refusal.pid}).status_code == 302
    texts = OutcomeLetter.objects.order_by("number")[0].texts
    assert "<b>" not in texts["it"].replace(r"\<b\>", "")
    event = Event.objects.get(kind="refusal.reworded")
    assert event.data["before"]["it"] != event.data["after"]["it"]


def test_a_letter_is_its_addressees_once_it_is_out(
    call: Any, at: datetime, cast: Cast, officer: Any, later: datetime
) -> None:
    inadmissible(cast, officer, later)
    told(review_of(cast), at=later)
    jobs.run_now()
    of_lead, of_partner = OutcomeLetter.objects.order_by("number")
    stranger = filed(call, at).editor
    expected = {(cast.editor, of_lead): 200, (cast.editor, of_partner): 404,
                (cast.partner_editor, of_partner): 200, (stranger, of_lead): 404,
                (officer, of_lead): 200}  # fmt: skip
    for (person, letter), status in expected.items():
        for name in ("letter", "letter_file"):
            with held_at(later):
                answer = signed_in(person).get(reverse(f"assessment:{name}", args=[letter.pid]))
            assert answer.status_code == status, (person, name)
    with held_at(later - timedelta(seconds=1)):
        early = signed_in(cast.editor).get(reverse("assessment:letter", args=[of_lead.pid]))
    assert early.status_code == 404
    with held_at(later):
        listed = signed_in(cast.editor).get(reverse("applications:letters")).content.decode()
    assert of_lead.number in listed
    assert of_partner.number not in listed


def test_an_applicant_finds_no_draft(cast: Cast, officer: Any, later: datetime) -> None:
    refusal = inadmissible(cast, officer, later)
    code = cast.application.call.code
    for url in (reverse("assessment:outcome", args=[refusal.pid]),
                reverse("assessment:outcomes", args=[code])):  # fmt: skip
        with held_at(later):
            assert signed_in(cast.signatory).get(url).status_code == 404


@pytest.mark.counting
def test_one_file_and_thirty_cost_the_same_queries(
    call: Any, cast: Cast, officer: Any, authority: Any, later: datetime
) -> None:
    refusal = inadmissible(cast, officer, later)

    def cost() -> int:
        with held_at(later), CaptureQueriesContext(connection) as queries:
            answer = signed_in(authority).get(reverse("assessment:outcomes", args=[call.code]))
        assert answer.status_code == 200
        return len(queries)

    signed_in(authority)
    cost()
    one = cost()
    for review in copies(refusal.review, 29):
        Refusal.objects.create(
            review=review, reasons=refusal.reasons, decided_by=officer, decided_at=later
        )
    assert cost() == one


def test_a_pack_may_leave_the_second_person_out(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    with_grid(call, at, second_release=False)
    refusal = inadmissible(filed(call, at), officer, later)
    (sent,) = release_outcomes([refusal.pid], by=officer, at=later)
    assert sent.state == "released"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client
