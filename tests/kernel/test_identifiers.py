"""The samples of assurance.md 8, and where we are stricter than python-stdnum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordata.kernel.identifiers import IdentifierRefused, check, schemes_of

RIGHT = [
    ("siren", "466392339"),
    ("siren", "221468812"),
    ("siret", "46639233900035"),
    ("siret", "35600000003210"),  # La Poste: sum of digits
    ("tva_fr", "FR44466392339"),
    ("partita_iva", "97369930074"),
    ("codice_fiscale", "97369930074"),
    ("codice_fiscale", "DLBCHL87D49A326A"),
    ("codice_fiscale", "BOXLAX04B29D205T"),  # 29 February of a leap year
    ("codice_fiscale", "DLBCHL87D49A3NSI"),  # omocodia
    ("iban", "FR7695632729518175604806313"),
    ("iban", "IT75Q9581783970523279282010"),
    ("rna", "W741002345"),
    ("rna", "W9R1000123"),
    ("cup", "E51B21004280006"),
    ("organisationsnummer", "1234567897"),
    ("y_tunnus", "20774740"),
    ("organisasjonsnummer", "988077917"),
    ("other", "CHE123456789"),
]


@pytest.mark.parametrize(("scheme", "number"), RIGHT)
def test_a_right_number_is_taken(scheme, number):
    assert check(scheme, number) == number


@pytest.mark.parametrize(
    ("scheme", "number", "why"),
    [
        ("siren", "466392333", "wrong_key"),
        ("siren", "000000000", "all_zeros"),
        ("siret", "46639233900036", "wrong_key"),
        ("siret", "00000000000000", "all_zeros"),
        ("siret", "00000000000018", "all_zeros"),
        ("siret", "4663923390003", "wrong_length"),
        ("siret", "4663923390003A", "wrong_form"),
        ("siret", "４６６３９２３３９０００３５", "wrong_characters"),
        ("siret", "٤٦٦٣٩٢٣٣٩٠٠٠٣٥", "wrong_characters"),
        ("tva_fr", "FR45466392339", "wrong_key"),
        ("partita_iva", "97369930076", "wrong_key"),
        ("partita_iva", "00000000000", "all_zeros"),
        ("partita_iva", "00000001230", "wrong_form"),
        ("partita_iva", "12345670009", "wrong_form"),
        ("codice_fiscale", "DLBCHL87D49A326K", "wrong_key"),
        ("codice_fiscale", "DLBCHL87D30A326", "wrong_length"),
        ("iban", "FR4995632729518175604806314", "wrong_inner_key"),
        ("iban", "IT06X9581783970523279282010", "wrong_inner_key"),
        ("iban", "FR7695632729518175604806314", "wrong_key"),
        ("rna", "W74100234", "wrong_length"),
        ("rna", "X741002345", "wrong_form"),
        ("cup", "E51B2100428000", "wrong_length"),
        ("organisationsnummer", "1234567891", "wrong_key"),
        ("y_tunnus", "20774741", "wrong_key"),
        ("organisasjonsnummer", "988077918", "wrong_key"),
        ("other", "<script>", "wrong_characters"),
        ("passport", "12345", "unknown_scheme"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(scheme, number, why):
    with pytest.raises(IdentifierRefused) as refusal:
        check(scheme, number)

    assert refusal.value.code == f"identifier.{why}"


@pytest.mark.parametrize(
    "typed", ["466 392 339 00035", "466\u202f392\u00a0339 00035", "466.392.339-00035"]
)
def test_what_people_put_between_digits_is_taken_away(typed):
    assert check("siret", typed) == "46639233900035"


def test_small_letters_are_read_as_capitals():
    assert check("codice_fiscale", "dlbchl87d49a326a") == "DLBCHL87D49A326A"


def test_a_country_without_a_known_register_takes_another_number():
    assert schemes_of("CH") == ("other",)


@given(st.sampled_from([scheme for scheme, _ in RIGHT]), st.text(max_size=40))
def test_whatever_is_typed_is_taken_or_refused_and_nothing_else(scheme, typed):
    try:
        canonical = check(scheme, typed)
    except IdentifierRefused:
        return

    assert canonical.isascii()
    assert check(scheme, canonical) == canonical


def test_a_refusal_names_the_register_that_was_chosen() -> None:
    """A body's codice fiscale has the form of a partita IVA, yet is no partita IVA."""
    for scheme in ("codice_fiscale", "partita_iva"):
        with pytest.raises(IdentifierRefused) as refused:
            check(scheme, "123")
        assert refused.value.params["scheme"] == scheme
