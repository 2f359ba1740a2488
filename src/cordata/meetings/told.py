"""What a mail about a meeting told everybody: its wording, without what is its reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cordata.meetings.models import Meeting
from cordata.notify.outbox import Address, Reader
from cordata.notify.wordings import Kept
from cordata.web.catalogue import sentence

OWN = ("position", "held_until", "reason", "colleague", "answer")  # of one reader
OWN_LISTS = ("along", "chosen")
LINKS = ("link", "survey_link", "unsubscribe")


def told(meeting: Meeting, reader: Reader, context: Mapping[str, Any]) -> Kept:
    """The wording is kept of the meeting; names, links and choices become words."""
    language = reader.language
    blank = {name: left_open(name, language) for name in (*OWN, *OWN_LISTS) if context.get(name)}
    values = {name: [words] if name in OWN_LISTS else words for name, words in blank.items()}
    somebody = Address("", left_open("name", language) if reader.name else "", language)
    link = sentence("meetings.personal_link", language)
    addresses = {context[name]: link for name in LINKS if context.get(name)}
    return Kept(meeting, {"reader": somebody, "registration": somebody, **values}, addresses)


def left_open(name: str, language: str) -> str:
    """`(prénom et nom)`: what stands in a wording where each reader had their own."""
    return sentence(f"meetings.left_open.{name}", language)
