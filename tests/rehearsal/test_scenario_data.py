"""The demo's tables hold what the issue asks for, before anything is played."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cordata.accounts.models import Role
from cordata.kernel.identifiers import check
from cordata.packs import Pack
from cordata.packs.form import FieldType
from cordata.rehearsal.scenario import PARTS
from cordata.rehearsal.scenario.phrases import Bank
from cordata.rehearsal.scenario.reading import Book, words
from cordata.rehearsal.scenario.writing import Writer
from cordata.rules.texts import differences
from cordata.web.moments import month_names

MONTHS = month_names(("fr", "it"))
PARIS = ZoneInfo("Europe/Paris")
OPENING = datetime(2024, 12, 9, 9, tzinfo=PARIS)
DEMO = datetime(2025, 2, 3, 9, tzinfo=PARIS)
CLOSING = datetime(2025, 4, 23, 12, tzinfo=PARIS)


def applications(told: Book, call: str = "") -> list[dict[str, Any]]:
    rows = told.table("applications")["application"]
    return [row for row in rows if row["call"].endswith(call)]


def filed(told: Book, call: str, theme: str = "") -> list[dict[str, Any]]:
    return [
        row for row in applications(told, call) if "filed" in row and row["theme"].startswith(theme)
    ]


def test_twenty_four_organisations_of_both_sides_and_every_territory(
    told: Book, alcotra: Pack
) -> None:
    rows = told.rows("organisations")

    assert len(rows) == 24
    assert Counter(row["country"] for row in rows) == {"FR": 12, "IT": 12}
    assert {row["nuts3"] for row in rows} == {one.code for one in alcotra.programme.territories}
    kinds = {
        "association",
        "municipality",
        "municipal-union",
        "school",
        "cooperative",
        "enterprise",
    }
    assert kinds <= {row["legal_type"] for row in rows}
    for row in rows:
        assert check(row["scheme"], row["number"]) == row["number"]
        assert check("iban", row["iban"]) == row["iban"]
        assert row["signatory"]
        assert row["editor"]
        assert row["signatory"] != row["editor"]
    assert len({row["number"] for row in rows}) == 24


def test_every_role_has_a_person_and_every_address_is_invented(told: Book) -> None:
    staff = told.rows("staff")
    people = told.rows("organisations")
    guests = [*told.rows("registrations"), *told.rows("guests")]

    assert {role for row in staff for role in words(row["roles"])} == set(Role.values)
    addresses = chain(
        (row["email"] for row in (*staff, *guests)),
        (row[f"{who}_email"] for row in people for who in ("signatory", "editor")),
    )
    assert all(address.endswith(".example") for address in addresses)


def test_thirty_seven_searches_between_the_opening_and_april(told: Book) -> None:
    searches = told.table("searches")["search"]

    assert len(searches) == 37
    assert all(OPENING < told.instant(one["at"]) < CLOSING for one in searches)
    answers = Counter(asked.get("how") for one in searches for asked in one.get("introduction", ()))
    assert answers["accepted"] > 20
    assert answers["declined"] > 0
    assert {one.get("how") for one in searches} >= {"matched", "withdrawn"}


def test_forty_registrations_for_annecy_most_of_them_before_the_demo_begins(told: Book) -> None:
    everybody = told.rows("registrations")
    rows = [row for row in everybody if row["meeting"] == "annecy-2025-02-13"]
    days = [told.instant(row["at"]) for row in rows]

    assert len(rows) == 40
    elsewhere = {row["meeting"] for row in everybody if row not in rows}
    assert elsewhere == {"torino-2025-02-25", "cuneo-2025-02-27"}
    assert len([day for day in days if day < DEMO]) > 20
    assert max(days) < datetime(2025, 2, 12, 9, 30, tzinfo=PARIS)  # registration closes a day ahead
    assert {row["country"] for row in rows} == {"FR", "IT"}
    assert any(row["cancelled"] for row in rows)
    assert len([row for row in rows if row["arrived"]]) >= 30


def test_questions_and_the_survey_are_alive_at_the_moments_people_look(
    told: Book, alcotra: Pack
) -> None:
    """At the start one waits with its owner, one is answered for all beside the form; after Annecy
    enough of each side answered to be told apart."""
    questions = told.table("meetings")["question"]
    asked = {row["key"]: row["at"] for row in told.rows("registrations")}
    waiting = [
        one["key"]
        for one in questions
        if told.instant(one.get("at") or asked[one["key"]]) < DEMO < told.instant(one["answered"])
    ]
    assert waiting == ["two-sites", "annecy-24"]
    (published,) = [one for one in questions if "titles" in one]
    assert told.instant(published["answered"]) < DEMO
    call = alcotra.call("microprojets-2")
    assert call is not None
    assert call.form.field(published["field"]) is not None

    people = {row["key"]: row for row in told.rows("registrations")}
    said = told.rows("survey")
    assert len(said) == 13
    assert all(people[row["key"]]["arrived"] for row in said)
    sides = Counter(people[row["key"]]["country"] for row in said)
    assert min(sides.values()) >= alcotra.programme.meetings.survey_least
    codes = {question.code for question in alcotra.programme.meetings.survey}
    assert set(said[0]) == codes | {"key", "at"}


def test_the_list_of_guests_is_answered_by_some_and_left_by_others(told: Book) -> None:
    rows = told.rows("guests")
    registered = {row["email"]: told.instant(row["at"]) for row in told.rows("registrations")}
    come = {row["email"] for row in rows} & set(registered)

    assert {row["answer"] for row in rows} == {"", "no", "colleague", "stop"}
    assert all(told.instant(row["invited"]) < told.instant(row["answered"] or "2026-01-01T00:00")
               for row in rows)  # fmt: skip
    assert len(come) == 8
    assert min(registered[email] for email in come) > told.instant(rows[0]["invited"])
    assert len({row["email"] for row in rows if not row["answer"]} - come) == 3
    assert all(row["colleague_email"].endswith(".example")
               for row in rows if row["colleague_email"])  # fmt: skip


def test_fifty_two_files_of_the_second_call_nineteen_in_education(told: Book) -> None:
    second = filed(told, "microprojets-2")

    assert len(second) == 52
    assert len(filed(told, "microprojets-2", "education")) == 19
    assert all(
        OPENING < told.instant(row["started"]) < told.instant(row["filed"]) <= CLOSING
        for row in second
    )
    lapsing = [row for row in applications(told, "microprojets-2") if "filed" not in row]
    assert 3 <= len(lapsing) <= 5


def test_twenty_files_of_the_first_call_of_which_seventeen_run(told: Book) -> None:
    first = {row["key"] for row in filed(told, "microprojets-1")}
    funded = {row["key"] for row in told.rows("projects")}
    education = {row["key"] for row in filed(told, "microprojets-2", "education")}

    assert len(first) == 20
    assert len(first & funded) == 17
    assert len(education & funded) == 16


def test_no_two_applications_share_a_name(told: Book) -> None:
    rows = applications(told)

    for name in ("key", "acronym"):
        assert max(Counter(row[name] for row in rows).values()) == 1
    for language in ("fr", "it"):
        assert max(Counter(row["title"][language] for row in rows).values()) == 1


@pytest.mark.parametrize(
    "question", ["need", "change", "added_value", "lasting", "cooperation_text"]
)
def test_texts_keep_their_limit_and_say_the_same_length_in_both_languages(
    told: Book, alcotra: Pack, question: str
) -> None:
    field = alcotra.calls[1].form.field(question)
    assert field is not None
    assert field.type is FieldType.LONGTEXT

    for row in applications(told):
        texts = Writer(told, row).text(question)
        assert all(0 < len(text) <= field.limit for text in texts.values())
        assert not differences(texts, *ratios(alcotra), MONTHS), (row["key"], texts)


def test_titles_and_summaries_say_the_same_length_in_both_languages(
    told: Book, alcotra: Pack
) -> None:
    for row in applications(told):
        for key, limit in (("title", 150), ("summary", 1500)):
            assert all(0 < len(text) <= limit for text in row[key].values())
            assert not differences(row[key], *ratios(alcotra), MONTHS), (row["key"], key)


def ratios(pack: Pack) -> tuple[Any, Any]:
    rules = pack.calls[1].ruleset
    return rules.text_ratio_min, rules.text_ratio_max


def test_texts_on_one_theme_differ_from_file_to_file(told: Book) -> None:
    """A reader of the list meets no text twice."""
    needs = Counter(Writer(told, row).text("need")["fr"] for row in applications(told))

    assert max(needs.values()) == 1


def test_no_name_is_left_open_in_any_phrase(told: Book) -> None:
    row = applications(told)[0]
    values = Writer(told, row).values | {"org": {"": "X"}, "city": {"": "Y"}}
    bank = Bank(told.table("texts"))

    for theme in {one["theme"] for one in applications(told)} | {"every"}:
        for question, places in bank.told[theme].items():
            if isinstance(places, list) and places and isinstance(places[0], list):
                for pair in chain.from_iterable(places):
                    for text in bank.one(pair, values).values():
                        assert not re.search(r"[{}]", text), (theme, question)


def test_a_body_funded_in_the_first_call_says_so_in_the_second(told: Book) -> None:
    by_key = {row["key"]: row for row in applications(told)}

    assert Writer(told, by_key["contes"]).history("semnoz").endswith(", 2024")
    assert Writer(told, by_key["abc"]).history("azur") == ""
    assert Writer(told, by_key["lacs"]).history("brenon") == "Sentinelles des lacs, 2018"


def test_every_act_has_a_key_of_its_own(told: Book) -> None:
    keys = Counter(act.key for part in PARTS for act in part(told))

    assert [key for key, count in keys.items() if count > 1] == []
    assert all(len(key) <= 120 for key in keys)
