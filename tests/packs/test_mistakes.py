"""Each mistake of a pack is named with its file and its line, all of them at once."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import Mistake, PackRefused
from cordata.rules.budget import partner_budget
from cordata.rules.facts import CostLine, PartnerFacts
from cordata.rules.ruleset import UnitPrice
from cordata.web.catalogue import known, sentence

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
CALL = "calls/microprojets-2/call.toml"
ANNECY = "calls/microprojets-2/meetings/annecy-2025-02-13.toml"
CUNEO = "calls/microprojets-2/meetings/cuneo-2025-02-27.toml"
FAQ = "calls/microprojets-2/faq.toml"
MEAL = 'kind = "meal"\n'
CONTACT = '[[contact]]\nnames.fr = "Guichet"\nnames.it = "Sportello"\nnames.en = "Desk"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "pack"))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old`; the line on which it stood."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


CHANGES = [
    # file, what is written, what is written instead, the mistake, lines below the change
    ("rules.toml", 'kind = "total"', 'kind = "totals"', "pack.rule_unknown", 0),
    ("checks.csv", "29,budget.total", "29,budget.sum", "pack.check_unknown", 0),
    ("checks.csv", "source.it,", "source.de,", "pack.key_missing", 0),
    ("checks.csv", '"ALCOTRA, progetti singoli, criterio 1.2"', "", "pack.language_missing", 0),
    (ANNECY, 'source = "Invitation', 'source.fr = "Invitation', "pack.language_missing", 0),
    ("costs.toml", 'code = "O3"', 'code = "O9"', "pack.cost_option_unknown", 0),
    (CALL, '["O1", "O2"]', '["O1", "O7"]', "pack.cost_option_unknown", 0),
    (CALL, 'names.it = "Microprogetti', '# names.it = "', "pack.language_missing", -1),
    (CALL, "amount = 1500000.00", "amount = 1500000.01", "pack.envelope_unbalanced", 0),
    ("rules.toml", "max = 80.00", "max = 100.01", "pack.rate_over_hundred", 0),
    ("rules.toml", "max = 80.00", 'max = "80"', "pack.wrong_type", 0),
    ("rules.toml", "max = 75000.00", "max = 75000.001", "pack.amount_too_fine", 0),
    ("rules.toml", "min = 25000.00", "min = -1", "pack.amount_negative", 0),
    ("rules.toml", "min = 25000.00", "min = 75000.01", "pack.minimum_over_maximum", 0),
    (CALL, "closes_at = 2025", "closes_at = 2024", "pack.end_before_start", 0),
    (CALL, "closes_at = 2025-04-23T12", "closes_at = 2025-03-30T02", "pack.time_ambiguous", 0),
    (CALL, "closes_at = 2025", "closes_at = 0001", "pack.number_out_of_range", 0),
    (CALL, "closes_at = 2025-04-23T12:00:00", "closes_at = 2025-04-23", "pack.wrong_type", 0),
    (CALL, "on = 2025-10-01", "on = 2025-10-01T10:00:00", "pack.wrong_type", 0),
    ("rules.toml", "max = 80.00", "max = 79.999", "pack.amount_too_fine", 0),
    (CALL, "closes_at", "close_at", "pack.key_unknown", 0),
    (CALL, 'note = "torinoggi.it', 'basis = "guess"\nnote = "', "pack.toml_syntax", 0),
    (CALL, 'basis = "source"', 'basis = "rumour"', "pack.value_unknown", 0),
    (ANNECY, 'basis = "source"', "", "pack.basis_missing", None),
    (ANNECY, 'source = "Invitation, Annecy, 13 Feb 2025"', "", "pack.source_missing", None),
    (ANNECY, "ends = 2025-02-13T13:15", "ends = 2025-02-13T09:15", "pack.end_before_start", 0),
    (ANNECY, 'territory = "FRK28"', 'territory = "FRK29"', "pack.nuts_unknown", 0),
    (ANNECY, "places = 120", "places = 121", "pack.places_unbalanced", 0),
    (ANNECY, 'role = "lead"', 'role = "partner"', "pack.one_lead_organiser", None),
    (ANNECY, 'body = "haute-savoie"', 'body = "jura"', "pack.reference_unknown", 0),
    (ANNECY, "places = 70", "place = 70", "pack.key_unknown", 0),
    (ANNECY, '["fr", "it"]', '["fr", "Italian"]', "pack.spoken_language_malformed", 0),
    (ANNECY, "places = 120", 'interpretation = ["it_IT"]', "pack.spoken_language_malformed", 0),
    (ANNECY, "_hours = 24", "_hours = 1440", "pack.registration_never_open", 0),
    (ANNECY, "places = 120", "registration_opens_days = 0", "pack.number_out_of_range", 0),
    (ANNECY, 'kind = "meal"', 'kind = "dinner"', "pack.value_unknown", 0),
    (ANNECY, 'kind = "meal"', f"{MEAL}starts = 13:30:00", "pack.item_outside_meeting", 1),
    (ANNECY, 'kind = "meal"', f"{MEAL}ends = 13:00:00", "pack.item_without_start", 1),
    (
        ANNECY,
        'kind = "meal"',
        f"{MEAL}starts = 12:30:00\nends = 12:30:00",
        "pack.end_before_start",
        2,
    ),
    (ANNECY, 'kind = "meal"', f'{MEAL}languages = ["FR"]', "pack.spoken_language_malformed", 1),
    (ANNECY, 'kind = "meal"', f"{MEAL}slot_minutes = 0", "pack.number_out_of_range", 1),
    (ANNECY, 'kind = "meal"', f'{MEAL}rooms.fr = "Hall"', "pack.language_missing", 1),
    (ANNECY, 'kind = "meal"', f'{MEAL}descriptions.it = "Sì"', "pack.language_missing", 1),
    (ANNECY, 'kind = "meal"', f'{MEAL}speaker = [{{ names = "X" }}]', "pack.key_missing", 1),
    (ANNECY, 'headings.it = "Coop', '# headings.it = "Coop', "pack.language_missing", -1),
    (ANNECY, 'city = "Annecy"', 'city = "Annecy"\naccess.de = "Eben"', "pack.language_unknown", 1),
    (ANNECY, 'city = "Annecy"', 'city = "A"\ndirections.fr = "x"', "pack.language_missing", 1),
    (ANNECY, 'city = "Annecy"', 'city = "A"\ncar_sharing.fr = "x"', "pack.language_missing", 1),
    (ANNECY, "[[share]]", f"{CONTACT}\n[[share]]", "pack.contact_unreachable", 0),
    (ANNECY, "[[share]]", f'{CONTACT}\nemail = "a at b"\n[[share]]', "pack.email_malformed", 4),
    (CUNEO, 'moment = "after"', 'moment = "later"', "pack.value_unknown", 0),
    (CUNEO, 'titles.it = "Le dia', '# titles.it = "Le dia', "pack.language_missing", -1),
    ("territory.csv", "ITC31,IT", "IT31,IT", "pack.nuts_unknown", 0),
    ("territory.csv", "ITC31,IT", "FRC31,IT", "pack.nuts_unknown", 0),
    ("territory.csv", "ITC31,IT", "ITC20,IT", "pack.code_duplicate", 0),
    ("territory.csv", "ITC31,IT,Imperia,", "ITC31,IT,", "pack.row_shape", 0),
    ("territory.csv", "ITC31,IT,Imperia,", "ITC31,IT,,", "pack.language_missing", 0),
    ("criteria.toml", "weight = 4", "weight = 5", "pack.weights_unbalanced", None),
    ("criteria.toml", "weight = 4", "weight = 0", "pack.weight_not_positive", 0),
    ("criteria.toml", "floor = 3", "floor = 6", "pack.number_out_of_range", 0),
    ("criteria.toml", "threshold = 60", "threshold = 101", "pack.minimum_over_maximum", 0),
    ("criteria.toml", '"Q2", "P1"', '"Q9", "P1"', "pack.reference_unknown", 0),
    ("criteria.toml", 'code = "Q7"', 'code = "Q6"', "pack.code_duplicate", 0),
    (
        "form.toml",
        'key = "relevance"',
        'key = "relevance"\nwriters = ["x"]',
        "pack.value_unknown",
        1,
    ),
    ("form.toml", 'type = "longtext"', 'type = "essay"', "pack.value_unknown", 0),
    ("form.toml", 'key = "title"', 'key = "acronym"', "pack.code_duplicate", 0),
    ("form.toml", 'field = "economic_activity"', 'field = "economy"', "pack.reference_unknown", 0),
    ("costs.toml", 'base = ["external"', 'base = ["travel"', "pack.category_twice", 0),
    ("pack.toml", 'zone = "Europe/Paris"', 'zone = "Europe/Annecy"', "pack.zone_unknown", 0),
    ("pack.toml", "needs_days = 30", "needs_days = 0", "pack.number_out_of_range", 0),
    ("pack.toml", "survey_least = 5", "survey_least = 2", "pack.number_out_of_range", 0),
    ("pack.toml", 'kind = "scale"', 'kind = "stars"', "pack.value_unknown", 0),
    ("pack.toml", 'code = "5"', 'code = "4"', "pack.scale_ends", None),
    ("pack.toml", 'code = "clear"', 'code = "useful"', "pack.code_duplicate", 0),
    ("texts/fr/privacy.md", ".needs_days}", ".needs}", "pack.reference_unknown", None),
    ("pack.toml", '"05-08", "easter+39"', '"05-32", "easter+39"', "pack.holiday_malformed", None),
    ("pack.toml", '"05-08", "easter+39"', '"05-01", "easter+39"', "pack.code_repeated", None),
    (FAQ, 'form_field = "sources"', 'form_field = "source"', "pack.form_field_unknown", 0),
    (FAQ, 'form_field = "sources"', "form_field = 3", "pack.wrong_type", 0),
    ("pack.toml", '"FRK27", "FRK28"', '"FRK27", "FRK99"', "pack.nuts_unknown", 0),
    ("pack.toml", 'version = "1.0"', 'version = "1.1"', "pack.history_incomplete", 0),
    ("pack.toml", "secretariat@alcotra", "secretariat.alcotra", "pack.email_malformed", 0),
    (CALL, "rate = 50.00", "rate = 40.00", "pack.instalments_unbalanced", None),
    (CALL, 'meeting = "cuneo', 'meeting = "coni', "pack.reference_unknown", 0),
    ("letters/it/approved.md", "{{ total }}", "{{ amount }}", "pack.placeholder_unknown", 0),
    ("letters/it/approved.md", "{{ total }}", "", "pack.placeholders_differ", None),
    (
        "checks.csv",
        "7,signatory.power,human,decision",
        "7,signatory.power,human,filing",
        "pack.human_check_at_filing",
        0,
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "below"), CHANGES)
def test_a_mistake_is_named_where_it_stands(
    folder: Path, file: str, old: str, new: str, code: str, below: int | None
) -> None:
    line = change(folder, file, old, new)

    found = [mistake for mistake in packs.check(folder) if mistake.code == code]

    lines = {mistake.line for mistake in found if mistake.file == file}
    assert lines
    if below is not None:
        assert line + below in lines
    for mistake in found:
        assert_told_in_every_language(mistake)


def test_a_pack_with_a_mistake_is_not_loaded(folder: Path) -> None:
    change(folder, "rules.toml", "max = 80.00", "max = 180.00")
    with pytest.raises(PackRefused) as refused:
        packs.load(folder)
    assert refused.value.mistakes == packs.check(folder)
    assert "pack.rate_over_hundred" in str(refused.value)


def assert_told_in_every_language(mistake: Mistake) -> None:
    told = {sentence(mistake.code, lang, **mistake.params) for lang in ("fr", "it", "en")}
    assert len(told) == 3


def test_all_mistakes_come_back_at_once(folder: Path) -> None:
    for file, old, new in [
        ("rules.toml", 'kind = "total"', 'kind = "totals"'),
        ("criteria.toml", "weight = 4", "weight = 0"),
        ("checks.csv", "29,budget.total", "29,budget.sum"),
        (CALL, "amount = 1500000.00", "amount = 1500000.01"),
        (ANNECY, "places = 120", "places = 121"),
    ]:
        change(folder, file, old, new)

    assert {mistake.code for mistake in packs.check(folder)} == {
        "pack.rule_unknown",
        "pack.rule_missing",
        "pack.weight_not_positive",
        "pack.check_unknown",
        "pack.envelope_unbalanced",
        "pack.places_unbalanced",
    }


def test_a_misspelt_key_is_shown_beside_its_nearest_name(folder: Path) -> None:
    line = change(folder, "rules.toml", "max_partners = 4", "max_partner = 4")
    unknown = [one for one in packs.check(folder) if one.code == "pack.key_unknown"]
    assert [(one.line, one.params["nearest"]) for one in unknown] == [(line, "max_partners")]


@pytest.mark.parametrize("file", ["form.toml", "costs.toml", "criteria.toml", "rules.toml"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    found = packs.check(folder)
    assert ("pack.file_missing", file) in {(one.code, one.params.get("name")) for one in found}


def test_a_misspelt_file_is_named(folder: Path) -> None:
    (folder / "criteria.toml").rename(folder / "critera.toml")
    by_code = {mistake.code: mistake for mistake in packs.check(folder)}
    assert by_code["pack.file_unknown"].params["nearest"] == "criteria.toml"


def test_a_text_missing_in_one_language_is_named(folder: Path) -> None:
    (folder / "texts" / "it" / "privacy.md").unlink()
    [mistake] = packs.check(folder)
    assert (mistake.file, mistake.code) == ("texts/it/privacy.md", "pack.language_missing")


def test_a_file_that_is_no_text_is_named_with_its_line(folder: Path) -> None:
    (folder / "errata.toml").write_bytes(b"")
    (folder / "rules.toml").write_bytes(b"# first\n# caf\xe9\n")
    found = {(one.file, one.code, one.line) for one in packs.check(folder)}
    assert ("rules.toml", "pack.not_utf8", 2) in found
    assert ("errata.toml", "pack.file_unknown", 0) in found


def test_a_call_may_replace_one_rule_of_the_pack(folder: Path) -> None:
    own = folder / "calls" / "microprojets-2" / "rules.toml"
    own.write_text('[[rule]]\nkind = "duration"\nbasis = "default"\nmax_months = 24\n')
    first, second = packs.load(folder).calls
    assert (first.ruleset.duration_max, second.ruleset.duration_max) == (18, 24)
    assert second.ruleset.total_max == first.ruleset.total_max


PRICE = """
[[option.price]]
code = "staff_day"
category = "staff"
amount = 320.00
names.fr = "Journée de personnel"
names.it = "Giornata di personale"
names.en = "Day of staff"
"""


def test_a_call_may_fix_the_price_of_a_unit(folder: Path) -> None:
    """domain.md 5.1, O4: the price is the pack's, frozen with the call, like its name."""
    change(folder, "costs.toml", '[[option]]\ncode = "O6"', PRICE + '\n[[option]]\ncode = "O6"')
    change(
        folder,
        "calls/microprojets-2/call.toml",
        'cost_options = ["O1", "O2"]',
        'cost_options = ["O4", "O2"]',
    )
    call = packs.load(folder).calls[1]
    thawed = type(call).from_frozen(call.frozen())
    assert thawed == call
    assert call.ruleset.cost_options["O4"].prices == (
        UnitPrice("staff_day", "staff", Decimal("320.00")),
    )
    assert call.unit_prices[0].names["it"] == "Giornata di personale"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (PRICE.replace('category = "staff"', 'category = "gold"'), "pack.reference_unknown"),
        (PRICE + PRICE, "pack.code_duplicate"),
    ],
)
def test_a_wrong_price_is_named(folder: Path, written: str, code: str) -> None:
    change(folder, "costs.toml", '[[option]]\ncode = "O6"', written + '\n[[option]]\ncode = "O6"')
    assert code in {one.code for one in packs.check(folder)}


MIXED = """
[[option]]
code = "O5"
rates.staff = 20.00
rates.office = 15.00
base = ["external", "equipment"]
names.fr = "Mixte"
names.it = "Misto"
names.en = "Mixed"
help.fr = "Des forfaits sur une partie, des montants pour le reste."
help.it = "Tassi forfettari su una parte, importi per il resto."
help.en = "Flat rates on one part, amounts for the rest."
"""


def test_a_call_may_mix_rates_and_amounts(folder: Path) -> None:
    """domain.md 5.1, O5: the rates rest on their base, works stand beside it, staff is refused."""
    change(folder, "costs.toml", '[[option]]\ncode = "O6"', MIXED + '\n[[option]]\ncode = "O6"')
    change(folder, CALL, 'cost_options = ["O1", "O2"]', 'cost_options = ["O5", "O2"]')
    call = packs.load(folder).calls[1]
    lines = tuple(
        CostLine(category, Decimal(amount))
        for category, amount in (("external", "1000.03"), ("works", "77.77"), ("staff", "5"))
    )
    partner = PartnerFacts("1", "A", "FR", cost_option="O5", lines=lines)

    budget = partner_budget(partner, call.ruleset)

    assert dict(budget.amounts) == {
        "external": Decimal("1000.03"),
        "works": Decimal("77.77"),
        "staff": Decimal("200.00"),  # 200.006
        "office": Decimal("30.00"),
    }
    assert [one.category for one in budget.rejected] == ["staff"]


def test_only_unit_costs_have_prices(folder: Path) -> None:
    change(folder, "costs.toml", '[[option]]\ncode = "O4"', PRICE + '\n[[option]]\ncode = "O4"')
    assert "pack.value_unknown" in {one.code for one in packs.check(folder)}


def test_every_code_of_a_mistake_has_its_sentence() -> None:
    source = "".join(path.read_text() for path in Path(packs.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r'"(pack\.[a-z_]+)"', source)) - {"pack.toml"}
    assert len(codes) > 50
    assert [code for code in sorted(codes) if not known(code)] == []
    for expected in re.findall(r'expected="(\w+)"', source):
        assert known(f"pack.expected.{expected}")
