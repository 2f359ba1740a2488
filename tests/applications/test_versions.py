"""Every version of a text is kept, compared and put back as a new one (LOG-05, SUB-07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import (
    ActivityDraft,
    AnswerDraft,
    DeliverableDraft,
    Overtaken,
    add_partner,
    remove_activity,
    remove_partner,
    save_activity,
    save_answer,
    save_answers,
)
from cordata.applications.actions.activities import activity_seal, draft_of
from cordata.applications.actions.deleting import delete_draft, erase_draft
from cordata.applications.actions.restoring import restore_part, restore_text
from cordata.applications.keeping import deleted_until
from cordata.applications.models import Activity, Answer, AnswerVersion, Partner, PartVersion
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def write(cast: Cast, text: str, version: int, at: datetime, **given: Any) -> Any:
    by = given.pop("by", cast.editor)
    place = {"field": "need", "language": "fr", **given}
    return save_answer(cast.application, text=text, version=version, by=by, at=at, **place)


def kept(number: int, language: str = "fr") -> AnswerVersion:
    return AnswerVersion.objects.get(field="need", language=language, version=number)


def page(cast: Cast, query: str = "", field: str = "need") -> str:
    return f"/fr/applications/{cast.application.pid}/versions/{field}/{query}"


def words(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def put_back(client: Client, where: str, language: str, version: int, seen: int) -> Any:
    sent = {"language": language, "version": str(version), "seen": str(seen)}
    return client.post(where, sent)


def test_any_two_versions_are_compared_in_both_languages(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un sentier.", 0, at)
    write(cast, "Un sentiero.", 0, at + MINUTE, language="it")
    write(cast, "Un sentier partagé.", 1, at + 2 * MINUTE, by=cast.partner_editor)
    write(cast, "Un sentiero condiviso.", 1, at + 3 * MINUTE, language="it")
    write(cast, "Deux sentiers partagés.", 2, at + 4 * MINUTE)
    shown = signed_in(cast.editor).get(page(cast, "?earlier=fr-1&later=it-2"))
    changes = {one.language: one.pieces for one in shown.context["two"].changes}
    assert {piece.text for piece in changes["fr"] if piece.kind == "added"} == {"sentier partagé."}
    added = [piece.text for piece in changes["it"] if piece.kind == "added"]
    assert "condiviso." in "".join(added)
    assert "Deux" not in "".join(piece.text for piece in changes["fr"])
    assert "Marco" in words(shown)


def test_the_order_in_which_two_are_chosen_says_nothing(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Deux", 1, at + MINUTE)
    client = signed_in(cast.editor)
    one = client.get(page(cast, "?earlier=fr-1&later=fr-2")).context["two"].changes
    other = client.get(page(cast, "?earlier=fr-2&later=fr-1")).context["two"].changes
    assert one == other


@pytest.mark.parametrize("query", ["?earlier=zz-9&later=x", "?page=-1", "?earlier=&later=fr-1"])
def test_a_version_nobody_knows_shows_the_last_one(call: Any, at: datetime, query: str) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    shown = signed_in(cast.editor).get(page(cast, query))
    assert shown.status_code == 200
    assert shown.context["two"].later.version == 1


def test_an_earlier_text_stands_again_as_a_new_version(call: Any, at: datetime) -> None:
    """Nothing is deleted: the versions before it stay, and the journal says what was done."""
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Deux", 1, at)
    client = signed_in(cast.editor)
    assert put_back(client, page(cast), "fr", 1, seen=2).status_code == 302
    stands = Answer.objects.get(field="need")
    assert (stands.text, stands.version, stands.author) == ("Un", 3, cast.editor.actor_key)
    texts = AnswerVersion.objects.order_by("version").values_list("text", flat=True)
    assert list(texts) == ["Un", "Deux", "Un"]
    assert Event.objects.filter(kind="application.text_restored").count() == 1


def test_a_text_changed_meanwhile_is_not_replaced_by_a_restore(call: Any, at: datetime) -> None:
    """SUB-07: both are shown; pressing once more, knowingly, puts it back."""
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Deux", 1, at)
    write(cast, "Trois de Marco", 2, at, by=cast.partner_editor)
    client = signed_in(cast.editor)
    shown = put_back(client, page(cast), "fr", 1, seen=2)
    assert shown.status_code == 409
    both = words(shown)
    assert "Trois de Marco" in both
    assert ">Un<" in both.replace("<p>", ">").replace("</p>", "<")
    assert Answer.objects.get().text == "Trois de Marco"
    assert put_back(client, page(cast), "fr", 1, seen=3).status_code == 302
    assert Answer.objects.get().text == "Un"


def test_putting_back_what_the_page_showed_does_not_hide_another_hand(
    call: Any, at: datetime
) -> None:
    """The same words as the page showed would be no change; somebody wrote: both are shown."""
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Deux", 1, at, by=cast.partner_editor)
    with pytest.raises(Overtaken) as refusal:
        restore_text(kept(1), seen=1, by=cast.editor, at=at)
    assert refusal.value.answer.text == "Deux"


def test_the_version_that_stands_is_not_saved_again(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    restore_text(kept(1), seen=1, by=cast.editor, at=at + MINUTE)
    assert Answer.objects.get().version == 1
    assert not Event.objects.filter(kind="application.text_restored").exists()


def test_who_may_not_write_a_text_may_read_its_versions_but_not_put_one_back(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at, field="theme", language="")
    client = signed_in(cast.partner_editor)
    shown = client.get(page(cast, field="theme"))
    assert shown.status_code == 200
    assert not shown.context["may_restore"]
    assert put_back(client, page(cast, field="theme"), "", 1, seen=1).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"language": "fr", "version": "9", "seen": "1"},
        {"language": "de", "version": "1", "seen": "1"},
        {"language": "fr\x00", "version": "1", "seen": "1"},
        {"language": "fr", "version": "-1", "seen": "1"},
        {"language": "fr", "version": "1", "seen": "٣"},
        {},
    ],
)
def test_a_version_that_is_none_is_not_put_back(
    call: Any, at: datetime, sent: dict[str, str]
) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    assert signed_in(cast.editor).post(page(cast), sent).status_code == 404
    assert AnswerVersion.objects.count() == 1


def test_an_answer_that_is_no_text_is_compared_in_words(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "12", 0, at, field="duration_months", language="")
    write(cast, "18", 1, at, field="duration_months", language="")
    client = signed_in(cast.editor)
    where = page(cast, field="duration_months")
    pieces = client.get(where).context["two"].changes[0].pieces
    assert {(one.kind, one.text) for one in pieces} == {("removed", "12"), ("added", "18")}
    put_back(client, where, "", 1, seen=2)
    assert cast.reload().duration_months == 12


# -- what one person wrote without a pause is listed once, and can all be listed


def test_saves_without_a_pause_are_listed_once(call: Any, at: datetime) -> None:
    cast = started(call, at)
    for number in range(5):
        write(cast, f"Version {number}", number, at + number * MINUTE)
    write(cast, "Après dix minutes", 5, at + 14 * MINUTE)
    write(cast, "De Marco", 6, at + 14 * MINUTE, by=cast.partner_editor)
    client = signed_in(cast.editor)

    def listed(query: str) -> list[int]:
        return [one.version for one, _before in client.get(page(cast, query)).context["rows"]]

    assert listed("") == [7, 6, 5]
    assert listed("?every=1") == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.counting
def test_a_page_of_versions_costs_the_same_with_three_and_with_ninety(
    call: Any, at: datetime
) -> None:
    """REL-20."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    counts = []
    for until in (3, 90):
        for number in range(Answer.objects.filter(field="need").count() and 3, until):
            write(cast, f"Version {number}", number, at + number * MINUTE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(cast, "?every=1")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- a partner who is taken out


def contribution(cast: Cast, text: str, version: int, at: datetime, partner: Partner) -> Any:
    place = {"field": "contribution", "language": "it", "partner": partner}
    return write(cast, text, version, at, **place, by=cast.partner_editor)


def test_the_sheet_of_a_partner_has_its_versions(call: Any, at: datetime) -> None:
    cast = started(call, at)
    partner = cast.partners[1]
    contribution(cast, "Uno", 0, at, partner)
    contribution(cast, "Due", 1, at, partner)
    where = page(cast, f"{partner.organisation.pid}/", "contribution")
    client = signed_in(cast.partner_editor)
    assert client.get(where).context["two"].changes[0].language == "it"
    assert put_back(client, where, "it", 1, seen=2).status_code == 302
    assert Answer.objects.get(field="contribution").text == "Uno"
    other = page(cast, f"{cast.partners[0].organisation.pid}/", "contribution")
    assert client.get(other).status_code == 404  # it has written nothing


def test_what_a_partner_wrote_stays_to_read_after_it_was_taken_out(call: Any, at: datetime) -> None:
    cast = started(call, at)
    partner = cast.partners[1]
    contribution(cast, "Il nostro contributo", 0, at, partner)
    remove_partner(partner, by=cast.signatory, at=at)
    client = signed_in(cast.editor)
    every = client.get(f"/fr/applications/{cast.application.pid}/versions/")
    assert partner.organisation.name in words(every)
    where = page(cast, f"{partner.organisation.pid}/", "contribution")
    shown = client.get(where)
    assert "Il nostro contributo" in words(shown)
    assert put_back(client, where, "it", 1, seen=1).status_code == 403
    with pytest.raises(NotPossible):
        restore_text(AnswerVersion.objects.get(), seen=1, by=cast.editor, at=at)
    assert signed_in(cast.partner_editor).get(where).status_code == 404  # ACC-08


def test_a_partner_that_comes_back_finds_its_texts_and_their_versions(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    partner = cast.partners[1]
    contribution(cast, "Uno", 0, at, partner)
    contribution(cast, "Due", 1, at, partner)
    remove_partner(partner, by=cast.signatory, at=at)
    again = add_partner(cast.application, partner.organisation, by=cast.signatory, at=at)
    stands = again.answers.get(field="contribution")
    assert (stands.text, stands.version) == ("Due", 2)
    contribution(cast, "Tre", 2, at, again)
    versions = stands.versions.order_by("version").values_list("version", "text")
    assert list(versions) == [(1, "Uno"), (2, "Due"), (3, "Tre")]


def test_versions_go_with_their_draft(call: Any, at: datetime) -> None:
    """PRI: nothing of a draft that is deleted stays behind."""
    cast = started(call, at)
    write(cast, "Un", 0, at)
    contribution(cast, "Uno", 0, at, cast.partners[1])
    remove_partner(cast.partners[1], by=cast.signatory, at=at)
    save_activity(cast.application, ActivityDraft({"fr": "Balades"}), by=cast.editor, at=at)
    delete_draft(cast.application.pid, by=cast.signatory, at=at)
    assert erase_draft(cast.application.pid, at=deleted_until(call, at))
    assert not AnswerVersion.objects.exists()
    assert not PartVersion.objects.exists()


# -- activities and deliverables


def walks(cast: Cast, title: str, **more: Any) -> ActivityDraft:
    partners = [cast.partners[1].pid]
    return ActivityDraft({"fr": title}, {"fr": "Trois balades."}, 1, 6, partners, **more)


def activity_page(cast: Cast, pid: str) -> str:
    return f"/fr/applications/{cast.application.pid}/parts/activity/{pid}/"


def test_each_save_of_an_activity_is_a_version_with_its_difference(call: Any, at: datetime) -> None:
    cast = started(call, at)
    leaflet = DeliverableDraft({"fr": "Dépliant"}, {"fr": "pièces"}, 100, 3)
    first = walks(cast, "Balades", deliverables=[leaflet])
    one = save_activity(cast.application, first, by=cast.editor, at=at)
    same = draft_of(Activity.objects.get())
    save_activity(
        cast.application, same, by=cast.editor, at=at, activity=one, seen=activity_seal(one)
    )
    assert PartVersion.objects.count() == 1  # saved as it was
    changed = walks(cast, "Balades contées")
    save_activity(cast.application, changed, by=cast.editor, at=at, activity=one)
    shown = signed_in(cast.editor).get(activity_page(cast, one.pid))
    rows = {label: pieces for label, _language, pieces in shown.context["rows"]}
    assert any("Balades" in label or label.startswith("Titre") for label in rows)
    assert "Dépliant" in words(shown)


def test_an_activity_is_put_back_whole_unless_somebody_changed_it(call: Any, at: datetime) -> None:
    """SUB-07 for the restore of an activity."""
    cast = started(call, at)
    leaflet = DeliverableDraft({"fr": "Dépliant"}, {"fr": "pièces"}, 100, 3)
    first = walks(cast, "Balades", deliverables=[leaflet])
    one = save_activity(cast.application, first, by=cast.editor, at=at)
    save_activity(cast.application, walks(cast, "Contes"), by=cast.editor, at=at, activity=one)
    client, where = signed_in(cast.editor), activity_page(cast, one.pid)
    seen = client.get(where).context["seen"]
    save_activity(cast.application, walks(cast, "Autre"), by=cast.signatory, at=at, activity=one)
    refused = client.post(where, {"version": "1", "seen": seen})
    assert refused.status_code == 409
    assert Activity.objects.get().titles == {"fr": "Autre"}
    seen = refused.context["seen"]
    assert client.post(where, {"version": "1", "seen": seen}).status_code == 302
    stands = Activity.objects.get()
    assert stands.titles == {"fr": "Balades"}
    assert stands.deliverables.get().quantity == 100
    assert [partner.pk for partner in stands.partners.all()] == [cast.partners[1].pk]
    assert PartVersion.objects.count() == 4


def test_a_removed_activity_comes_back_under_its_own_id_once(call: Any, at: datetime) -> None:
    cast = started(call, at)
    leaflet = DeliverableDraft({"fr": "Dépliant"}, {"fr": "pièces"}, 100, 3)
    first = walks(cast, "Balades", deliverables=[leaflet])
    one = save_activity(cast.application, first, by=cast.editor, at=at)
    pid, where = one.pid, activity_page(cast, one.pid)
    remove_activity(one, by=cast.editor, at=at)
    client = signed_in(cast.editor)
    assert "Balades" in words(client.get(f"/fr/applications/{cast.application.pid}/versions/"))
    assert client.post(where, {"version": "1", "seen": ""}).status_code == 302
    assert Activity.objects.get().pid == pid
    assert Activity.objects.get().deliverables.count() == 1
    with pytest.raises(NotPossible):
        restore_part(PartVersion.objects.get(version=1), seen="", by=cast.editor, at=at)
    assert client.post(where, {"version": "7", "seen": ""}).status_code == 404


def test_an_activity_comes_back_without_a_partner_who_left(call: Any, at: datetime) -> None:
    cast = started(call, at)
    one = save_activity(cast.application, walks(cast, "Balades"), by=cast.editor, at=at)
    remove_activity(one, by=cast.editor, at=at)
    remove_partner(cast.partners[1], by=cast.signatory, at=at)
    restore_part(PartVersion.objects.get(), seen="", by=cast.editor, at=at)
    assert not Activity.objects.get().partners.exists()


def test_only_the_lead_puts_an_activity_back(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    pid = Activity.objects.get().pid
    client = signed_in(cast.partner_editor)
    assert client.get(activity_page(cast, pid)).status_code == 200
    assert client.post(activity_page(cast, pid), {"version": "1"}).status_code == 403
    assert client.get(activity_page(cast, "2" * 14)).status_code == 404


def test_a_machine_s_draft_put_back_is_marked_until_a_person_confirms_it(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    draft = AnswerDraft("need", "Una bozza", "it", machine=True)
    assert not save_answers(cast.application, [draft], by=cast.editor, at=at)
    write(cast, "Una bozza corretta", 1, at, language="it")
    write(cast, "", 2, at, language="it")
    write(cast, "Scritto da noi", 3, at, language="it")
    assert not Answer.objects.get().machine
    restored = restore_text(kept(2, "it"), seen=4, by=cast.editor, at=at + MINUTE)
    assert restored.machine
    again = restore_text(kept(3, "it"), seen=5, by=cast.editor, at=at + 2 * MINUTE)
    back = restore_text(kept(4, "it"), seen=6, by=cast.editor, at=at + 3 * MINUTE)
    assert (again.machine, back.machine) == (False, False)


def test_the_list_says_of_a_version_that_a_machine_wrote_it(call: Any, at: datetime) -> None:
    cast = started(call, at)
    draft = AnswerDraft("need", "Una bozza", "it", machine=True)
    assert not save_answers(cast.application, [draft], by=cast.editor, at=at)
    write(cast, "Una bozza corretta", 1, at + 60 * MINUTE, language="it")
    read = words(signed_in(cast.editor).get(page(cast)))
    listed = read.split('<h2 id="all"')[1].split('<li class="row"')[1:]
    marked = ["Brouillon d’une machine" in one for one in listed]
    assert marked == [False, True]
