"""What the columns of a list of guests hold, told by their titles in three languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

EMAIL, NAME, FIRST_NAME, SURNAME = "email", "name", "first_name", "surname"
ORGANISATION, LANGUAGE = "organisation", "language"
FIELDS = (EMAIL, NAME, FIRST_NAME, SURNAME, ORGANISATION, LANGUAGE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


TITLES: Mapping[str, frozenset[str]] = {
    EMAIL: _words(
        "email|e mail|mail|courriel|mel|adresse email|adresse e mail|adresse mail"
        "|adresse courriel|adresse electronique|indirizzo email|indirizzo e mail|indirizzo mail"
        "|indirizzo di posta elettronica|posta elettronica|email address|e mail address"
    ),
    NAME: _words(
        "nom et prenom|prenom et nom|nom prenom|prenom nom|nom complet|nome e cognome"
        "|cognome e nome|nome cognome|cognome nome|nominativo|name|full name|contact|contatto"
        "|participant|partecipante|personne|persona|invite|invitato|guest"
    ),
    FIRST_NAME: _words("prenom|first name|given name|firstname"),
    SURNAME: _words("nom de famille|cognome|surname|last name|lastname|family name"),
    ORGANISATION: _words(
        "organisation|organisme|structure|association|entreprise|societe|collectivite|employeur"
        "|etablissement|ente|organizzazione|associazione|azienda|societa|istituzione"
        "|organization|company|body|institution|employer"
    ),
    LANGUAGE: _words("langue|lingua|language|lang"),
}
BESIDE: Mapping[str, str] = {"nom": SURNAME, "nome": FIRST_NAME}  # alone: the whole name
SPOKEN: Mapping[str, frozenset[str]] = {
    "fr": _words("fr|fra|fre|francais|francese|french"),
    "it": _words("it|ita|italien|italiano|italian"),
    "en": _words("en|eng|anglais|inglese|english"),
}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def plain(text: str) -> str:
    """`text` without accents, case and marks: `E-mail :` and `e mail` are one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char if char.isalnum() else " " for char in bare if not _accent(char))
    return " ".join(kept.split())


def _accent(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def recognised(titles: Sequence[str]) -> dict[str, int]:
    """Field -> index of the first column whose title names it. `Nom` is a surname and `Nome` a
    first name where the other half has a column, and the whole name where it has none."""
    found: dict[str, int] = {}
    words = [plain(title) for title in titles]
    for index, word in enumerate(words):
        for field, known in TITLES.items():
            if word in known:
                found.setdefault(field, index)
    for index, word in enumerate(words):
        if half := BESIDE.get(word):
            other = FIRST_NAME if half == SURNAME else SURNAME
            found.setdefault(half if other in found else NAME, index)
    return found


def has_titles(row: Sequence[str]) -> bool:
    """Whether the first line names columns: no address stands in it."""
    return not any(ADDRESS.fullmatch(cell) for cell in row)


def guessed(row: Sequence[str]) -> dict[str, int]:
    """Where nothing is named: the column that holds an address in the first line."""
    for index, cell in enumerate(row):
        if ADDRESS.fullmatch(cell):
            return {EMAIL: index}
    return {}


def language_of(text: str) -> str:
    """The code of a language as a list writes it; empty when unknown."""
    word = plain(text)
    return next((code for code, known in SPOKEN.items() if word in known), "")
