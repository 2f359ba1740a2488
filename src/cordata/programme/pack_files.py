"""The files a pack brings for the documents of a call: each is kept once and given out under a
public id of its own, which stands in the call in place of the pack's name for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cordata.documents.kinds import KINDS
from cordata.packs import CallDefinition
from cordata.programme.models import Call

GIVEN_OUT = frozenset(KINDS) - {"application/pkcs7-mime"}
Kept = Mapping[tuple[str, str, str], str]  # document, language, SHA-256 -> public id


def named(definition: CallDefinition) -> Iterator[tuple[str, str, str]]:
    """Document, language and name in the pack of every file of the call."""
    for one in definition.documents:
        for language, name in one.files.items():
            yield one.code, language, name


def kept_files(call: Call) -> Kept:
    """What was kept for the documents of a call, whoever brought it."""
    rows = call.files.order_by("pk").values_list("document", "language", "file__sha256", "pid")
    return {(document, language, sha256): pid for document, language, sha256, pid in rows}


def as_given_out(
    definition: CallDefinition, contents: Mapping[str, bytes], kept: Kept
) -> CallDefinition:
    """The call with public ids for the pack's names; a file not kept yet stays under its name."""
    documents = tuple(
        replace(
            one,
            files={
                language: kept.get((one.code, language, sha256(contents.get(name, b""))), name)
                for language, name in one.files.items()
            },
        )
        for one in definition.documents
    )
    return replace(definition, documents=documents)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
