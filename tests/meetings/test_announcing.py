"""What a meeting says outside its page: invitation, calendar feed, Atom, schema.org."""

from __future__ import annotations

import io
import json
import re
from xml.etree import ElementTree as ET  # our own feed, nobody else's

import pypdf
import pytest
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from cordata.kernel.journal import SYSTEM
from cordata.meetings import actions
from cordata.meetings.announcing import structured_data
from cordata.meetings.invitation import invitation_data, invitation_sheet
from tests.factories.meetings import meeting_with, with_logos
from tests.packs.test_invitation import INVITATION, said, words
from tests.packs.test_logos import png, svg

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def page(name, language="fr", **kwargs):
    with override(language):
        return reverse(f"meetings:{name}", kwargs=kwargs)


def text_of(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(one.extract_text() for one in pages)


def bare(text):
    """Words alone; an hour is written 9h30 or 9 h 30."""
    return re.sub(r"(\d) h (\d)", r"\1h\2", words(text))


def test_every_sentence_of_the_founding_invitation_stands_on_the_sheet(annecy, at):
    text = bare(text_of(invitation_sheet(annecy, "fr", at=at)))

    lost = [piece for piece in map(bare, said(INVITATION.read_text())) if piece not in text]

    assert lost == []


def test_the_sheet_is_one_page_and_carries_the_organisers_in_their_order(annecy, at):
    for language in ("fr", "it", "en"):
        content = invitation_sheet(annecy, language, at=at)
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1, language
        names = [who["name"] for who in invitation_data(annecy, language)["organisers"]]
        assert names == [who.names[language] for who in annecy.definition.organisers]
        assert b"pdfuaid" in content
        assert b"pdfaid" in content


def test_the_logos_of_the_pack_stand_in_slots_of_one_height_and_the_sheet_stays_one_page(
    annecy, at
):
    bare_sheet = len(pictures_of(invitation_sheet(annecy, "fr", at=at)))
    with_logos(annecy, *[(f"{name}.png", png(width, 40)) for name, width in SIZES.items()])

    for language in ("fr", "it", "en"):
        sheet = invitation_sheet(annecy, language, at=at)
        assert len(pypdf.PdfReader(io.BytesIO(sheet)).pages) == 1, language
        assert len(pictures_of(sheet)) == bare_sheet + 4
        alts = [one["alt"] for one in invitation_data(annecy, language)["logos"]]
        names = [who.names[language] for who in annecy.definition.organisers]
        assert alts == ["Interreg ALCOTRA", *names]
        assert all(alt in described(sheet) for alt in alts)
        heights = heights_of(sheet)
        assert len(heights) == 4
        assert max(heights) == pytest.approx(SLOT, abs=0.1)
        assert sum(height == pytest.approx(SLOT, abs=0.1) for height in heights) == 3


SIZES = {"programme": 120, "region": 10, "departement": 400, "valle": 40}
SLOT = 9 * 72 / 25.4  # 9 mm in points; one so wide that its slot ends before is lower


def heights_of(sheet):
    """How tall each picture of dots is drawn, in points."""
    heights = []

    def note(operator, operands, matrix, _text):
        if operator == b"Do" and "/Image" in str(page["/Resources"]["/XObject"][operands[0]]):
            heights.append(abs(matrix[3]))

    for page in pypdf.PdfReader(io.BytesIO(sheet)).pages:
        page.extract_text(visitor_operand_before=note)
    return heights


def pictures_of(sheet):
    """The pictures of dots on the pages of a PDF."""
    return [one for page in pypdf.PdfReader(io.BytesIO(sheet)).pages for one in page.images]


def described(sheet):
    """What the pictures of a tagged PDF say to those who hear it."""
    reader = pypdf.PdfReader(io.BytesIO(sheet))
    found = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    return [str(one["/Alt"]) for one in found if isinstance(one, dict) and "/Alt" in one]


def test_a_drawing_is_printed_and_a_meeting_without_logos_has_no_empty_slot(annecy, at):
    assert invitation_data(annecy, "fr")["logos"] == []
    before = described(invitation_sheet(annecy, "fr", at=at))
    with_logos(annecy, ("own.svg", b"\xef\xbb\xbf" + svg()))
    after = described(invitation_sheet(annecy, "fr", at=at))
    assert sorted(after) == sorted([*before, "Interreg ALCOTRA"])


def test_a_summary_that_begins_with_a_name_keeps_its_capital(annecy):
    annecy.details["summaries"]["fr"] = "Torino Social Impact vous invite."
    annecy.digest = "1" * 64
    assert "15. Torino Social Impact vous invite." in invitation_data(annecy, "fr")["opening"]


def test_typed_markup_stays_text_on_the_sheet(annecy, at):
    annecy.details["summaries"]["fr"] = '#read("/etc/passwd") *gras* $x$ <b>'
    annecy.digest = "2" * 64
    assert '#read("/etc/passwd") *gras* $x$ <b>' in text_of(invitation_sheet(annecy, "fr", at=at))


def test_a_cancelled_meeting_leaves_the_feed_and_its_file_says_so(client, annecy, at):
    before = Calendar.from_ical(client.get(page("feed")).content)
    actions.cancel_meeting(annecy.pid, reasons={"fr": "Neige"}, by=SYSTEM, at=at)
    after = Calendar.from_ical(client.get(page("feed")).content)

    names = [str(event["UID"]).split("@")[0] for event in before.walk("VEVENT")]
    assert annecy.pid in names
    kept = [str(event["UID"]).split("@")[0] for event in after.walk("VEVENT")]
    assert kept == [name for name in names if name != annecy.pid]
    (event,) = Calendar.from_ical(client.get(page("calendar", pid=annecy.pid)).content).walk(
        "VEVENT"
    )
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


@pytest.mark.counting
def test_the_feed_costs_the_same_for_one_and_for_thirty(
    client, annecy, django_assert_max_num_queries
):
    for _number in range(30):
        meeting_with(annecy)
    with django_assert_max_num_queries(6):
        assert client.get(page("feed")).status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get(page("atom")).status_code == 200


def test_the_atom_feed_holds_the_meetings_to_come(client, annecy):
    root = ET.fromstring(client.get(page("atom", "it")).content)  # noqa: S314

    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert "Incontro informativo sui «Microprogetti», Annecy" in titles


def test_the_page_says_the_event_to_machines(client, annecy):
    html = client.get(page("detail", pid=annecy.pid)).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    event = json.loads(block)

    assert (event["@type"], event["startDate"]) == ("Event", "2025-02-13T09:30:00+01:00")
    assert event["location"][0]["address"]["streetAddress"] == "1 Rue 30E Régiment d'Infanterie"
    assert [who["name"] for who in event["organizer"]][1] == "Région Autonome Vallée d’Aoste"


def test_no_typed_text_ends_the_data_block(annecy):
    annecy.details["names"]["fr"] = "</script><script>alert(1)</script>"
    annecy.digest = "3" * 64
    block = structured_data(annecy, "fr")
    assert block.count("</script>") == 1
    assert "<script>alert" not in block


def test_torino_and_cuneo_lead_to_each_other(client, meetings):
    torino, cuneo = (
        next(one for one in meetings if one.code.startswith(name))
        for name in ("torino-2025-02-25", "cuneo")
    )
    assert (
        page("detail", pid=cuneo.pid) in client.get(page("detail", pid=torino.pid)).content.decode()
    )
    assert (
        page("detail", pid=torino.pid) in client.get(page("detail", pid=cuneo.pid)).content.decode()
    )
