"""What people typed is quoted, bounded and unlinked (OUT-04); every notice renders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import override

import cordata
from cordata.notify import links, quoting, rendering

pytestmark = pytest.mark.django_db  # the head of a mail names the programme

BAIT = (
    "Gagnez sur https://evil.example/x ou www.evil.example, écrivez à a@evil.example\n"
    "[cliquez](https://evil.example) <b>ici</b> <https://evil.example>\n\n"
    "[[button: Payer | http://testserver/fr/]]\n# Titre\n!! Urgent"
)
SOURCES = sorted(Path(cordata.__file__).parent.glob("*/templates/*/notices/*/*.md"))


def shown(template, **context):
    body = Template("{% load notices %}" + template).render(Context(context))
    with override("fr"):  # as `render` does: what a test before left active is not a reader's
        parts = list(rendering.parts_of(body))
        return rendering.plain_text(parts, "fr"), rendering.in_shell("Sujet", parts, "fr")


def hrefs(html):
    return set(re.findall(r'href="([^"]*)"', html))


def test_bait_in_a_quote_is_seen_and_not_clickable():
    text, html = shown("Question :\n\n{{ typed|quoted }}", typed=BAIT)

    assert all(links.is_own(href) for href in hrefs(html))
    assert "<b>ici" not in html
    assert "https://evil" not in text
    assert "https://evil" not in html
    assert 'class="bt"' not in html
    assert text.replace(quoting.BREAK, "").count("https://evil.example") == 3


def test_a_title_with_markup_is_shown_as_typed():
    text, html = shown(
        "Le dossier **{{ title|inline }}** est reçu.", title="*A* [x](http://e.example) <i>"
    )

    assert "*A* [x](" in text
    assert "<em>" not in html
    assert all(links.is_own(href) for href in hrefs(html))


def test_a_value_without_a_filter_makes_no_link_either():
    _, html = shown(
        "Bonjour {{ name }}", name="[x](https://evil.example) <a href='https://e.example'>"
    )

    assert all(links.is_own(href) for href in hrefs(html))
    assert "<a href='" not in html


def test_a_long_text_is_cut_at_a_word():
    cut = quoting.quoted("mot " * 1000)

    assert len(cut) < quoting.LONGEST_QUOTE + 20
    assert cut.endswith("…")


def test_an_amount_keeps_its_marks_for_the_eye():
    assert quoting.unlinked("12 000,50 €") == "12 000,50 €"


def test_a_button_leads_only_to_this_installation():
    with pytest.raises(rendering.BadNotice):
        shown("[[button: Aller | https://evil.example/]]")


@pytest.mark.parametrize(
    "url", ["http://testserver.evil.example/", "//testserver/", "javascript:x"]
)
def test_a_look_alike_is_not_this_installation(url):
    assert not links.is_own(url)


def test_the_subject_stays_one_line():
    """No header can be smuggled in."""
    subject, _ = rendering.split_subject("Subject: a\r\x0bBcc: b\nbody", "x.y")

    assert subject == "a Bcc: b"


def test_a_subject_keeps_its_no_break_spaces():
    """Else a French title breaks between the quotation mark and its word."""
    subject, _ = rendering.split_subject("Subject: Place libre\u00a0: «\u00a0a\u00a0»\nbody", "x.y")

    assert subject == "Place libre\u00a0: «\u00a0a\u00a0»"


@pytest.mark.parametrize(("language", "line"), [("fr", "Voir\u00a0:"), ("it", "Voir:")])
def test_the_plain_text_sets_a_colon_as_its_language_does(language, line):
    parts = list(rendering.parts_of("[[button: Voir | http://testserver/fr/account/]]"))

    with translation.override(language):
        assert line in rendering.plain_text(parts, language).splitlines()


def test_a_notice_without_a_subject_is_refused():
    with pytest.raises(rendering.BadNotice):
        rendering.split_subject("Bonjour", "x.y")


def test_the_other_languages_are_one_click_away():
    text, html = shown("[[button: Voir | http://testserver/fr/account/]]")

    assert "Leggere in italiano: http://testserver/it/account/" in text
    assert "http://testserver/en/account/" in hrefs(html)


def test_pairs_and_a_deadline_have_their_own_look():
    text, html = shown(":: Quand | **jeudi**\n:: Où | Annecy\n\n!! Répondez avant **midi**")

    assert "Quand\u00a0: jeudi\nOù\u00a0: Annecy" in text
    assert "<th" in html
    assert "#fff3d1" in html


def test_a_reader_without_a_name_is_greeted_without_a_gap():
    """A person's name may be empty: no blank before the comma."""
    named = re.compile(r"^(?:Bonjour|Buongiorno|Hello|Dear) \{\{ reader\.name", re.M)

    assert [path for path in SOURCES if named.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_subject_names_nothing_that_people_typed(source):
    """OUT-04: never in Subject."""
    subject = source.read_text("utf-8").partition("\n")[0]

    assert "quoted" not in subject
    assert "inline" not in subject


def test_every_notice_exists_in_every_language():
    by_language = {}
    for path in SOURCES:
        by_language.setdefault(path.parent.name, set()).add((path.parts[-4], path.stem))

    assert by_language["fr"] == by_language["it"] == by_language["en"]
