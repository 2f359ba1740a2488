"""What a screen writes passes the reader of the packs: one set of rules for both."""

from __future__ import annotations

import dataclasses

import pytest

from cordata.packs import Pack
from cordata.packs.reading.meeting import known_of
from cordata.packs.writing import document_of, read_document


def test_every_meeting_of_the_packs_reads_back_the_same(alcotra: Pack, aurora: Pack) -> None:
    for pack in (alcotra, aurora):
        for call in pack.calls:
            for meeting in call.meetings:
                again, mistakes = read_document(
                    document_of(meeting),
                    known_of(pack.programme, call.themes),
                    pack.programme.languages,
                    pack.programme.zone,
                )
                assert mistakes == ()
                bare = {"origin": None}
                assert dataclasses.replace(again, **bare) == dataclasses.replace(meeting, **bare)


@pytest.mark.parametrize(
    ("key", "value", "code", "place"),
    [
        ("places", 121, "pack.places_unbalanced", "places"),
        ("registration_closes_hours", 1999, "pack.registration_never_open", None),
        ("languages", ["French"], "pack.spoken_language_malformed", "languages"),
        ("surprise", 1, "pack.key_unknown", "surprise"),
    ],
)
def test_a_mistake_names_the_field_it_stands_in(
    alcotra: Pack, key: str, value: object, code: str, place: str | None
) -> None:
    call = next(one for one in alcotra.calls if one.code == "microprojets-2")
    annecy = next(one for one in call.meetings if one.code == "annecy-2025-02-13")
    document = document_of(annecy) | {key: value}

    _read, mistakes = read_document(
        document,
        known_of(alcotra.programme, call.themes),
        alcotra.programme.languages,
        alcotra.programme.zone,
    )

    assert [found.code for found in mistakes] == [code]
    assert mistakes[0].params["key"] == (place or key)
