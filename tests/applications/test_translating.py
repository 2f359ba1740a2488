"""A machine's draft of a text: off by default, asked for by a person, marked until confirmed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cordata.applications import translating
from cordata.applications.actions import agree_texts, save_answer
from cordata.applications.actions import translating as action
from cordata.applications.actions.translating import draft_by_machine
from cordata.applications.agreement import standing_of
from cordata.applications.judging import judged_now
from cordata.applications.models import Answer, AnswerVersion
from cordata.cli import doctor
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db
ITALIAN = "Bisogna.\nDavvero."


class Service(ThreadingHTTPServer):
    """A translator of this machine with LibreTranslate's interface; `answers` is what it says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.status, self.body = 200, json.dumps({"translatedText": ITALIAN}).encode()


class Asked(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(sent)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_given: Any) -> None:
        """Quiet."""


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with Service() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.TRANSLATE_URL = f"http://127.0.0.1:{server.server_address[1]}/"
        settings.TRANSLATE_KEY = "a-key"
        yield server
        server.shutdown()


def write(cast: Cast, text: str, at: datetime, *, version: int = 0, language: str = "fr") -> Any:
    place = {"field": "need", "language": language, "version": version}
    return save_answer(cast.application, text=text, by=cast.editor, at=at, **place)


def draft(cast: Cast, at: datetime, language: str = "it") -> None:
    draft_by_machine(cast.application, field="need", language=language, by=cast.editor, at=at)


def italian() -> Answer:
    return Answer.objects.get(field="need", language="it")


def address(cast: Cast, language: str = "fr") -> str:
    return f"/{language}/applications/{cast.application.pid}/texts/need/"


def sent(text: str, **more: str) -> dict[str, str]:
    fields = {"need-fr": text, "need-fr-version": "0", "need-it": "", "need-it-version": "0"}
    return {**fields, **more}


def test_nothing_is_offered_and_nothing_leaves_unless_a_service_is_named(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    write(cast, "Il faut.", at)
    client = signed_in(cast.editor)

    page = client.get(address(cast)).content.decode()
    answer = client.post(address(cast), sent("Il faut.", translate="need:it"))

    assert 'name="translate"' not in page
    assert answer.status_code == 422
    assert "Aucun service de traduction" in answer.content.decode()
    assert not Answer.objects.filter(field="need", language="it").exists()


def test_a_press_saves_what_was_typed_and_drafts_the_empty_language(
    call: Any, at: datetime, service: Service
) -> None:
    cast = started(call, at)
    write(cast, "Il faut.", at)
    client = signed_in(cast.editor)
    offer = client.get(address(cast)).content.decode()

    typed = sent("Il faut.\nVraiment.", translate="need:it") | {"need-fr-version": "1"}
    page = client.post(address(cast), typed, follow=True).content.decode()

    assert 'name="translate" value="need:it"' in offer
    assert "envoyé à 127.0.0.1" in offer
    assert service.asked == [
        (
            "/translate",
            {
                "q": "Il faut.\nVraiment.",
                "source": "fr",
                "target": "it",
                "format": "text",
                "api_key": "a-key",
            },
        )
    ]
    assert italian().text == ITALIAN
    assert "Brouillon d’une machine, à relire" in page
    assert 'name="translate"' not in page


def test_a_draft_is_nobodys_text_until_a_person_confirms_it(
    call: Any, at: datetime, service: Service
) -> None:
    """Domain.md 4: a machine draft is allowed but never counts as reviewed."""
    cast = started(call, at)
    write(cast, "Il faut.\nVraiment.", at)
    draft(cast, at)
    item = cast.application.definition.form.field("need")
    assert item is not None

    def standing() -> Any:
        texts = {one.language: one for one in Answer.objects.filter(field="need")}
        return standing_of(cast.application, item, texts)

    assert (standing().state, standing().machine) == ("unread", ("it",))
    write(cast, "Bisogna, davvero.", at, version=1, language="it")
    assert standing().machine == ("it",)
    agree_texts(cast.application, field="need", versions={"fr": 1, "it": 2}, by=cast.editor, at=at)
    assert (standing().state, standing().machine) == ("agreed", ())
    kept = AnswerVersion.objects.filter(answer=italian()).order_by("version")
    assert [one.machine for one in kept] == [True, False]


def test_filing_waits_for_a_person_to_read_the_draft(
    call: Any, at: datetime, service: Service
) -> None:
    """Check 03."""
    cast = complete_application(call, at)
    write(cast, "", at, version=1, language="it")
    draft(cast, at)

    codes = {(one.code, one.reason) for one in judged_now(cast.reload(), at).blocking}

    assert codes == {("text.languages", "not_agreed")}


def test_an_emptied_draft_leaves_no_mark(call: Any, at: datetime, service: Service) -> None:
    cast = started(call, at)
    write(cast, "Il faut.", at)
    draft(cast, at)
    write(cast, "", at, version=1, language="it")
    write(cast, "Scritto a mano.", at, version=2, language="it")

    assert not italian().machine


def test_a_text_that_somebody_wrote_is_never_replaced(
    call: Any, at: datetime, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = started(call, at)
    write(cast, "Il faut.", at)
    asked = translating.translated

    def overtaken(*given: Any) -> str:  # somebody writes while the service thinks
        write(cast, "Scritto a mano.", at, language="it")
        return asked(*given)

    monkeypatch.setattr(action, "translated", overtaken)
    with pytest.raises(NotPossible, match="meanwhile"):
        draft(cast, at)
    with pytest.raises(NotPossible, match="nothing"):
        draft(cast, at)
    assert italian().text == "Scritto a mano."


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, b'{"error": "Invalid API key"}'),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"translatedText": " "}'),
        (200, b'{"translatedText": ["a"]}'),
        (200, b"[]"),
        (200, b"\xff\xfe"),
    ],
)
def test_whatever_the_service_sends_the_page_says_so_and_keeps_what_was_typed(
    call: Any, at: datetime, service: Service, status: int, body: bytes
) -> None:
    cast = started(call, at)
    service.status, service.body = status, body

    page = signed_in(cast.editor).post(address(cast), sent("Il faut.", translate="need:it"))

    assert page.status_code == 422
    assert "n’a pas renvoyé de traduction" in page.content.decode()
    assert Answer.objects.get(field="need").text == "Il faut."


def test_a_service_that_is_down_costs_no_word(call: Any, at: datetime, settings: Any) -> None:
    settings.TRANSLATE_URL = "http://127.0.0.1:9"  # nobody listens there
    cast = started(call, at)

    page = signed_in(cast.editor).post(
        address(cast, "it"), sent("Il faut.", translate="need:it"), follow=True
    )

    assert "127.0.0.1 non risponde" in page.content.decode()
    assert Answer.objects.get(field="need").text == "Il faut."


def test_what_cannot_be_seen_does_not_come_in(call: Any, at: datetime, service: Service) -> None:
    """Assurance.md 7.1: a service is no more trusted than a keyboard."""
    cast = started(call, at)
    write(cast, "Il faut.", at)
    service.body = json.dumps({"translatedText": "Bi\u202eso\u0000gna\n."}).encode()
    draft(cast, at)

    assert italian().text == "Bisogna ."


@pytest.mark.parametrize("over", [0, 1])
def test_an_hours_drafts_are_counted(
    call: Any, at: datetime, service: Service, monkeypatch: pytest.MonkeyPatch, over: int
) -> None:
    monkeypatch.setattr(action, "AN_HOUR", 2)
    cast = started(call, at)
    write(cast, "Il faut.", at)
    for number in range(1 + over):
        draft(cast, at)
        write(cast, "", at, version=2 * number + 1, language="it")
    if over:
        with pytest.raises(NotPossible, match="too_many"):
            draft(cast, at)
    else:
        draft(cast, at)


@pytest.mark.parametrize("button", ["other:it", "need:xx", "nothing", ":"])
def test_a_button_that_nobody_drew_is_unknown(
    call: Any, at: datetime, service: Service, button: str
) -> None:
    cast = started(call, at)

    answer = signed_in(cast.editor).post(address(cast), sent("Il faut.", translate=button))

    assert answer.status_code == 404
    assert not service.asked


def test_the_journal_says_that_a_machine_wrote_and_none_of_its_words(
    call: Any, at: datetime, service: Service
) -> None:
    """ACC-06."""
    cast = started(call, at)
    write(cast, "Il faut.", at)
    draft(cast, at)

    told = [event.data for event in Event.objects.all() if event.data.get("machine")]
    assert len(told) == 1
    assert "Bisogna" not in str(told)


@pytest.mark.parametrize(
    ("url", "wrong"),
    [("", False), ("https://translate.example", False), ("translate.example", True)],
)
def test_doctor_reads_the_services_address(
    monkeypatch: pytest.MonkeyPatch, url: str, wrong: bool
) -> None:
    monkeypatch.setenv("CORDATA_TRANSLATE_URL", url)

    assert bool(list(doctor.translate_remarks())) is wrong
