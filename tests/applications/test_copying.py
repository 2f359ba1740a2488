"""A draft that begins with a former application, with a partner search or with a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordata.accounts.models import Membership, Organisation
from cordata.applications import questions
from cordata.applications.actions import start_application
from cordata.applications.actions.copying import Wanted, copy_application, take_over_money
from cordata.applications.actions.partners import add_partner
from cordata.applications.actions.start import Beginning
from cordata.applications.fitting import Forms
from cordata.applications.forms.prefilled import LONG, PREFIX, names_of, read_prefilled
from cordata.applications.models import Answer, Application, Guest, Partner
from cordata.applications.states import MandateState
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import PartnerSearch
from cordata.matching.states import SearchState
from cordata.packs import steps
from cordata.packs.form import FieldType, LanguageRule
from tests.applications.test_pages import signed_in
from tests.corpus import TEXTS
from tests.factories.applications import (
    SEMNOZ,
    VALFREDDA,
    Cast,
    another,
    complete_application,
    organisation,
    people,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(call: Any, at: datetime) -> Cast:
    return complete_application(call, at)


def begun(cast: Cast, call: Any, at: datetime, **wanted: bool) -> Application:
    beginning = Beginning(source=cast.application, wanted=Wanted(**wanted))
    return start_application(
        call=call, organisation=organisation(SEMNOZ), by=cast.signatory, at=at, beginning=beginning
    )


def test_former_figures_name_who_paid_in_words(former: Cast, call: Any, at: datetime) -> None:
    """Own funds without a name are no code, and the total says what it holds."""
    source = former.application.partners.get(is_lead=True).sources.get()
    source.name = ""
    source.save()
    draft = begun(former, call, at, partners=True, budget=False)
    lead = draft.partners.get(is_lead=True)
    with held_at(at):
        page = signed_in(former.signatory).get(f"/fr/applications/{draft.pid}/budget/{lead.pid}/")
    box = page.content.decode().partition('aria-labelledby="fo"')[2].partition("</section>")[0]
    assert source.kind not in box
    assert "Fonds propres" in box
    assert "Total, montants forfaitaires compris" in box


def texts(application: Application) -> dict[tuple[str, str, str], str]:
    rows = application.answers.exclude(text="").select_related("partner__organisation")
    return {
        (one.field, one.language, one.partner.organisation.name if one.partner else ""): one.text
        for one in rows
    }


def test_texts_activities_and_partners_come_along(former: Cast, call: Any, at: datetime) -> None:
    draft = begun(former, call, at, partners=True, budget=True)
    expected = texts(former.application)
    del expected["start_on", "", ""]
    assert texts(draft) == expected
    assert draft.activities.count() == former.application.activities.count()
    assert draft.indicators.count() == former.application.indicators.count()
    assert draft.partners.get(is_lead=False).organisation == organisation(VALFREDDA)
    lead = draft.partners.get(is_lead=True)
    assert amounts_of(lead) == amounts_of(former.application.partners.get(is_lead=True))


def amounts_of(partner: Partner) -> list[Any]:
    return list(partner.lines.values_list("category", "amount"))


def test_another_partners_money_comes_by_an_act_of_its_own(
    former: Cast, call: Any, at: datetime
) -> None:
    """ACC-07: neither lines nor funders; its people see what they were, the lead does not."""
    draft = begun(former, call, at, partners=True, budget=True)
    other = draft.partners.get(is_lead=False)
    assert not other.lines.exists()
    assert not other.sources.exists()
    told = Event.objects.get(kind="application.copied", subject_id=draft.pid)
    assert "money_is_theirs" in {one["code"] for one in told.data["left"]}
    with pytest.raises(NotPossible):
        take_over_money(other, by=former.signatory, at=at)

    page = f"/fr/applications/{draft.pid}/budget/{other.pid}/"
    with held_at(at):
        theirs = signed_in(former.partner_editor)
        assert f"{page}take-over/" in theirs.get(page).content.decode()
        assert f"{page}take-over/" not in signed_in(former.signatory).get(page).content.decode()
        assert signed_in(former.signatory).post(f"{page}take-over/").status_code == 403
        assert theirs.post(f"{page}take-over/").status_code == 302
        assert f"{page}take-over/" not in theirs.get(page).content.decode()
    own = former.application.partners.get(organisation=other.organisation)
    assert amounts_of(other) == amounts_of(own) != []
    with pytest.raises(NotPossible, match="nothing_there"):
        take_over_money(other, by=former.partner_editor, at=at)


def test_what_people_gave_their_word_for_is_never_taken(
    former: Cast, call: Any, at: datetime
) -> None:
    """SUB-09: mandates, declarations, State aid, annexes and agreements are given anew."""
    draft = begun(former, call, at, partners=True, budget=True)
    assert former.application.agreements.exists()
    assert not draft.agreements.exists()
    assert not draft.annexes.exists()
    for partner in draft.partners.all():
        assert partner.mandate_state == MandateState.MISSING
        assert not partner.mandates.exists()
        assert partner.declarations == []
        assert partner.aid == {}


def test_without_its_partners_a_file_gives_what_the_lead_wrote(
    former: Cast, call: Any, at: datetime
) -> None:
    draft = begun(former, call, at)
    assert {name for _field, _language, name in texts(draft)} == {"", SEMNOZ.name}
    assert draft.partners.count() == 1
    assert not draft.partners.get().lines.exists()
    told = Event.objects.get(kind="application.copied", subject_id=draft.pid)
    assert told.data["source"] == former.application.pid
    assert "partner_not_here" in {one["code"] for one in told.data["left"]}


def test_a_text_over_the_new_limit_is_kept_whole_and_said(former: Cast, call: Any) -> None:
    """One sign on both sides of the limit."""
    new = call.definition
    limit = new.form.field("need").limit
    forms = Forms(new, new, call.programme.definition)
    assert forms.problem("need", "fr", "é" * limit) is None
    found = forms.problem("need", "fr", "é" * (limit + 1))
    assert found
    assert (found.code, found.kept, found.params["count"]) == ("too_long", True, limit + 1)


def changed(definition: Any, key: str, **facts: Any) -> Any:
    """The same call with one question changed, or taken out."""
    sections = tuple(
        replace(
            section,
            fields=tuple(
                replace(field, **facts) if field.key == key else field
                for field in section.fields
                if field.key != key or facts
            ),
        )
        for section in definition.form.sections
    )
    return replace(definition, form=replace(definition.form, sections=sections))


@pytest.mark.parametrize(
    ("key", "language", "text", "facts", "code"),
    [
        ("need", "fr", "Un besoin", {}, "field_gone"),
        ("need", "fr", "Un besoin", {"type": "number"}, "type_differs"),
        ("need", "fr", "Un besoin", {"language": "O"}, "language_gone"),
        ("theme", "", "gone", {"number": "Z9"}, "choice_gone"),
        ("inclusion", "", "citizens,gone", {"number": "Z9"}, "choice_gone"),
        ("duration_months", "", "19", {"number": "Z9"}, "out_of_range"),
        ("start_on", "", "2024-05-01", {"number": "Z9"}, "say_anew"),
        ("target_groups", "", "[]", {"columns": ()}, "columns_differ"),
        ("acronym", "", "a" * 26, {"limit": 40}, "too_wide"),
    ],
)
def test_each_reason_why_an_answer_does_not_fit(
    call: Any, key: str, language: str, text: str, facts: dict[str, Any], code: str
) -> None:
    kinds = {"type": FieldType, "language": LanguageRule}
    facts = {name: kinds[name](one) if name in kinds else one for name, one in facts.items()}
    forms = Forms(
        call.definition, changed(call.definition, key, **facts), call.programme.definition
    )
    found = forms.problem(key, language, text)
    assert found
    assert (found.code, found.kept) == (code, False)


def test_a_choice_that_is_gone_is_named_as_its_own_call_names_it(call: Any) -> None:
    new = changed(call.definition, "theme", number="Z9")
    lost, *kept = new.themes
    forms = Forms(call.definition, replace(new, themes=tuple(kept)), call.programme.definition)
    found = forms.problem("theme", "", lost.code)
    assert found
    assert found.params["values"]["it"] == lost.names["it"]


def test_nobody_begins_with_the_file_of_others(
    former: Cast, call: Any, at: datetime, person: Any
) -> None:
    """ACC-02, ACC-03: a guest reads a draft and still takes nothing from it."""
    guest = person("guest")
    Guest.objects.create(
        application=former.application, email=guest.email, person=guest, kind="adviser",
        invited_by=former.signatory, invited_at=at, until=call.closes_at,
    )  # fmt: skip
    with pytest.raises(NotPossible) as refusal:
        copy_application(former.application, former.application, by=guest, at=at)
    assert refusal.value.code == "application.copy.not_yours"
    client = signed_in(former.signatory)
    for begin in ("application:unknown", "search:unknown", "application:", "x"):
        sent = {"organisation": organisation(SEMNOZ).pid, "key": "k", "begin": begin}
        assert client.post(f"/fr/applications/start/{call.code}/", sent).status_code == 422
    assert Application.objects.count() == 1


def test_one_organisation_never_gets_what_another_wrote_through_a_person_of_both(
    former: Cast, call: Any, at: datetime
) -> None:
    """ACC-03: a person of two organisations carries nothing from the files of one to the other."""
    stranger = organisation(another(SEMNOZ, 7))
    Membership.objects.create(
        person=former.signatory, organisation=stranger, kind="signatory", started_at=at
    )
    both = type(former.signatory).objects.get(pk=former.signatory.pk)
    beginning = Beginning(source=former.application, wanted=Wanted(partners=True, budget=True))
    with pytest.raises(NotPossible) as refusal:
        start_application(call=call, organisation=stranger, by=both, at=at, beginning=beginning)
    assert refusal.value.code == "application.copy.not_yours"
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sheet", "taken"),
    [(False, True, True), (False, None, None), (True, None, True), (True, False, False)],
)
def test_a_former_no_never_stands_for_today(
    former: Cast, call: Any, at: datetime, said: bool, sheet: bool | None, taken: bool | None
) -> None:
    """The priority for those never funded rests on what is said now, not years ago."""
    former.application.partners.update(previously_funded=said)
    Organisation.objects.update(previously_funded=sheet)
    draft = begun(former, call, at, partners=True)
    assert {one.previously_funded for one in draft.partners.all()} == {taken}


def test_the_report_is_for_those_who_stood_in_the_former_file(
    former: Cast, call: Any, at: datetime
) -> None:
    """It names its partners: somebody who joins the new draft does not read it."""
    draft = begun(former, call, at)
    other = another(SEMNOZ, 8)
    add_partner(draft, organisation(other), by=former.signatory, at=at)
    address = f"/fr/applications/{draft.pid}/taken-over/"
    assert signed_in(former.signatory).get(address).status_code == 200
    newcomer = signed_in(people(other)[0])
    assert newcomer.get(f"/fr/applications/{draft.pid}/").status_code == 200
    assert newcomer.get(address).status_code == 404


def test_more_indicators_than_the_call_takes_are_said_not_refused(
    former: Cast, call: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [one.code for one in call.definition.output_indicators]
    assert former.application.indicators.filter(code__in=codes).exists()
    monkeypatch.setattr("cordata.applications.actions.copying.most", lambda *_: 0)
    draft = begun(former, call, at)
    assert not draft.indicators.exists()
    told = Event.objects.get(kind="application.copied", subject_id=draft.pid)
    assert "one_too_many" in {one["code"] for one in told.data["left"]}


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_the_page_offers_own_files_and_then_tells_what_was_taken(
    former: Cast, call: Any, language: str
) -> None:
    client = signed_in(former.signatory)
    address = f"/{language}/applications/start/{call.code}/"
    choice = f"application:{former.application.pid}"
    assert choice in client.get(address).content.decode()
    sent = {"organisation": organisation(SEMNOZ).pid, "key": "k", "begin": choice}
    told = client.post(address, sent)
    assert told["Location"].endswith("/taken-over/")
    page = client.get(told["Location"]).content.decode()
    assert call.definition.form.field("start_on").labels[language] in page
    assert (
        client.get(f"/{language}/applications/{former.application.pid}/taken-over/").status_code
        == 404
    )


# A partner search of one's own


@pytest.fixture
def search(call: Any, at: datetime) -> PartnerSearch:
    return PartnerSearch.objects.create(
        call=call,
        organisation=organisation(SEMNOZ),
        author=people(SEMNOZ)[0],
        state=SearchState.PUBLISHED,
        theme=call.definition.themes[0].code,
        titles={"fr": "Chemins de mémoire"},
        ideas={"fr": "Les récits sont conservés séparément."},
        brings={"fr": "Nos archives."},
        created_at=at,
        published_at=at,
        expires_at=call.closes_at,
    )


def test_a_search_without_an_introduction_becomes_a_draft(
    search: Any, call: Any, at: datetime
) -> None:
    client = signed_in(people(SEMNOZ)[0])
    sent = {"organisation": organisation(SEMNOZ).pid, "key": "k", "begin": f"search:{search.pid}"}
    client.post(f"/fr/applications/start/{call.code}/", sent)
    draft = Application.objects.get()
    said = texts(draft)
    assert draft.theme == search.theme
    assert said["title", "fr", ""] == "Chemins de mémoire"
    assert said["need", "fr", ""] == "Les récits sont conservés séparément."
    assert said["contribution", "fr", SEMNOZ.name] == "Nos archives."
    [place] = questions.rows_of(said["places", "", ""])
    assert place["territory"] == SEMNOZ.nuts3
    started = Event.objects.get(kind="application.started")
    assert started.data["search"] == search.pid


def test_the_search_of_others_begins_nothing(search: Any, call: Any, at: datetime) -> None:
    beginning = Beginning(search=search)
    with pytest.raises(NotPossible) as refusal:
        start_application(
            call=call, organisation=organisation(VALFREDDA), by=people(VALFREDDA)[0], at=at,
            beginning=beginning,
        )  # fmt: skip
    assert refusal.value.code == "application.start.not_your_search"
    assert not Application.objects.exists()


# A prefilled link


def test_a_link_shows_what_it_brings_and_writes_nothing(call: Any) -> None:
    client = signed_in(people(SEMNOZ)[0])
    theme = call.definition.themes[0]
    address = f"/fr/applications/start/?theme={theme.code}&title-fr=Sentiers%20%3Cb%3E&x=1"
    page = client.get(address, follow=True)
    shown = page.content.decode()
    assert theme.names["fr"] in shown
    assert "Sentiers &lt;b&gt;" in shown
    assert not Application.objects.exists()
    sent = {
        "organisation": organisation(SEMNOZ).pid,
        "key": "k",
        "begin-theme": theme.code,
        "begin-title-fr": "Sentiers <b>",
        "begin-contribution-fr": "non",
    }
    client.post(f"/fr/applications/start/{call.code}/", sent)
    draft = Application.objects.get()
    assert texts(draft) == {("theme", "", ""): theme.code, ("title", "fr", ""): "Sentiers <b>"}


def test_a_link_never_writes_of_partners_money_or_state_aid(call: Any) -> None:
    names = {name.partition("-")[0] for name in names_of(call.definition)}
    form = call.definition.form
    partners = {
        one.key
        for section in form.sections
        if section.repeat == "partner"
        for one in section.fields
    }
    assert {"title", "theme", "summary", "need"} <= names
    assert not names & (partners | steps.ACTIVITIES | steps.MONEY | steps.AID)


def test_all_that_a_page_showed_comes_back_whatever_else_it_sends(call: Any) -> None:
    noise = {f"utm-{number}": "x" for number in range(60)}
    names = [name for name in names_of(call.definition) if name.endswith(("-fr", "-it"))]
    given = noise | {PREFIX + name: "a" for name in names}
    programme = call.programme.definition
    read = read_prefilled(given, call.definition, programme, PREFIX)
    assert {one.name for one in read.given} == {PREFIX + name for name in names}


@pytest.mark.parametrize(("length", "kept"), [(LONG, True), (LONG + 1, False), (40_000, False)])
def test_a_text_of_a_link_is_taken_whole_or_left_out_and_said(
    call: Any, length: int, kept: bool
) -> None:
    wide = changed(call.definition, "need", limit=50_000)
    read = read_prefilled({"need-fr": "a" * length}, wide, call.programme.definition)
    assert [len(one.text) for one in read.given] == ([length] if kept else [])
    assert bool(read.refused) is not kept


@pytest.mark.parametrize("name", ["theme", "title-fr", "summary-it", "acronym"])
@pytest.mark.parametrize("text", [one for one in TEXTS.values() if isinstance(one, str)])
def test_whatever_a_link_holds_is_shown_as_text_or_left_out(
    call: Any, name: str, text: str
) -> None:
    """REL-21: the corpus through the address, and then through the hidden field."""
    client = signed_in(people(SEMNOZ)[0])
    address = f"/fr/applications/start/{call.code}/"
    page = client.get(address, {name: text[:5000]})
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()
    assert not Application.objects.exists()
    sent = {"organisation": organisation(SEMNOZ).pid, "key": "k", f"begin-{name}": text}
    assert client.post(address, sent).status_code in {302, 422}
    kept = Answer.objects.filter(field=name.partition("-")[0])
    assert all(len(one.text) <= 1500 and "\x00" not in one.text for one in kept)


@pytest.mark.counting
def test_many_former_files_cost_the_same_queries(call: Any, at: datetime) -> None:
    """REL-20."""
    own, person = organisation(SEMNOZ), people(SEMNOZ)[0]
    client, counts = signed_in(person), []
    for number in range(4):
        start_application(call=call, organisation=own, by=person, at=at, key=f"k{number}")
        if number in {0, 3}:
            client.get(f"/fr/applications/start/{call.code}/")
            with CaptureQueriesContext(connection) as seen:
                client.get(f"/fr/applications/start/{call.code}/")
            counts.append(len(seen))
    assert counts[0] == counts[1]
