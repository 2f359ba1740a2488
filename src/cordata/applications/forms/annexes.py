"""One file for one slot; kinds and size are told before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cordata.documents.kinds import KINDS, USUAL
from cordata.rules.ruleset import AnnexSlot
from cordata.web.catalogue import sentence
from cordata.web.forms import Form, UploadField


class AnnexForm(Form):
    """The upload of one file."""

    def __init__(self, *args: Any, slot: AnnexSlot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = UploadField(
            label=_("File"),
            limit=slot.max_bytes,
            accept=",".join(f".{ending}" for ending in endings(slot.media_types)),
            help_text=told_before(slot.media_types, slot.max_bytes),
        )


class SignedFileForm(Form):
    """A mandate signed elsewhere."""

    def __init__(self, *args: Any, slot: AnnexSlot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = UploadField(
            label=_("Signed letter"),
            limit=slot.max_bytes,
            accept=",".join(f".{ending}" for ending in endings(slot.media_types)),
            help_text=told_before(slot.media_types, slot.max_bytes),
        )


SIGNED = frozenset({"application/pdf", "application/pkcs7-mime"})
SIGNED_SLOT = AnnexSlot("mandate", per_partner=True, media_types=SIGNED)


def kinds_of(slot: AnnexSlot) -> frozenset[str]:
    """The media types a slot takes, of those that can be stored at all."""
    return (slot.media_types & frozenset(KINDS)) or USUAL


def endings(media_types: frozenset[str]) -> list[str]:
    known = (KINDS[one] for one in sorted(media_types or USUAL) if one in KINDS)
    return [ending for kind in known for ending in kind.extensions]


def told_before(media_types: frozenset[str], size: int) -> str:
    """`PDF, p7m, 20 Mo au plus.`"""
    words = ", ".join(one if one == "p7m" else one.upper() for one in endings(media_types))
    return sentence("applications.annex.told_before", kinds=words, size=size // 1_000_000)
