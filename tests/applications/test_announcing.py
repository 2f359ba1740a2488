"""The secretariat writes to everybody with a draft: once each, to whom it has looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications import actions, announcing
from cordata.applications.actions.announcing import BATCH, MOST, WITHIN
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.models import Announcement, Call
from tests.factories.accounts import MembershipFactory
from tests.factories.announcing import BODIES, SUBJECTS, announcement
from tests.factories.applications import SEMNOZ, VALFREDDA, people, started
from tests.factories.assessment import filed, staff

pytestmark = pytest.mark.django_db
NOTICE = "applications.announcement"


def officer() -> Person:
    return staff("Odile Officier", "officer")


def written(call: Call, at: datetime, *audiences: str) -> Announcement:
    return announcement(call, at, *audiences, by=officer())


def sent(letter: Announcement, at: datetime, seen: int | None = None) -> Announcement:
    """Sent by somebody who looked at the list, and posted by the worker."""
    number = announcing.readers(letter.call, letter.audiences).count() if seen is None else seen
    done = actions.send_announcement(letter.pid, number, by=officer(), at=at)
    while actions.post_announcement(done.pid):
        pass
    return done


@pytest.fixture
def draft(call: Call, at: datetime) -> Any:
    """A draft of Camille's and Elena's organisations."""
    return started(call, at, SEMNOZ, VALFREDDA).application


def test_everybody_who_acts_for_a_partner_gets_it_once(
    call: Call, at: datetime, draft: Any
) -> None:
    started(call, at, SEMNOZ, VALFREDDA)  # the same people have a second draft

    sent(written(call, at), at)

    acting = {one.email for side in (SEMNOZ, VALFREDDA) for one in people(side)}
    got = list(Message.objects.filter(notice=NOTICE).values_list("to", flat=True))
    assert set(got) == acting
    assert len(got) == len(acting)


def test_each_reads_it_in_their_own_language_and_english_falls_back(
    call: Call, at: datetime, draft: Any
) -> None:
    camille, elena = people(SEMNOZ)[0], people(VALFREDDA)[0]
    Person.objects.filter(pk=camille.pk).update(language="en")
    Person.objects.filter(pk=elena.pk).update(language="it")

    sent(written(call, at), at)

    mails = {one.to: one for one in Message.objects.filter(notice=NOTICE)}
    assert mails[elena.email].subject == SUBJECTS["it"]
    assert BODIES["it"] in mails[elena.email].text
    assert mails[camille.email].subject == SUBJECTS["fr"]
    assert "This mail comes from the secretariat" in mails[camille.email].text
    assert all(one.bulk for one in mails.values())


def test_groups_are_drafts_or_submitted_files(call: Call, at: datetime, draft: Any) -> None:
    cast = filed(call, at)
    of_drafts = set(announcing.readers(call, ["drafts"]))
    of_filed = set(announcing.readers(call, ["submitted"]))

    assert people(SEMNOZ)[0] in of_drafts
    assert cast.signatory in of_filed
    assert not of_drafts & of_filed
    assert set(announcing.readers(call, ["drafts", "submitted"])) == of_drafts | of_filed
    sizes = announcing.group_sizes(call)
    assert sizes["drafts"] == (1, len(of_drafts))
    assert sizes["submitted"] == (1, len(of_filed))


def test_who_left_or_is_disabled_is_not_written_to(call: Call, at: datetime, draft: Any) -> None:
    gone = MembershipFactory(organisation=draft.partners.all()[0].organisation, ended_at=at)
    off = MembershipFactory(organisation=draft.partners.all()[0].organisation)
    Person.objects.filter(pk=off.person.pk).update(is_active=False)

    found = set(announcing.readers(call, ["drafts"]))

    assert not found & {gone.person, off.person}


def test_it_leaves_exactly_once(call: Call, at: datetime, draft: Any) -> None:
    letter = written(call, at)
    sent(letter, at)
    before = Message.objects.filter(notice=NOTICE).count()

    sent(letter, at)

    assert Message.objects.filter(notice=NOTICE).count() == before
    done = Event.objects.get(kind="announcement.sent")
    assert done.data["recipients"] == before
    with pytest.raises(NotPossible, match="sent_already"):
        actions.drop_announcement(letter.pid, by=officer(), at=at)
    with pytest.raises(NotPossible, match="sent_already"):
        actions.write_announcement(
            call, subjects={}, bodies={}, audiences=[], by=officer(), at=at, pid=letter.pid
        )


@pytest.mark.parametrize("off", [-1, 1])
def test_another_number_of_readers_than_was_shown_is_refused(
    call: Call, at: datetime, draft: Any, off: int
) -> None:
    letter = written(call, at)
    count = announcing.readers(call, letter.audiences).count()

    with pytest.raises(NotPossible, match="readers_changed"):
        sent(letter, at, count + off)

    assert not Message.objects.filter(notice=NOTICE).exists()


def test_nobody_to_write_to_is_refused(call: Call, at: datetime) -> None:
    with pytest.raises(NotPossible, match="nobody"):
        sent(written(call, at), at)


def test_at_most_so_many_leave_within_a_day(call: Call, at: datetime, draft: Any) -> None:
    for _number in range(MOST):
        sent(written(call, at), at)

    last = written(call, at)
    with pytest.raises(NotPossible, match="too_many"):
        sent(last, at + WITHIN - timedelta(seconds=1))
    assert sent(last, at + WITHIN).sent_at == at + WITHIN


def test_more_than_a_batch_is_posted_bit_by_bit(call: Call, at: datetime, draft: Any) -> None:
    organisation = draft.partners.all()[0].organisation
    for _number in range(BATCH):
        MembershipFactory(organisation=organisation)
    letter = written(call, at)
    count = announcing.readers(call, letter.audiences).count()

    actions.send_announcement(letter.pid, count, by=officer(), at=at)

    assert actions.post_announcement(letter.pid) == BATCH
    assert actions.post_announcement(letter.pid) == count - BATCH
    assert Message.objects.filter(notice=NOTICE).count() == count


def test_the_draft_shows_it_also_to_who_began_later(
    client: Client, call: Call, at: datetime, draft: Any
) -> None:
    sent(written(call, at), at)
    later = started(call, at, SEMNOZ, VALFREDDA).application
    client.force_login(people(VALFREDDA)[0])

    for one in (draft, later):
        shown = client.get(f"/it/applications/{one.pid}/").text
        assert SUBJECTS["it"] in shown
        assert BODIES["it"] in shown


def test_a_submitted_file_does_not_show_what_was_for_drafts(
    client: Client, call: Call, at: datetime, draft: Any
) -> None:
    cast = filed(call, at)
    sent(written(call, at), at)
    assert announcing.shown_on(cast.application) == []

    sent(written(call, at, "submitted"), at)
    cast.application.refresh_from_db()
    assert len(announcing.shown_on(cast.application)) == 1


# Screens


def page(name: str, call: Call, *args: str) -> str:
    with override("fr"):
        return reverse(f"applications:{name}", args=[call.code, *args])


def test_an_officer_writes_looks_at_the_readers_and_sends(
    client: Client, call: Call, at: datetime, draft: Any
) -> None:
    client.force_login(officer())
    said = {f"subject__{one}": text for one, text in SUBJECTS.items()}
    said |= {f"body__{one}": text for one, text in BODIES.items()} | {"audiences": ["drafts"]}

    answered = client.post(page("announcement_write", call), said)
    letter = Announcement.objects.get()
    assert answered.url == page("announcement", call, letter.pid)
    shown = client.get(answered.url)
    assert people(SEMNOZ)[0].email in shown.text
    assert BODIES["it"] in shown.text

    client.post(page("announcement_send", call, letter.pid), {"seen": shown.context["count"]})

    letter.refresh_from_db()
    assert letter.recipients == shown.context["count"]
    assert client.get(page("announcement_edit", call, letter.pid)).status_code == 302


@pytest.mark.parametrize("language", ["fr", "it"])
def test_both_languages_are_asked_for(
    client: Client, call: Call, at: datetime, language: str
) -> None:
    client.force_login(officer())
    said = {f"subject__{one}": text for one, text in SUBJECTS.items()}
    said |= {f"body__{one}": text for one, text in BODIES.items()} | {"audiences": ["drafts"]}

    refused = client.post(page("announcement_write", call), said | {f"body__{language}": " "})

    assert refused.status_code == 422
    assert not Announcement.objects.exists()


@pytest.mark.counting
def test_one_reader_and_thirty_cost_the_same_queries(
    client: Client, call: Call, at: datetime, draft: Any
) -> None:
    letter = written(call, at)
    client.force_login(officer())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page("announcement", call, letter.pid))
        return len(queries)

    asked()
    few = asked()
    for _number in range(30):
        MembershipFactory(organisation=draft.partners.all()[0].organisation)
    assert asked() == few
