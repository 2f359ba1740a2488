"""Bad input (REL-21, issue 2 section 7): every form answers every corpus, in every language.

A page is opened like a browser opens it, its form is filled with what nobody asked for and sent;
never a 5xx, what was typed stays in the answer, no amount is ever changed in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from cordata.accounts.models import Organisation
from cordata.applications.models import CostLine
from cordata.assessment.models import CompletionRequest, Review
from cordata.assessment.states import ReviewState
from cordata.kernel.clock import held_at
from cordata.matching.models import PartnerSearch
from cordata.meetings.models import Registration
from cordata.meetings.states import RegistrationState
from cordata.selection.models import CommitteeSession
from cordata.web.numerals import euros
from tests.access.world import ANONYMOUS, World, addresses
from tests.access.worlds import built
from tests.conftest import DEMO_INSTANT
from tests.corpus import AMOUNTS, EVERYWHERE, TEXTS, Sent, encoded, form_with
from tests.factories.meetings import shown
from tests.factories.programme import TEN_YEARS, correct_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("drawn_as_in_production")]
ADDRESSES = addresses()
LANGUAGES = ("fr", "it", "en")
REFUSED = 'class="err"'  # beside a field, or in the summary above a form


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of the product: the page it stands on, who fills it in, a field it is known by."""

    world: str
    page: str
    role: str
    knows: str
    fill: dict[str, str] = field(default_factory=dict)  # what the page leaves open
    args: dict[str, str] = field(default_factory=dict)  # where the page is another's
    early: bool = False  # asked at the moment of the demo, whatever the package's own
    query: str = ""
    before: Callable[[World], None] | None = None

    @property
    def id(self) -> str:
        return f"{self.page}-{self.knows}"


def asked_again(world: World) -> None:
    """The completion as it was before its answer."""
    items = [{"code": "text:project:summary", "text": "Précisez."}]
    CompletionRequest.objects.update(
        answered_at=None, due_at=world.at.replace(year=2030), items=items
    )
    Review.objects.update(state=ReviewState.COMPLETION)


def not_convened(world: World) -> None:
    """The session as it was before its convocation."""
    CommitteeSession.objects.update(
        state="prepared", convened_at=None, signed_at=None, signed_by=None,
        released_at=None, released_by=None,
    )  # fmt: skip


def to_be_completed(world: World) -> None:
    """A file whose officer may still ask for what is missing."""
    CompletionRequest.objects.all().delete()
    Review.objects.update(state=ReviewState.ADMISSIBILITY)


def an_enterprise(world: World) -> None:
    """Only an enterprise is asked for the figures of its size."""
    Organisation.objects.update(legal_type="enterprise")


def in_draft(world: World) -> None:
    """A corrected text waits to be published."""
    by, words = world.people["officer"], {"question/invoices/answers": TEN_YEARS}
    correct_words(world.call, words, by=by, at=world.at)


def nothing_proposed(world: World) -> None:
    """The closing's form shows while no later closing waits."""
    world.call.closing_moves.all().delete()


def has_come(world: World) -> None:
    """The meeting is over, and who registered was at it."""
    begun, over = world.at - timedelta(hours=5), world.at - timedelta(hours=1)
    world.call.programme.meetings.filter(pid=world.common["pid"]).update(
        starts_at=begun, ends_at=over, registration_closes_at=begun
    )
    Registration.objects.filter(pid=world.common["registration"]).update(
        state=RegistrationState.ATTENDED, attended_at=begun
    )


PUBLIC = (
    Asked("meetings", "meetings:detail", "visitor", "email", early=True,
          fill={"name": "Elena", "email": "elena@valfredda.example", "country": "IT"}),
    Asked("programme", "programme:eligible", "visitor", "total",
          fill={"country": "FR", "legal_type": "association", "partner": "yes", "total": "40000"}),
    Asked("accounts", "account_login", "visitor", "login", {"login": "a@b.example"}),
    Asked("accounts", "account_signup", "visitor", "email", {"email": "a@b.example"}),
    Asked("applications", "applications:verify", "visitor", "code"),
    Asked("applications", "applications:follow", "visitor", "email", {"language": "fr"}),
    Asked("matching", "matching:board", "visitor", "q"),
    Asked("transparency", "transparency:list", "visitor", "q"),
)  # fmt: skip
OWN = (
    Asked("accounts", "accounts:me", "lead_editor", "name"),
    Asked("accounts", "accounts:organisation_new", "applicant", "number", query="?country=FR"),
    Asked("accounts", "accounts:recovery_new", "lead_editor", "lost"),
    Asked("accounts", "accounts:roles", "administrator", "ends_on", {"role": "auditor"}),
    Asked("matching", "matching:new", "lead_editor", "budget_idea",
          {"theme": "culture-tourisme", "titles_fr": "Chemins", "ideas_fr": "Une idée."}),
    Asked("matching", "matching:detail", "applicant", "message", {"message": "Parlons-en."}),
    Asked("meetings", "meetings:change", "registrant", "name", early=True),
    Asked("meetings", "meetings:hand_over", "registrant", "name", early=True),
    Asked("meetings", "meetings:invited_come", "registrant", "name", {"country": "IT"}, early=True),
    Asked("meetings", "meetings:invited_colleague", "registrant", "name", early=True),
    Asked("meetings", "meetings:invited_unsubscribe", "registrant", "erase", early=True),
    Asked("meetings", "meetings:guest_add", "organiser", "email", {"email": "a@b.example"},
          early=True),
    Asked("meetings", "meetings:guests_preview", "organiser", "column_email", early=True),
    Asked("meetings", "meetings:guests", "organiser", "q"),
    Asked("meetings", "meetings:mail_write", "organiser", "subject__fr"),
    Asked("meetings", "meetings:mail_edit", "organiser", "subject__fr"),
    Asked("meetings", "meetings:check_in", "checkin", "name", {"country": "FR"}),
    Asked("meetings", "meetings:helpers", "organiser", "email", {"email": "a@b.example"}),
    Asked("meetings", "meetings:ask", "registrant", "text", early=True),
    Asked("meetings", "meetings:survey", "registrant", "own_missing", before=has_come),
    Asked("meetings", "meetings:questions", "organiser", "text", {"channel": "phone"}),
    Asked("meetings", "meetings:question", "organiser", "title_fr"),
    Asked("meetings", "meetings:question", "organiser", "answer"),
    Asked("meetings", "meetings:question", "organiser", "because"),
    Asked("meetings", "meetings:question", "organiser", "owner"),
    Asked("meetings", "meetings:call_question", "organiser", "title_fr"),
    Asked("meetings", "meetings:call_question", "organiser", "answer"),
    Asked("meetings", "meetings:documents", "organiser", "title_fr"),
    Asked("meetings", "meetings:records", "organiser", "sheet-half"),
    Asked("meetings", "meetings:records", "organiser", "photo-author"),
    Asked("meetings", "meetings:records", "organiser", "proof-title"),
    Asked("meetings", "meetings:people", "organiser", "q"),
    Asked("meetings", "meetings:edit", "organiser", "names__fr"),
    Asked("meetings", "meetings:edit_part", "organiser", "titles__fr"),
    Asked("meetings", "meetings:link", "organiser", "link"),
    Asked("meetings", "meetings:new", "organiser", "names__fr"),
    Asked("api", "api:connections", "organiser", "label", {"label": "CRM"}),
    Asked("api", "api:new_hook", "organiser", "url"),
    Asked("programme", "programme:change_envelope", "authority", "amount"),
    Asked("programme", "programme:move_closing", "authority", "hour", before=nothing_proposed),
    Asked("programme", "programme:publish", "communication", "title_fr", {"kind": "news"}),
    Asked("programme", "programme:words_at", "officer", "answers__fr"),
    Asked("programme", "programme:words_preview", "officer", "reason__it", before=in_draft),
    Asked("programme", "programme:new_document", "officer", "names__fr"),
    Asked("rehearsal", "rehearsal:mailbox", "visitor", "to"),
    Asked("desk", "desk:journal", "auditor", "subject"),
    Asked("desk", "desk:reads", "auditor", "person"),
    Asked("accounts", "accounts:see", "officer", "reason", {"email": "nobody@nowhere.example"}),
    Asked("accounts", "accounts:merge", "officer", "reason"),
    Asked("desk", "desk:search", "officer", "q"),
)  # fmt: skip
FILE = (
    Asked("applications_sections", "applications:start code", "lead_editor", "organisation"),
    Asked("applications_sections", "applications:project", "lead_editor", "acronym"),
    Asked("applications_sections", "applications:text", "lead_editor", "need-fr"),
    Asked("applications_sections", "applications:field_comments", "lead_editor", "text"),
    Asked("applications_sections", "applications:partners", "lead_editor", "value"),
    Asked("applications_sections", "applications:partner", "partner_editor", "previously_funded"),
    Asked("applications_sections", "applications:activity", "lead_editor", "title_fr"),
    Asked("applications_sections", "applications:budget", "lead_editor", "partner-1-external"),
    Asked("applications_sections", "applications:budget_partner", "lead_editor", "seen"),
    Asked("applications_sections", "applications:budget_paste", "lead_editor", "pasted"),
    Asked(
        "applications_sections",
        "applications:mandate",
        "partner_signatory",
        "reason",
        {"act": "end"},
    ),
    Asked("applications_sections", "applications:delete", "lead_editor", "sure"),
    Asked("applications_sections", "applications:aid", "partner_editor", "partner"),
    Asked(
        "applications_sections",
        "applications:guests",
        "lead_editor",
        "email",
        {"email": "oss@invitati.example"},
    ),
    Asked(
        "applications_sections",
        "applications:size",
        "partner_editor",
        "explanation",
        before=an_enterprise,
    ),
    Asked("applications_sections", "applications:declarations", "partner_editor", "partner"),
    Asked(
        "applications_sections",
        "applications:help",
        "lead_editor",
        "purpose",
        {"until": "2025-03-25", "agreed": "on", "version": "1"},
    ),
    Asked("applications_sections", "applications:helping", "officer", "email"),
    Asked("applications", "applications:paper_note", "officer", "signed_by"),
    Asked("applications", "applications:paper_begin", "officer", "value"),
    Asked("applications", "applications:paper", "officer", "reason"),
    Asked("applications", "applications:announcement_write", "officer", "subject__fr"),
    Asked("applications", "applications:announcement_edit", "officer", "body__it"),
    Asked("applications_sections", "applications:ask", "lead_editor", "text"),
)
WORK = (
    Asked("assessment", "assessment:completion", "lead_editor", "answer", before=asked_again),
    Asked("assessment", "assessment:ask", "officer", "due_on", before=to_be_completed),
    Asked("assessment", "assessment:sheet", "assessor", "comment"),
    Asked("assessment", "assessment:review", "officer", "assessor"),
    Asked("assessment", "assessment:reviews", "officer", "q"),
    Asked("projects", "projects:give_bank", "lead_signatory", "iban", {"holder": "Semnoz"}),
    Asked("projects", "projects:confirm_bank", "authority", "given_at"),
    Asked("projects", "projects:prove", "lead_editor", "link"),
    Asked("projects", "projects:report", "lead_editor", "done_fr"),
    Asked("projects", "projects:verify", "officer", "reason"),
    Asked("projects", "projects:list", "officer", "state"),
    Asked("selection", "selection:prepare", "officer", "place"),
    Asked("selection", "selection:members", "officer", "because", before=not_convened),
    Asked("selection", "selection:conditions", "lead_editor", "text"),
    Asked("selection", "selection:conditions", "officer", "met"),
    Asked("selection", "selection:conditions", "officer", "due_on"),
)
FORMS = (*PUBLIC, *OWN, *FILE, *WORK)


@dataclass(slots=True)
class Desk:
    """A world, and a browser in it."""

    world: World
    client: Client

    def browse(self, role: str) -> None:
        self.client.cookies.clear()
        if role not in ANONYMOUS:
            self.client.force_login(self.world.people[role])

    def open(self, form: Asked, language: str) -> Sent:
        with override(language):
            name, _space, _params = form.page.partition(" ")
            page = next(one for one in ADDRESSES if form.page in {one.name, one.full})
            kwargs = self.world.arguments(page, form.role)
            path = reverse(name, kwargs=kwargs) + form.query
        sent = form_with(self.client.get(path).content.decode(), form.knows, path)
        sent.values |= {key: [value] for key, value in form.fill.items()}
        if "shown" in sent.values:
            sent.values["shown"] = [
                shown(self.world.call.programme.meetings.get(pid=self.world.common["pid"]))
            ]
        return sent

    def send(self, sent: Sent, **changed: list[Any]) -> Any:
        data = encoded(sent.values | changed)
        if sent.method == "GET":
            path, _mark, query = sent.action.partition("?")
            return self.client.get(f"{path}?{query}&{data}")
        return self.client.post(sent.action, data, content_type="application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def desk(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Desk]:
    with django_db_blocker.unblock(), transaction.atomic():
        with held_at(DEMO_INSTANT):
            world = built(request.param, DEMO_INSTANT)
        yield Desk(world, Client(raise_request_exception=False))
        transaction.set_rollback(True)


def no_nul(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """PostgreSQL takes no NUL: a parameter that carries one would be a 500 there."""
    flat = params if isinstance(params, (list, tuple)) else ()
    assert not any(isinstance(one, str) and "\x00" in one for one in flat), sql
    return execute(sql, params, many, context)


def by_world(forms: tuple[Asked, ...]) -> list[Any]:
    """One world after the other, so that each is built once."""
    return [
        pytest.param(one.world, one, id=one.id) for one in sorted(forms, key=lambda one: one.world)
    ]


@pytest.mark.parametrize(("desk", "form"), by_world(FORMS), indirect=["desk"], scope="module")
def test_no_form_breaks(desk: Desk, form: Asked) -> None:
    """REL-21: the whole corpus in what is typed, then in every control, hidden ones too."""
    at = DEMO_INSTANT if form.early else desk.world.at
    wrong = []
    with held_at(at), transaction.atomic(), connection.execute_wrapper(no_nul):
        if form.before:
            form.before(desk.world)
        desk.browse(form.role)
        opened = {language: desk.open(form, language) for language in LANGUAGES}
        for number, (name, shot) in enumerate(shots(opened[LANGUAGES[0]])):
            language = LANGUAGES[number % len(LANGUAGES)]
            wrong += tried(desk, opened[language], f"{name} ({language})", shot)
        transaction.set_rollback(True)

    assert "\n".join(wrong) == ""


def shots(sent: Sent) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """What is sent instead of what the page would send."""
    everything = [*sent.typed, *sent.chosen]
    for name, value in TEXTS.items():
        if name == "very long":
            yield name, {one: [value] for one in sent.typed[:1]}
            continue
        yield name, {one: [value] for one in sent.typed}
    for name in EVERYWHERE:
        yield f"{name} everywhere", {one: [TEXTS[name]] for one in everything}
    yield "nothing at all", {one: [] for one in everything}
    yield "arrays", {one: ["1", "2", "3"] for one in everything}
    yield "names of arrays", {f"{one}[]": ["1"] for one in everything}
    yield (
        "a management form of others",
        {one: ["1000000000"] for one in everything if one.endswith("_FORMS")},
    )


def tried(desk: Desk, sent: Sent, name: str, shot: dict[str, list[Any]]) -> Iterator[str]:
    """What is wrong with one answer."""
    with transaction.atomic():
        answer = desk.send(sent, **shot)
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        reason = answer.exc_info[1] if answer.exc_info else ""
        yield f"{name}: {answer.status_code} {reason!r}"[:300]
    elif answer.status_code in {200, 409, 422} and sent.method == "POST":
        page = answer.content.decode()
        if answer.status_code == 200 and REFUSED in page:
            yield f"{name}: refused with the status of a success"
        typed = [one[0] for key, one in shot.items() if key in sent.typed and one]
        if any(isinstance(one, str) and one.strip() and escape(one) not in page for one in typed):
            yield f"{name}: what was typed is lost ({answer.status_code})"


# Money (MON-02)


def budget_line(world: World) -> Any:
    line = CostLine.objects.filter(
        partner__application__pid=world.common["pid"], category="external", partner__is_lead=True
    )
    return line.values_list("amount", flat=True).first()


def search_budget(world: World) -> Any:
    return PartnerSearch.objects.order_by("-pk").values_list("budget_idea", flat=True).first()


def envelope(world: World) -> Any:
    return world.call.envelope_versions.order_by("-pk").values_list("amount", flat=True).first()


def of(name: str, forms: tuple[Asked, ...]) -> Asked:
    """The one form of that name."""
    (found,) = (one for one in forms if one.page == name)
    return found


MONEY: tuple[tuple[Asked, str, Callable[[World], Any]], ...] = (
    (of("applications:budget", FILE), "partner-1-external", budget_line),
    (of("matching:new", OWN), "budget_idea", search_budget),
)


@pytest.mark.parametrize(
    ("desk", "form", "control", "stored"),
    [pytest.param(one.world, one, *rest, id=one.id) for one, *rest in MONEY],
    indirect=["desk"],
    scope="module",
)
def test_an_amount_is_read_as_meant_or_refused(
    desk: Desk, form: Asked, control: str, stored: Callable[[World], Any]
) -> None:
    """MON-02: no amount changes in silence, whatever was typed."""
    wrong = []
    with held_at(desk.world.at):
        desk.browse(form.role)
        for number, (typed, meant) in enumerate(AMOUNTS.items()):
            sent = desk.open(form, LANGUAGES[number % len(LANGUAGES)])
            with transaction.atomic():
                before = stored(desk.world)
                answer = desk.send(sent, **{control: [typed]})
                after = stored(desk.world)
                transaction.set_rollback(True)
            saved = answer.status_code == 302
            if saved != (meant is not None) or after != (meant if saved else before):
                wrong.append(f"{typed!r}: {answer.status_code}, {before} -> {after}")
            elif not saved and escape(typed) not in answer.content.decode():
                wrong.append(f"{typed!r} is lost")

    assert wrong == []


@pytest.mark.parametrize("desk", ["programme"], indirect=True)
def test_the_public_question_reads_amounts_the_same_way(desk: Desk) -> None:
    form, wrong = PUBLIC[1], []
    with held_at(desk.world.at):
        desk.browse(form.role)
        sent = desk.open(form, "fr")
        for typed, meant in AMOUNTS.items():
            if "\x00" in typed:  # dropped from every address before anybody reads it
                continue
            page = desk.send(sent, total=[typed]).content.decode()
            told = euros(meant, language="fr") if meant else escape(typed)
            if told not in page or ('class="err"' in page) != (meant is None):
                wrong.append(typed)

    assert wrong == []
