"""A pack's own documents are kept with the call, so that its page gives them out."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile

from cordata.documents.storing import store_file
from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition, Mistake, Pack, PackRefused
from cordata.programme.models import Call, CallFile
from cordata.programme.pack_files import GIVEN_OUT, as_given_out, kept_files, named, sha256


def give_out(
    call: Call,
    definition: CallDefinition,
    pack: Pack,
    *,
    by: Actor,
    at: datetime,
    new: bool = True,
) -> CallDefinition:
    """The call with each of the pack's files under its public id; with `new`, those not kept yet
    are taken in. Raises PackRefused for a file that nobody may give out."""
    kept = dict(kept_files(call))
    for document, language, name in named(definition) if new else ():
        place = document, language, sha256(pack.files[name])
        if place not in kept:
            kept[place] = _keep(call, document, language, name, pack.files[name], by, at)
    return as_given_out(definition, pack.files, kept)


def _keep(
    call: Call, document: str, language: str, name: str, content: bytes, by: Actor, at: datetime
) -> str:
    upload = ContentFile(content, PurePosixPath(name).name)
    try:
        file = store_file(upload, by=by, at=at, kinds=GIVEN_OUT)
    except NotPossible as refusal:
        raise PackRefused((Mistake(name, 0, refusal.code, refusal.params),)) from refusal
    added = CallFile.objects.create(
        call=call, document=document, language=language, file=file, added_at=at
    )
    return str(added.pid)
