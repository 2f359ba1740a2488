"""Every text of the interface: complete, equal in its figures, written by the language's rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polib
import pytest
from django.utils import translation

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "cordata"
CATALOGUES = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))
SENTENCES = sorted((PACKAGE / "web" / "sentences" / "fr").glob("*.toml"))
ITALIAN_SENTENCES = sorted((PACKAGE / "web" / "sentences" / "it").glob("*.toml"))

NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
LINKS = re.compile(r"https?://\S+|mailto:\S+|<[^>]+>|\d{1,2}(?::\d{2}){1,2}\b")
FRENCH_FAULT = re.compile(
    r"(?<![\u00a0\u202f\s])[;?!%](?!\()|[^\u00a0\u202f\s:]:(?=\s|$)| [:;?!%€»](?!\()|« "
)
ITALIAN_FAULT = re.compile(r"[\s\u00a0\u202f][:;?!](?=\s|$)|«[\s\u00a0]|[\s\u00a0]»")
STRAIGHT = re.compile(r"\w'\w")


def language_of(path: Path) -> str:
    return path.parts[-3]


def identifier(path: Path) -> str:
    return f"{path.relative_to(PACKAGE).parts[0]}-{language_of(path)}"


def forms_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def without_code(text: str) -> str:
    """The words alone: no address, no markup, no hour, no placeholder."""
    return LINKS.sub("", re.sub(r"%\(\w+\)[sd]|\{[\w:.]*\}", "x", text))


@pytest.mark.parametrize("path", CATALOGUES, ids=identifier)
def test_every_string_is_translated(path: Path) -> None:
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@pytest.mark.parametrize("language", ["fr", "it"])
def test_no_two_packages_say_the_same_message_differently(language: str) -> None:
    """One of them would win on every page: what means something else has a context."""
    said: dict[tuple[str | None, str], set[tuple[str, ...]]] = {}
    for path in CATALOGUES:
        if language_of(path) == language:
            for entry in polib.pofile(str(path)):
                key = (entry.msgctxt, entry.msgid)
                said.setdefault(key, set()).add(tuple(forms_of(entry)))

    assert {key: forms for key, forms in said.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=identifier)
def test_our_words_are_the_ones_that_pages_show(path: Path) -> None:
    """Not those that the framework or a library has for the same message: "Statut" for "État"."""
    with translation.override(language_of(path)):
        shown = {entry: shown_forms(entry) for entry in polib.pofile(str(path))}
    assert [(one.msgid, forms) for one, forms in shown.items() if forms != forms_of(one)[:2]] == []


def shown_forms(entry: polib.POEntry) -> list[str]:
    """What a page shows of the message; of a plural, for one and for two."""
    if entry.msgid_plural:
        asked = (entry.msgid, entry.msgid_plural)
        if entry.msgctxt:
            return [translation.npgettext(entry.msgctxt, *asked, count) for count in (1, 2)]
        return [translation.ngettext(*asked, count) for count in (1, 2)]
    if entry.msgctxt:
        return [translation.pgettext(entry.msgctxt, entry.msgid)]
    return [translation.gettext(entry.msgid)]


@pytest.mark.parametrize("path", CATALOGUES, ids=identifier)
def test_a_translation_keeps_the_placeholders(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        asked = {max(found) for found in NAMED.findall(entry.msgid)}
        if entry.msgid_plural:
            asked |= {max(found) for found in NAMED.findall(entry.msgid_plural)}
        for form in forms_of(entry):
            given = {max(found) for found in NAMED.findall(form)}
            assert given <= asked, (entry.msgid, form)
            if not entry.msgid_plural:
                assert given == asked, (entry.msgid, form)


@pytest.mark.parametrize("path", CATALOGUES, ids=identifier)
def test_every_package_speaks_both_languages(path: Path) -> None:
    other = {"fr": "it", "it": "fr"}[language_of(path)]
    twin = path.parents[2] / other / "LC_MESSAGES" / "django.po"
    ours = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
    theirs = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(twin))}
    assert ours == theirs


def translations(language: str) -> list[tuple[str, str]]:
    found = [
        (identifier(path), form)
        for path in CATALOGUES
        if language_of(path) == language
        for entry in polib.pofile(str(path))
        for form in forms_of(entry)
    ]
    for path in SENTENCES if language == "fr" else ITALIAN_SENTENCES:
        for text in tomllib.loads(path.read_text("utf-8")).values():
            forms = [text] if isinstance(text, str) else text.values()
            found += [(path.name, form) for form in forms]
    return found


def test_french_has_its_no_break_spaces() -> None:
    """No-break space before : ; ? ! % € » and after «, apostrophes curled."""
    faults = [
        (where, text)
        for where, text in translations("fr")
        if FRENCH_FAULT.search(without_code(text)) or STRAIGHT.search(without_code(text))
    ]
    assert faults == []


def test_italian_has_none() -> None:
    faults = [
        (where, text)
        for where, text in translations("it")
        if ITALIAN_FAULT.search(without_code(text)) or STRAIGHT.search(without_code(text))
    ]
    assert faults == []


def notices(language: str) -> list[tuple[str, str]]:
    """What readers see of every mail: no tag, no address, no sign of our own."""
    found = []
    for path in sorted(PACKAGE.glob(f"*/templates/*/notices/{language}/*.md")):
        text = re.sub(r"\{% el.*?%\}", "\n", path.read_text("utf-8"))  # each branch by itself
        text = re.sub(r"\{%.*?%\}", "", text)
        text = re.sub(r"\{\{.*?\}\}", "x", text).removeprefix("Subject: ")
        text = re.sub(r"\[\[\w+: *(.*?) *\|.*?\]\]", r"\1", text)
        lines = [re.sub(r"^(?:!!|::) ?", "", line) for line in text.splitlines()]
        found += [(f"{path.parts[-4]}.{path.stem}", line.replace("**", "")) for line in lines]
    return found


OTHER_WORDS = {
    "fr": re.compile(r"(?i)\be-?mails?\b|adresses? de courriel"),
    "it": re.compile(
        r"(?i)\b(?:in|fuori) linea\b|posta elettronica"
        r"|(?-i:\b(?:La Sua|Il Suo|la Sua|il Suo|Spetta a Lei|Le chiede|La invita)\b)"
    ),
}


@pytest.mark.parametrize("language", ["fr", "it"])
def test_one_thing_has_one_name_and_the_reader_one_address(language: str) -> None:
    """French writes courriel and adresse électronique; Italian e-mail, online and voi."""
    said = translations(language) + notices(language)

    assert [pair for pair in said if OTHER_WORDS[language].search(without_code(pair[1]))] == []


def test_the_mails_keep_the_spaces_of_their_language() -> None:
    """French before : ; ? ! % € » and after «; Italian nowhere; apostrophes curled in both."""
    french = [pair for pair in notices("fr") if FRENCH_FAULT.search(without_code(pair[1]))]
    italian = [pair for pair in notices("it") if ITALIAN_FAULT.search(without_code(pair[1]))]
    straight = [pair for code in ("fr", "it", "en") for pair in notices(code) if "'" in pair[1]]

    assert (french, italian, straight) == ([], [], [])


def mended(text: str) -> str:
    """French text with its no-break spaces and curled apostrophes."""
    text = re.sub(r" ([:;?!%€»])(?!\()", "\u00a0\\1", text.replace("« ", "«\u00a0"))
    return re.sub(r"(\w)'(\w)", "\\1’\\2", text)


def mend() -> None:
    """Write them into every French sentence, translation and mail: `python -m tests.test_texts`."""
    for path in SENTENCES:
        lines = path.read_text("utf-8").splitlines()
        parts = [line.partition(" = ") for line in lines]
        path.write_text("".join(f"{a}{b}{mended(c)}\n" for a, b, c in parts), "utf-8")
    for path in CATALOGUES:
        if language_of(path) == "fr":
            catalogue = polib.pofile(str(path), wrapwidth=0)
            for entry in catalogue:
                entry.msgstr = mended(entry.msgstr)
                plurals = entry.msgstr_plural.items()
                entry.msgstr_plural = {number: mended(form) for number, form in plurals}
            catalogue.save(str(path))
    for path in PACKAGE.glob("*/templates/*/notices/fr/*.md"):
        parts = re.split(r"(\{[{%].*?[%}]\}|^(?:!!|::))", path.read_text("utf-8"), flags=re.M)
        parts[::2] = [mended(part) for part in parts[::2]]
        path.write_text("".join(parts), "utf-8")


TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


def test_no_template_has_inline_style_or_script() -> None:
    """The content policy would refuse it in silence."""
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:\bsrc=|application/json))[^>]*>\s*\S"
    )
    allowed = ("notices", "mail", "letter")  # an e-mail has no stylesheet
    found = [
        str(path.relative_to(PACKAGE))
        for path in TEMPLATES
        if not any(part in str(path) for part in allowed) and inline.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_block_of_text_is_trimmed() -> None:
    """`blocktranslate` without `trimmed` makes message ids that break at the first indent."""
    loose = re.compile(r"{%\s*blocktranslate(?![^%]*\btrimmed\b)")
    assert [p.name for p in TEMPLATES if loose.search(p.read_text("utf-8"))] == []


ICONS = re.compile(r"""{%\s*(?:icon\s+|(?:state|note)\s+"[a-z]*"\s+)"([a-z0-9-]+)\"""")


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (PACKAGE / "web" / "static" / "web" / "icons" / "sprite.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', sprite))
    used = {name for path in TEMPLATES for name in ICONS.findall(path.read_text("utf-8"))}
    assert used - drawn == set()


def test_the_stylesheets_stay_small() -> None:
    """The design's budget: 60 KB in all, before compression."""
    sheets = (PACKAGE / "web" / "static" / "web" / "css").glob("*.css")
    assert sum(path.stat().st_size for path in sheets) <= 60_000


if __name__ == "__main__":
    mend()
