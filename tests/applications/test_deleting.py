"""A draft is deleted by its lead and brought back for a while; what was never filed is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.applications import due
from cordata.applications.actions import (
    add_annex,
    delete_draft,
    erase_draft,
    invite_guest,
    lapse_draft,
    note_late_attempt,
    restore_draft,
    submit_application,
)
from cordata.applications.keeping import end_of, erased_at
from cordata.applications.models import Answer, AnswerVersion, Application, Guest
from cordata.applications.states import State
from cordata.documents import storing
from cordata.documents.models import StoredFile
from cordata.kernel import journal
from cordata.kernel.due import DueAct
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.notify.outbox import NOBODY
from tests.factories.accounts import PersonFactory
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    WORDS,
    another,
    complete_application,
    started,
)

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def page(cast: Any, name: str = "detail") -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid])


def everybody(cast: Any) -> set[str]:
    people = (cast.signatory, cast.editor, cast.partner_signatory, cast.partner_editor)
    return {one.email for one in people}


def told(code: str) -> list[str]:
    return [one.to for one in Message.objects.filter(notice=f"applications.{code}")]


def deleted(call: Any, at: Any) -> Any:
    cast = complete_application(call, at)
    delete_draft(cast.application.pid, by=cast.editor, at=at)
    cast.reload()
    return cast


def lapsed(call: Any, at: Any, *sides: Any) -> Any:
    cast = complete_application(call, at, *sides)
    lapse_draft(cast.application.pid, at=call.closes_at + SECOND)
    cast.reload()
    return cast


def file(cast: Any, at: Any) -> None:
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )


# -- deleting and bringing back


def test_the_lead_deletes_after_a_second_word_and_the_partners_are_told(
    client: Client, call: Any, at: Any
) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    assert client.post(page(cast, "delete"), {}).status_code == 422
    assert cast.reload().state == State.DRAFT

    assert client.post(page(cast, "delete"), {"sure": "on"}).status_code == 302
    assert cast.reload().state == State.DELETED
    assert set(told("draft_deleted")) == everybody(cast)


def test_a_deleted_draft_is_read_by_its_partners_written_by_nobody_and_closed_to_guests(
    client: Client, call: Any, at: Any
) -> None:
    cast = complete_application(call, at)
    guest = PersonFactory()
    invite_guest(cast.application, guest.email, "observer", until=at + DAY, by=cast.editor, at=at)
    client.force_login(guest)
    assert client.get(page(cast)).status_code == 200
    delete_draft(cast.application.pid, by=cast.editor, at=at)

    assert client.get(page(cast)).status_code == 404
    client.force_login(cast.partner_editor)
    assert page(cast, "restore") not in client.get(page(cast)).content.decode()
    client.force_login(cast.editor)
    with pytest.raises(NotPossible, match=r"application\.closed_state"):
        file(cast, at)
    assert page(cast, "restore") in client.get(page(cast)).content.decode()


def test_it_comes_back_as_it_was(client: Client, call: Any, at: Any) -> None:
    cast = deleted(call, at)
    client.force_login(cast.signatory)
    client.post(page(cast, "restore"))
    assert cast.reload().state == State.DRAFT
    assert set(told("draft_restored")) == everybody(cast)
    file(cast, at)
    assert cast.reload().state == State.SUBMITTED


@pytest.mark.parametrize("who", ["partner_signatory", "partner_editor"])
def test_a_partner_neither_deletes_nor_brings_back(
    client: Client, call: Any, at: Any, who: str
) -> None:
    cast = complete_application(call, at)
    client.force_login(getattr(cast, who))
    assert client.post(page(cast, "delete"), {"sure": "on"}).status_code == 403
    delete_draft(cast.application.pid, by=cast.editor, at=at)
    assert client.post(page(cast, "restore")).status_code == 403
    assert cast.reload().state == State.DELETED


def test_what_was_filed_is_withdrawn_never_deleted(call: Any, at: Any) -> None:
    """SUB-10: the record stays; the database says so too."""
    cast = complete_application(call, at)
    file(cast, at)
    with pytest.raises(NotPossible, match=r"application\.delete\.filed"):
        delete_draft(cast.application.pid, by=cast.signatory, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(state=State.DELETED, deleted_at=at)


def test_what_came_too_late_is_kept_as_evidence(call: Any, at: Any) -> None:
    """TIM-08: neither deleted by the lead nor erased by the calendar."""
    cast = complete_application(call, at)
    late = call.closes_at + SECOND
    note_late_attempt(
        cast.application, by=cast.signatory, key="k", statements=STATED, received_at=late, at=late
    )
    lapse_draft(cast.application.pid, at=late)
    with pytest.raises(NotPossible, match=r"application\.delete\.came_late"):
        delete_draft(cast.application.pid, by=cast.signatory, at=late)
    assert erased_at(cast.reload()) is None
    assert not due_codes(late + timedelta(days=800))


# -- erased when its time is over


def acts(until: datetime) -> list[DueAct]:
    found = (act for act in due.due_acts(until) if act.at <= until)
    return sorted(act for act in found if act.code in {"applications.erase", "applications.warn"})


def due_codes(until: datetime) -> list[tuple[str, datetime]]:
    return [(act.code, act.at) for act in acts(until)]


def carried_out(until: datetime) -> None:
    for act in acts(until):
        act.run(act.at)


def test_a_deleted_draft_is_erased_fourteen_days_later_and_not_a_second_before(
    call: Any, at: Any
) -> None:
    cast = deleted(call, at)
    over = at + 14 * DAY
    assert not erase_draft(cast.application.pid, at=over - SECOND)
    assert due_codes(over - SECOND) == []
    assert due_codes(over) == [("applications.erase", over)]
    with pytest.raises(NotPossible, match=r"application\.restore\.too_late"):
        restore_draft(cast.application.pid, by=cast.editor, at=over)
    restore_draft(cast.application.pid, by=cast.editor, at=over - SECOND)
    assert due_codes(over) == []


def test_a_draft_never_filed_is_erased_twelve_months_after_the_closing(call: Any, at: Any) -> None:
    """PRI-05: to the second; a draft of a call that is open is not touched."""
    cast = lapsed(call, at)
    over = call.closes_at.replace(year=call.closes_at.year + 1)
    assert erased_at(cast.application) == over
    assert not erase_draft(cast.application.pid, at=over - SECOND)
    assert erase_draft(cast.application.pid, at=over)
    assert not erase_draft(cast.application.pid, at=over)
    assert set(told("draft_erased")) == everybody(cast)


def test_its_partners_are_warned_sixty_and_fourteen_days_before(call: Any, at: Any) -> None:
    cast = lapsed(call, at)
    over = end_of(cast.application)
    first, second = over - 60 * DAY, over - 14 * DAY
    assert due_codes(first - SECOND) == []
    carried_out(first)
    assert sorted(told("erasure_near")) == sorted(everybody(cast))
    assert due_codes(second - SECOND) == []
    carried_out(second)
    assert len(told("erasure_near")) == 2 * len(everybody(cast))
    assert due_codes(over - SECOND) == []


def test_after_an_outage_one_warning_is_enough(call: Any, at: Any) -> None:
    cast = lapsed(call, at)
    carried_out(end_of(cast.application) - DAY)
    assert sorted(told("erasure_near")) == sorted(everybody(cast))


def test_a_filed_file_is_not_erased_like_a_draft(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    file(cast, at)
    assert erased_at(cast.reload()) is None
    assert due_codes(call.closes_at + timedelta(days=800)) == []


def rows_about(application: Application) -> Iterator[tuple[str, int]]:
    for relation in Application._meta.related_objects:
        model = relation.related_model
        yield (
            model.__name__,
            model._base_manager.filter(**{relation.field.name: application}).count(),
        )


def test_nothing_a_draft_said_is_left(client: Client, call: Any, at: Any, pdf: bytes) -> None:
    """PRI-05: no row, no file, no mail, no sentence in the journal; the chain of it holds."""
    cast = complete_application(call, at)
    slot = next(one for one in cast.application.definition.ruleset.annexes if not one.per_partner)
    stored = storing.store_bytes(
        pdf, name="statuts.pdf", media_type="application/pdf", by=cast.editor, at=at
    )
    add_annex(cast.application, slot.code, stored, by=cast.editor, at=at)
    invite_guest(cast.application, "o@o.example", "observer", until=at + DAY, by=cast.editor, at=at)
    lapse_draft(cast.application.pid, at=call.closes_at + SECOND)
    cast.reload()
    people, bytes_at = everybody(cast), storing.path_of(stored)

    with TransactionEnd():
        erase_draft(cast.application.pid, at=end_of(cast.application))

    left = cast.reload()
    assert (left.state, left.acronym, left.created_by, str(left)) == ("erased", "", None, left.pid)
    assert {name: count for name, count in rows_about(left) if count} == {}
    assert not Answer.objects.exists()
    assert not AnswerVersion.objects.exists()
    assert not Guest.objects.exists()
    assert not StoredFile.objects.exists()
    assert not bytes_at.exists()
    written = Message.objects.filter(subject_type="application", subject_id=left.pid)
    assert {one.to for one in written} == {NOBODY} | people
    assert written.exclude(to=NOBODY).count() == len(people)
    told_of = "".join(f"{one.reason}{one.data}" for one in Event.objects.all())
    assert not [words for words in WORDS.values() if words[:30] in told_of]
    assert list(journal.verify()) == []
    client.force_login(cast.signatory)
    assert client.get(page(cast)).status_code == 404


class TransactionEnd:
    """What is done when the transaction ends is done inside the test's."""

    def __enter__(self) -> None:
        self.before = len(connection.run_on_commit)

    def __exit__(self, *_error: object) -> None:
        waiting = connection.run_on_commit[self.before :]
        for _ids, run, _robust in waiting:
            run()


def test_the_page_tells_the_day_from_the_first_day_on_and_after_the_closing(
    client: Client, call: Any, at: Any
) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.partner_editor)
    day = "23 avril 2026"
    assert f"ce brouillon est effacé le {day}" in client.get(page(cast)).content.decode()
    lapse_draft(cast.application.pid, at=call.closes_at + SECOND)
    assert f"Il est effacé le {day}" in client.get(page(cast)).content.decode()


@pytest.mark.counting
def test_listing_what_is_due_costs_the_same_for_one_draft_and_for_thirty(
    call: Any, at: Any
) -> None:
    """REL-20."""

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = list(due.due_acts(call.closes_at + timedelta(days=800)))
        assert found
        return len(seen)

    def one_more(number: int) -> None:
        cast = started(call, at, another(SEMNOZ, number), another(VALFREDDA, number))
        lapse_draft(cast.application.pid, at=call.closes_at + SECOND)

    one_more(1)
    first = cost()
    for number in range(2, 31):
        one_more(number)
    assert cost() == first
