"""The shell of every page: language, theme, sign-in, refusals, headers, errors."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils.translation import override

from cordata.kernel import clock
from cordata.web import middleware, navigation

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(
        person("camille"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


# Language


def test_the_door_leads_to_the_readers_language(visitor: Client) -> None:
    assert visitor.get("/").headers["Location"] == "/fr/"
    asked = {"Accept-Language": "de-CH,it;q=0.8,en;q=0.5"}
    assert visitor.get("/", headers=asked).headers["Location"] == "/it/"
    visitor.cookies["language"] = "en"
    assert visitor.get("/", headers=asked).headers["Location"] == "/en/"


def test_the_address_wins_over_the_cookie(visitor: Client) -> None:
    visitor.cookies["language"] = "en"
    page = visitor.get("/it/style/")
    assert 'lang="it"' in page.content.decode()
    assert page.cookies["language"].value == "it"


def test_the_guessed_language_sets_no_cookie(visitor: Client) -> None:
    assert "language" not in visitor.get("/fr/nothing/").cookies


def test_the_switch_keeps_the_page_and_the_question(visitor: Client) -> None:
    page = visitor.get("/fr/style/?q=a%26b&page=2").content.decode()
    assert '<a href="/it/style/?q=a%26b&amp;page=2" lang="it" hreflang="it"' in page
    assert 'aria-label="Français, FR" aria-current="true"' in page


def test_an_address_without_language_finds_its_page(visitor: Client) -> None:
    assert visitor.get("/style/?q=1").headers["Location"] == "/fr/style/?q=1"


# Shell


def test_the_bar_shows_what_exists_and_where_we_are(visitor: Client) -> None:
    page = visitor.get("/fr/style/").content.decode()
    assert '<a href="/fr/style/" aria-current="page">Composants</a>' in page
    assert "Nulle part" not in page


def test_an_entry_is_for_its_audience(visitor: Client, signed_in: Client) -> None:
    navigation.add(navigation.Entry("mine", "À moi", "root", 5, navigation.signed_in))
    assert "À moi" not in visitor.get("/fr/style/").content.decode()
    assert "À moi" in signed_in.get("/fr/style/").content.decode()


def test_the_programme_and_the_rehearsal_speak_through_the_shell(visitor: Client) -> None:
    navigation.programme_providers.append(
        lambda request: navigation.ProgrammeName("Interreg X–Y", "AURORA · Petits projets")
    )
    navigation.banner_providers.append(lambda request: navigation.Banner("Répétition en cours"))
    page = visitor.get("/fr/style/").content.decode()
    assert "Interreg X–Y<b>AURORA · Petits projets</b>" in page
    assert "Répétition en cours" in page


def test_the_theme_is_kept_without_script(visitor: Client) -> None:
    answer = visitor.post("/fr/theme", {"theme": "dark", "next": "/fr/style/?a=1"})
    assert answer.headers["Location"] == "/fr/style/?a=1"
    assert 'data-theme="dark"' in visitor.get("/fr/style/").content.decode()
    visitor.post("/fr/theme", {"theme": "auto", "next": "/"})
    assert "data-theme" not in visitor.get("/fr/style/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_theme_leads_nowhere_else(visitor: Client, back: str) -> None:
    answer = visitor.post("/fr/theme", {"theme": "dark", "next": back})
    assert answer.headers["Location"] == "/"


def test_a_refused_form_says_so_in_the_title_and_links_to_each_field(visitor: Client) -> None:
    """A11-03."""
    page = visitor.get("/fr/refused/").content.decode()
    assert "<title>Erreur\u00a0: Composants – Cordata</title>" in page
    assert '<section class="errsum" id="errors" role="alert"' in page
    for target in re.findall(r'<li><a href="#([\w-]+)">', page):
        assert f'id="{target}"' in page
    assert 'aria-invalid="true"' in page
    described = {
        one for ids in re.findall(r'aria-describedby="([^"]+)"', page) for one in ids.split()
    }
    assert all(f'id="{one}"' in page for one in described)
    assert 'value="un titre beaucoup trop long"' in page


@pytest.mark.parametrize(
    ("came_from", "way_back"),
    [
        ("http://testserver/fr/style/", 'href="/fr/style/"'),
        ("http://testserver/it/only-sent/", 'href="/it/"'),
        ("https://evil.example/fr/style/", 'href="/it/"'),
    ],
)
def test_an_address_that_takes_a_form_says_so_and_leads_back(
    visitor: Client, came_from: str, way_back: str
) -> None:
    """As by the language switch of a refused form; never an empty page."""
    answer = visitor.get("/it/only-sent/", headers={"Referer": came_from})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "riceve un modulo" in page
    assert re.search(rf'class="btn" {way_back}', page)


@pytest.mark.parametrize("address", ["/fr/style/", "/it/refused/", "/en/nothing/", "/fr/crash/"])
def test_no_page_needs_what_the_policy_forbids(visitor: Client, address: str) -> None:
    page = visitor.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"", page)
    assert "{{" not in page
    assert "{%" not in page


def test_markdown_is_text_never_markup(visitor: Client) -> None:
    page = visitor.get("/fr/style/").content.decode()
    assert "<strong>gras</strong>" in page
    assert "<script>x" not in page
    assert 'href="javascript' not in page


# Sign-in


def test_everything_is_closed_unless_it_says_public(visitor: Client, signed_in: Client) -> None:
    answer = visitor.get("/fr/closed/?a=1")
    assert answer.status_code == 302
    assert "next=/fr/closed/%3Fa%3D1" in answer.headers["Location"]
    assert signed_in.get("/fr/closed/").content == b"inside"


def test_a_form_sent_after_the_session_is_not_lost(visitor: Client) -> None:
    """SUB-03."""
    answer = visitor.post("/fr/closed/", {"text": "deux heures de travail"})
    assert answer.status_code == 403
    assert "deux heures de travail" in answer.content.decode()
    assert "Votre session est terminée" in answer.content.decode()


def test_a_fragment_asked_after_the_session_leads_to_the_sign_in(visitor: Client) -> None:
    answer = visitor.get("/fr/closed/", headers={"HX-Request": "true"})
    assert "/account/login" in answer.headers["HX-Redirect"]


# Refusals and errors


def test_a_refusal_says_why(visitor: Client) -> None:
    denied = visitor.get("/fr/denied/")
    assert denied.status_code == 403
    assert "Cochez cette case pour continuer." in denied.content.decode()
    impossible = visitor.post("/it/impossible/", {"note": "testo scritto"})
    assert impossible.status_code == 409
    assert "tra 1 e 2" in impossible.content.decode()
    assert "testo scritto" in impossible.content.decode()


def test_a_locked_database_keeps_what_was_typed(visitor: Client) -> None:
    """REL-08: 503 with Retry-After, and the form can be sent again as it was."""
    answer = visitor.post("/fr/locked/", {"text": "mon texte", "csrfmiddlewaretoken": "old"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "20"
    assert '<input type="hidden" name="text" value="mon texte">' in page
    assert 'value="old"' not in page


def test_a_question_to_a_missing_table_is_not_a_busy_database(rf: RequestFactory) -> None:
    busy = middleware.Busy(lambda request: None)  # type: ignore[arg-type,return-value]
    assert busy.process_exception(rf.get("/"), OperationalError("no such table: x")) is None


def test_a_full_disk_says_that_reading_works(rf: RequestFactory) -> None:
    """REL-10."""
    busy = middleware.Busy(lambda request: None)  # type: ignore[arg-type,return-value]
    answer = busy.process_exception(
        rf.post("/fr/x", {"a": "b"}), OperationalError("database or disk is full")
    )
    assert answer is not None
    assert answer.status_code == 503
    assert "espace de stockage est plein" in answer.content.decode()


def test_a_crash_has_a_page_with_a_code_in_the_readers_language(visitor: Client) -> None:
    answer = visitor.get("/it/crash/")
    assert answer.status_code == 500
    assert re.search(r"E-\d{4}-\d\d-\d\d-[0-9A-F]{4}", answer.content.decode())
    assert "La corda ha ceduto" in answer.content.decode()


def test_a_crash_page_needs_no_database(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.utils import CursorWrapper

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr(CursorWrapper, "execute", gone)
    assert visitor.get("/fr/crash/").status_code in {500, 503}


def test_a_stale_form_shows_what_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/fr/style/", {"title": "mon titre"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Rechargez" in page or "rechargez" in page
    assert "mon titre</textarea>" in page


def test_unknown_pages_look_like_the_house(visitor: Client) -> None:
    answer = visitor.get("/it/niente/")
    assert answer.status_code == 404
    assert "Questo sentiero" in answer.content.decode()


# Arrival and headers


def test_an_instant_of_arrival_is_set_for_every_request(visitor: Client) -> None:
    """TIM-04."""
    noon = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)
    with clock.held_at(noon):
        assert visitor.get("/fr/arrival/").content.decode() == noon.isoformat()


def test_a_rehearsal_arrives_by_its_own_clock(visitor: Client, settings: Any) -> None:
    if not settings.REHEARSAL:
        pytest.skip("a production instance has no shifted clock")
    from cordata.kernel.models import RehearsalClock

    RehearsalClock.objects.update_or_create(pk=1, defaults={"seconds": 86400})
    arrived = datetime.fromisoformat(visitor.get("/fr/arrival/").content.decode())
    assert (arrived - clock.real_now()).total_seconds() > 86000
    clock.set_offset(timedelta(0))


@pytest.mark.counting
def test_the_shell_of_a_public_page_costs_no_query_of_its_own(
    visitor: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):  # a rehearsal reads its clock
        visitor.get("/fr/style/")


def test_the_body_is_complete_before_the_arrival_is_noted(rf: RequestFactory) -> None:
    """TIM-04: what is still on its way at noon has not arrived."""
    order: list[str] = []

    class Slow:
        def read(self, *args: int) -> bytes:
            order.append("read")
            return b""

        def close(self) -> None:
            pass

    request = rf.post("/x", b"a=1", content_type="application/x-www-form-urlencoded")
    request._stream = Slow()  # type: ignore[attr-defined]

    def view(seen: Any) -> Any:
        order.append("view")
        assert seen.received_at.tzinfo is UTC

    middleware.Arrival(view)(request)
    assert order == ["read", "view"]


def test_signed_in_pages_are_kept_by_nobody(visitor: Client, signed_in: Client) -> None:
    assert signed_in.get("/fr/style/").headers["Cache-Control"] == "no-store, private"
    answer = visitor.get("/fr/style/")
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert "Cookie" in answer.headers["Vary"]
    assert "camera=()" in answer.headers["Permissions-Policy"]  # only the check-in page has it
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_doors_of_the_operator_are_open(visitor: Client) -> None:
    assert visitor.get("/healthz").content == b"ok\n"
    assert visitor.get("/readyz").status_code == 200
    assert b"Disallow: /fr/account/" in visitor.get("/robots.txt").content
    assert visitor.get("/favicon.ico").status_code == 302


@pytest.mark.parametrize("path", ["/fr/", "/healthz", "/it/account/login/"])
def test_a_host_that_is_not_ours_is_refused(path: str) -> None:
    """CFG-01: absolute links come from the configured origin, an unknown Host gets 400."""
    assert Client().get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("path", "said"), [("/it/style/", "it"), ("/en/style/", "en")])
def test_a_request_refused_at_the_door_is_answered_in_the_language_of_its_address(
    settings: Any, path: str, said: str
) -> None:
    """Whatever the thread spoke to the reader before."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    with override("fr"):
        answer = Client().post(path, b"x" * 11, content_type="text/plain")
        page = answer.content.decode()

    assert answer.status_code == 400
    assert f'<html lang="{said}"' in page
    assert f'class="btn" href="/{said}/"' in page
    assert "La demande" not in page
