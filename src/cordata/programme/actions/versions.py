"""A call gets a version: by a load of its pack, or by words corrected on a screen."""

from __future__ import annotations

from datetime import datetime

from cordata.kernel.journal import Actor
from cordata.kernel.transitions import tell
from cordata.packs import CallDefinition
from cordata.packs.canonical import digest
from cordata.packs.freezing import freeze
from cordata.packs.provenance import Text
from cordata.programme.models import Call, CallVersion


def freeze_version(
    call: Call,
    definition: CallDefinition,
    *,
    by: Actor,
    at: datetime,
    reasons: Text,
    since: datetime | None = None,
) -> CallVersion:
    """The next version of a call that the caller has locked, in force from now on."""
    data = freeze(definition)
    version = CallVersion.objects.create(
        call=call,
        number=call.current_version.number + 1 if call.version else 1,
        data=data,
        digest=digest(data),
        reasons=dict(reasons),
        published_at=since or at,
    )
    call.version = version
    call.save()
    seal = {"number": version.number, "digest": version.digest}
    tell(call, "version_frozen", by=by, at=at, because=in_one_line(reasons), **seal)
    return version


def announce_version(version: CallVersion, *, by: Actor, at: datetime, change: str = "") -> None:
    """Drafts follow, and their people are told: reactions to `call.version_published`.

    `change` is the public id of the corrected words, where there are some.
    """
    tell(
        version.call,
        "version_published",
        by=by,
        at=at,
        because=in_one_line(version.reasons),
        number=version.number,
        digest=version.digest,
        reasons=version.reasons,
        change=change,
    )


def in_one_line(reasons: Text) -> str:
    """As the journal keeps a reason given in every language."""
    return " / ".join(reasons.values())
