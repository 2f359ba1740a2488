"""Official numbers of bodies and accounts, read by their real rules (assurance.md 8).

python-stdnum does the arithmetic; we are stricter where it is not: ASCII only, no number made
of zeros, and the keys inside French and Italian account numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from stdnum import exceptions, iban
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret, tva
from stdnum.it import codicefiscale, iva
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from cordata.kernel.verdicts import NotPossible

BLANKS = re.compile(r"[\s\u00a0\u202f.\-/]+")
RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
CUP = re.compile(r"[A-Z][0-9]{2}[A-Z][0-9]{11}")
OTHER = re.compile(r"[A-Z0-9]{3,38}")

SCHEMES_BY_COUNTRY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "FR": ("siret", "rna"),
        "IT": ("codice_fiscale", "partita_iva"),
        "SE": ("organisationsnummer",),
        "FI": ("y_tunnus",),
        "NO": ("organisasjonsnummer",),
    }
)
OTHER_SCHEME = "other"


class IdentifierRefused(NotPossible):
    """A number is not right; `code` says why, `params` hold the scheme."""


def schemes_of(country: str) -> tuple[str, ...]:
    """The registers of a country, `other` where we know none."""
    return SCHEMES_BY_COUNTRY.get(country, (OTHER_SCHEME,))


def check(scheme: str, value: str) -> str:
    """The number in its canonical form: capitals, no blanks, points or hyphens.

    Raises `IdentifierRefused("identifier.<why>")`: wrong_characters, wrong_length, wrong_form,
    wrong_key, all_zeros, wrong_inner_key, unknown_scheme.
    """
    rule = RULES.get(scheme)
    if rule is None:
        _refuse("unknown_scheme", scheme)
    number = compact(scheme, value)
    if not number.strip("0"):
        _refuse("all_zeros", scheme)
    return rule(number)


def compact(scheme: str, value: str) -> str:
    """`value` without what people put between the digits; ASCII letters and digits only."""
    number = BLANKS.sub("", value).upper()
    if not number.isascii() or not number.isalnum():
        _refuse("wrong_characters", scheme)
    return number


def _refuse(why: str, scheme: str) -> NoReturn:
    raise IdentifierRefused(f"identifier.{why}", scheme=scheme)


def _by(module: Any, scheme: str) -> Callable[[str], str]:
    """A rule of python-stdnum, its refusals in our codes."""

    def rule(number: str) -> str:
        try:
            return str(module.validate(number))
        except exceptions.InvalidLength:
            _refuse("wrong_length", scheme)
        except exceptions.InvalidChecksum:
            _refuse("wrong_key", scheme)
        except exceptions.ValidationError:
            _refuse("wrong_form", scheme)

    return rule


def _shaped(pattern: re.Pattern[str], scheme: str, length: int = 0) -> Callable[[str], str]:
    """A number known by its shape only."""

    def rule(number: str) -> str:
        if length and len(number) != length:
            _refuse("wrong_length", scheme)
        if not pattern.fullmatch(number):
            _refuse("wrong_form", scheme)
        return number

    return rule


def _siret(number: str) -> str:
    if len(number) == 14 and not number[:9].strip("0"):
        _refuse("all_zeros", "siret")
    return _by(siret, "siret")(number)


def _tva_fr(number: str) -> str:
    number = number if number.startswith("FR") else f"FR{number}"
    if not number[4:].strip("0"):
        _refuse("all_zeros", "tva_fr")
    return f"FR{_by(tva, 'tva_fr')(number).removeprefix('FR')}"


def _partita_iva(number: str, scheme: str = "partita_iva") -> str:
    number = number.removeprefix("IT")
    if len(number) == 11 and (number[:7] == "0000000" or number[7:10] == "000"):
        _refuse("wrong_form", scheme)
    return _by(iva, scheme)(number)


def _codice_fiscale(number: str) -> str:
    """Sixteen characters for a person, eleven digits for a body."""
    if number.isdigit():
        return _partita_iva(number, "codice_fiscale")
    return _by(codicefiscale, "codice_fiscale")(number)


def _iban(number: str) -> str:
    number = _by(iban, "iban")(number)
    holds = INNER_KEYS.get(number[:2])
    if holds is not None and not holds(number[4:]):
        _refuse("wrong_inner_key", "iban")
    return number


def _rib_key_holds(account: str) -> bool:
    """France and Monaco: 97 - (89 bank + 15 branch + 3 account) mod 97."""
    digits = account.translate(RIB_LETTERS)
    bank, branch, number, key = digits[:5], digits[5:10], digits[10:21], digits[21:]
    if not (bank + branch + number + key).isdigit():
        return False
    return int(key) == 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(number)) % 97


def _cin_holds(account: str) -> bool:
    """Italy and San Marino: one letter over the 22 characters that follow it."""
    total = 0
    for place, char in enumerate(account[1:]):
        rank = int(char) if char.isdigit() else ord(char) - ord("A")
        total += CIN_ODD[rank] if place % 2 == 0 else rank
    return account[0] == chr(ord("A") + total % 26)


RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
CIN_ODD = (
    *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3),
    *(6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
)
INNER_KEYS: Mapping[str, Callable[[str], bool]] = {
    "FR": _rib_key_holds,
    "MC": _rib_key_holds,
    "IT": _cin_holds,
    "SM": _cin_holds,
}
RULES: Mapping[str, Callable[[str], str]] = {
    "siret": _siret,
    "siren": _by(siren, "siren"),
    "rna": _shaped(RNA, "rna", 10),
    "tva_fr": _tva_fr,
    "codice_fiscale": _codice_fiscale,
    "partita_iva": _partita_iva,
    "iban": _iban,
    "cup": _shaped(CUP, "cup", 15),
    "organisationsnummer": _by(se_orgnr, "organisationsnummer"),
    "y_tunnus": _by(ytunnus, "y_tunnus"),
    "organisasjonsnummer": _by(no_orgnr, "organisasjonsnummer"),
    "other": _shaped(OTHER, "other"),
}
