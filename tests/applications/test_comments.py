"""Comments at a field: within the draft, answered, resolved, never part of what is filed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cordata.accounts.models import Person
from cordata.applications.actions import invite_guest, remove_partner, save_answer
from cordata.applications.actions.commenting import (
    LIMIT,
    resolve_comment,
    tell_comments,
    write_comment,
)
from cordata.applications.actions.deleting import delete_draft, erase_draft
from cordata.applications.comments import APART, QUIET, open_by_step
from cordata.applications.due import due_acts
from cordata.applications.keeping import deleted_until
from cordata.applications.models import Comment, Guest
from cordata.desk.own_data import own_data
from cordata.kernel.ids import public_id
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.applications.test_pages import signed_in
from tests.factories.accounts import PersonFactory
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db
WORDS = "Le budget des bus me paraît CANARI."


def remark(cast: Cast, at: datetime, text: str = WORDS, **given: Any) -> Comment:
    given = {"by": cast.editor, "field": "need", "key": public_id() + "-key"} | given
    return write_comment(cast.application, text=text, at=at, **given)


def page(cast: Cast, field: str = "need", rest: str = "") -> str:
    return f"/fr/applications/{cast.application.pid}/comments/{field}/{rest}"


def send(client: Client, cast: Cast, text: str, **more: str) -> Any:
    return client.post(page(cast), {"text": text, "key": "a-key-of-one-loaded-page", **more})


def words(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def invited(cast: Cast, at: datetime, kind: str) -> Person:
    guest = PersonFactory(email=f"{kind}@conseil.example", language="it")
    until = at + timedelta(days=30)
    invite_guest(cast.application, guest.email, kind, until=until, by=cast.signatory, at=at)
    return guest


def digests() -> Any:
    return Message.objects.filter(notice="applications.comments_written")


def carried_out(until: datetime) -> list[datetime]:
    """When what falls due by then about comments fell due; it is carried out."""
    due = [act for act in due_acts(until) if act.code == "applications.tell_comments"]
    for act in due:
        act.run(act.at)
    return [act.at for act in due]


# -- written, answered, resolved


def test_a_comment_is_written_answered_and_resolved(call: Any, at: datetime) -> None:
    cast = started(call, at)
    lead, partner = signed_in(cast.editor), signed_in(cast.partner_editor)
    assert send(lead, cast, WORDS).status_code == 302
    first = Comment.objects.get()
    sent = {"thread": first.pid, "key": "a-key-of-another-page"}
    assert send(partner, cast, "Je corrige.", **sent).status_code == 302
    shown = words(lead.get(page(cast)))
    assert WORDS in shown
    assert "Je corrige." in shown
    where = f"/fr/applications/{cast.application.pid}/comment/{first.pid}/resolve/"
    assert lead.post(where).status_code == 302
    first.refresh_from_db()
    assert first.resolved_by == cast.editor
    kinds = Event.objects.filter(kind__startswith="application.comment").values_list("kind")
    assert sorted(kind for (kind,) in kinds) == [
        "application.comment_resolved",
        *["application.comment_written"] * 2,
    ]


def test_an_answer_opens_a_resolved_thread_again(call: Any, at: datetime) -> None:
    cast = started(call, at)
    first = remark(cast, at)
    resolve_comment(first, by=cast.partner_editor, at=at)
    resolve_comment(first, by=cast.editor, at=at)  # twice changes nothing
    assert Comment.objects.get().resolved_by == cast.partner_editor
    remark(cast, at, "Pas encore.", thread=first)
    assert Comment.objects.get(pk=first.pk).resolved_at is None


@pytest.mark.parametrize(("length", "status"), [(LIMIT, 302), (LIMIT + 1, 422), (0, 422)])
def test_a_comment_has_its_limit_and_is_never_cut(
    call: Any, at: datetime, length: int, status: int
) -> None:
    cast = started(call, at)
    answer = send(signed_in(cast.editor), cast, "é" * length)
    assert answer.status_code == status
    assert Comment.objects.count() == (status == 302)
    if status == 422 and length:
        assert "é" * length in words(answer)


def test_a_comment_sent_twice_is_one(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client = signed_in(cast.editor)
    for _time in range(2):
        assert send(client, cast, WORDS).status_code == 302
    assert Comment.objects.count() == 1


def test_a_thread_of_another_field_or_draft_is_not_answered(call: Any, at: datetime) -> None:
    """ACC-03."""
    cast = started(call, at)
    other = remark(cast, at, field="title")
    assert send(signed_in(cast.editor), cast, "Ici.", thread=other.pid).status_code == 404
    assert signed_in(cast.editor).get(page(cast, "no_such_field")).status_code == 404
    assert signed_in(cast.editor).get(page(cast, "contribution")).status_code == 404  # whose?


def test_what_is_remarked_about_a_sheet_stays_after_its_partner_left(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    partner = cast.partners[1]
    remark(cast, at, field="contribution", organisation=partner.organisation)
    where = page(cast, "contribution", f"{partner.organisation.pid}/")
    assert WORDS in words(signed_in(cast.partner_editor).get(where))
    remove_partner(partner, by=cast.signatory, at=at)
    assert WORDS in words(signed_in(cast.editor).get(where))


# -- who sees it


def test_the_partners_and_their_adviser_talk_and_an_observer_does_not(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    adviser, observer = (invited(cast, at, kind) for kind in (Guest.Kind.ADVISER, "observer"))
    assert send(signed_in(adviser), cast, WORDS).status_code == 302
    client = signed_in(observer)
    assert client.get(page(cast)).status_code == 403
    assert send(client, cast, "Moi aussi.").status_code == 403
    text = client.get(f"/fr/applications/{cast.application.pid}/texts/need/")
    assert "/comments/" not in words(text)
    history = f"/fr/applications/{cast.application.pid}/history/"
    assert "a écrit un commentaire" not in words(client.get(history))
    assert "a écrit un commentaire" in words(signed_in(cast.editor).get(history))
    with pytest.raises(NotPossible):
        remark(cast, at, by=observer)


def test_a_comment_is_counted_at_its_field_and_on_the_task_list(call: Any, at: datetime) -> None:
    cast = started(call, at)
    remark(cast, at)
    remark(cast, at, field="title")
    resolve_comment(remark(cast, at), by=cast.editor, at=at)
    remark(cast, at, field="costs", organisation=cast.partners[1].organisation)
    assert open_by_step(cast.application) == {"texts": 1, "project": 1, "budget": 1}
    client, home = signed_in(cast.editor), f"/fr/applications/{cast.application.pid}/"
    assert "1 commentaire ouvert" in words(client.get(home + "texts/need/"))
    assert "3 ouverts" in words(client.get(home))
    budget = client.get(f"{home}budget/{cast.partners[1].pid}/")
    assert [count for asked, count, _url in budget.context["comment_links"] if count] == [1]


def test_nothing_of_it_is_filed_or_taken_away(call: Any, at: datetime) -> None:
    """Not in the dossier, the receipt's facts, the print, the export, nor the journal (ACC-06)."""
    cast = complete_application(call, at)
    remark(cast, at)
    client = signed_in(cast.signatory)
    home = f"/fr/applications/{cast.application.pid}/"
    for part in ("review/", "print/", "export.json"):
        answer = client.get(home + part)
        assert answer.status_code == 200
        assert "CANARI" not in answer.content.decode()
    assert not any("CANARI" in json.dumps(event.data) for event in Event.objects.all())


def test_comments_are_told_to_who_wrote_them_and_go_with_the_draft(call: Any, at: datetime) -> None:
    """PRI-03: whole for the writer; somebody else's own data holds no word of it."""
    cast = started(call, at)
    resolve_comment(remark(cast, at), by=cast.partner_editor, at=at)
    told = [row for row in own_data(cast.editor, at)["rows"] if row["what"].endswith(".comment")]
    assert told[0]["data"]["text"] == WORDS
    assert "CANARI" not in json.dumps(own_data(cast.partner_editor, at))
    delete_draft(cast.application.pid, by=cast.signatory, at=at)
    assert erase_draft(cast.application.pid, at=deleted_until(call, at))
    assert not Comment.objects.exists()


# -- one mail for an hour's comments


def test_the_others_get_one_mail_for_what_was_remarked(call: Any, at: datetime) -> None:
    cast = started(call, at)
    adviser = invited(cast, at, Guest.Kind.ADVISER)
    remark(cast, at)
    remark(cast, at + timedelta(minutes=5), field="title", by=cast.partner_editor)
    assert carried_out(at + QUIET - timedelta(microseconds=1)) == []
    assert carried_out(at + QUIET) == [at + QUIET]
    mails = {one.to: one for one in digests()}
    others = (cast.signatory, cast.editor, cast.partner_signatory, cast.partner_editor, adviser)
    assert set(mails) == {one.email for one in others}
    assert mails[cast.signatory.email].subject == "2 nouveaux commentaires sur votre brouillon"
    assert mails[cast.editor.email].subject == "Un nouveau commentaire sur votre brouillon"
    assert mails[cast.partner_editor.email].language == "it"
    assert not any("CANARI" in one.text + one.html for one in mails.values())
    assert carried_out(at + timedelta(days=1)) == []


def test_there_is_at_most_one_such_mail_an_hour(call: Any, at: datetime) -> None:
    cast = started(call, at)
    remark(cast, at)
    assert carried_out(at + QUIET) == [at + QUIET]
    told = at + QUIET
    remark(cast, told + timedelta(minutes=1))
    assert carried_out(told + APART - timedelta(microseconds=1)) == []
    assert carried_out(told + APART) == [told + APART]
    assert digests().filter(to=cast.signatory.email).count() == 2
    tell_comments(cast.application.pid, at=told + APART)
    assert digests().filter(to=cast.signatory.email).count() == 2


# -- cost, and what is closed


@pytest.mark.counting
def test_a_page_of_comments_costs_the_same_with_one_and_with_thirty(
    call: Any, at: datetime
) -> None:
    """REL-20."""
    cast = started(call, at)
    save_answer(cast.application, field="need", language="fr", text="Un", by=cast.editor, at=at)
    client = signed_in(cast.editor)
    counts = []
    for more in (1, 29):
        for _number in range(more):
            first = remark(cast, at)
            remark(cast, at, "Oui.", thread=first, by=cast.partner_editor)
        for where in (page(cast), f"/fr/applications/{cast.application.pid}/comments/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_of_a_draft_that_was_deleted_nobody_is_told(call: Any, at: datetime) -> None:
    cast = started(call, at)
    remark(cast, at)
    delete_draft(cast.application.pid, by=cast.signatory, at=at)
    assert carried_out(at + QUIET) == [at + QUIET]
    assert not digests().exists()
    assert carried_out(at + APART) == []


def test_after_the_closing_comments_are_read_and_no_longer_written(call: Any, at: datetime) -> None:
    cast = started(call, at)
    remark(cast, call.closes_at, key="the-last-moment-of-all")
    with pytest.raises(NotPossible):
        remark(cast, call.closes_at + timedelta(microseconds=1))
