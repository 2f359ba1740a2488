"""How much one application may keep, to the byte (FIL-08)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.applications.actions import add_annex, remove_annex
from cordata.applications.actions.mandates import SIGNED_FILE, give_mandate
from cordata.applications.actions.room import EVER, QUOTA
from cordata.applications.models import Annex, Mandate, Partner
from cordata.applications.states import MandateState
from cordata.documents.models import StoredFile
from cordata.documents.signatures import Signature
from cordata.kernel.verdicts import NotPossible
from tests.access.worlds import stored
from tests.documents.files import pdf, upload
from tests.factories.applications import (
    SEMNOZ,
    VALFREDDA,
    Cast,
    another,
    complete_application,
    started,
)

pytestmark = pytest.mark.django_db
SIGNATURE = Signature("Anna Esempio", "Esempio CA", "", intact=True, whole=True)


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    return started(call, at)


def of_size(size: int, at: datetime) -> StoredFile:
    """A file whose row says it has this many bytes: what the quota counts."""
    file = stored(at)
    StoredFile.objects.filter(pk=file.pk).update(size=size)
    file.refresh_from_db()
    return file


def slots(cast: Cast) -> list[Any]:
    return [one for one in cast.application.definition.ruleset.annexes if not one.per_partner]


def join(cast: Cast, size: int, at: datetime) -> Annex:
    """Into the first slot of the project with room."""
    for slot in slots(cast):
        if cast.application.annexes.filter(slot=slot.code, removed_at=None).count() < 10:
            file = of_size(min(size, slot.max_bytes), at)
            return add_annex(cast.application, slot.code, file, by=cast.editor, at=at)
    raise AssertionError("no slot has room")


def filled(cast: Cast, up_to: int, at: datetime) -> None:
    """So many bytes joined, written straight into the rows."""
    annex = join(cast, 1, at)
    StoredFile.objects.filter(pk=annex.file_id).update(size=up_to)


def test_the_last_byte_of_the_quota_fits(cast: Cast, at: datetime) -> None:
    """FIL-08: exactly the quota."""
    filled(cast, QUOTA - 10, at)
    assert join(cast, 10, at).pk


def test_one_byte_more_than_the_quota_is_refused(cast: Cast, at: datetime) -> None:
    """FIL-08: quota + 1."""
    filled(cast, QUOTA - 10, at)
    with pytest.raises(NotPossible, match=r"annex\.quota$") as refusal:
        join(cast, 11, at)
    assert refusal.value.params == {"size": QUOTA // 1_000_000}
    assert Annex.objects.count() == 1


def test_what_was_taken_out_makes_room_again(cast: Cast, at: datetime) -> None:
    filled(cast, QUOTA, at)
    remove_annex(Annex.objects.get(), by=cast.editor, at=at)
    assert join(cast, 10, at).pk


def test_joining_and_taking_out_again_does_not_go_on_for_ever(cast: Cast, at: datetime) -> None:
    """FIL-08: what was taken out is kept until retention ends, so it counts in the end."""
    filled(cast, EVER - 10, at)
    remove_annex(Annex.objects.get(), by=cast.editor, at=at)
    assert join(cast, 10, at).pk
    with pytest.raises(NotPossible, match="quota_ever"):
        join(cast, 1, at)


def test_another_application_has_its_own_quota(cast: Cast, call: Any, at: datetime) -> None:
    filled(cast, QUOTA, at)
    other = started(call, at, another(SEMNOZ, 5), another(VALFREDDA, 5))
    assert join(other, 10, at).pk


def test_a_refused_upload_is_told_beside_its_field_and_keeps_nothing(
    cast: Cast, at: datetime, settings: Any, tmp_path: Path
) -> None:
    """FIL-08: over the screen; neither a row nor the bytes of what was refused stay."""
    settings.FILES_DIR = tmp_path
    filled(cast, QUOTA, at)
    rows, kept = StoredFile.objects.count(), set(tmp_path.rglob("*"))
    client = Client()
    client.force_login(cast.editor)
    slot = slots(cast)[0]
    with override("fr"):
        path = reverse("applications:annexes", args=[cast.application.pid])
    answer = client.post(path, {"slot": slot.code, "file": upload("plan.pdf", pdf())})
    assert "dépasseraient 200" in answer.content.decode()
    assert StoredFile.objects.count() == rows
    assert {one for one in tmp_path.rglob("*") if one.is_file()} <= kept


@pytest.fixture
def signing(call: Any, at: datetime) -> Cast:
    """A complete draft whose mandates are still to be given."""
    return complete_application(call, at, mandates=False)


def sign(cast: Cast, partner: Partner, size: int, at: datetime) -> Mandate:
    file = of_size(size, at)
    return give_mandate(
        partner, by=cast.editor, at=at, kind=SIGNED_FILE, file=file, signatures=[SIGNATURE]
    )


def test_a_signed_mandate_takes_room_to_the_byte(signing: Cast, at: datetime) -> None:
    """FIL-08: exactly the quota, and quota + 1."""
    partner = signing.partners[0]
    filled(signing, QUOTA - 10, at)
    with pytest.raises(NotPossible, match=r"annex\.quota$"):
        sign(signing, partner, 11, at)
    assert not partner.mandates.exists()
    assert sign(signing, partner, 10, at).pk
    with pytest.raises(NotPossible, match=r"annex\.quota$"):
        join(signing, 1, at)


def test_a_mandate_signed_again_takes_the_place_of_the_one_before(
    signing: Cast, at: datetime
) -> None:
    first, second = signing.partners[:2]
    filled(signing, QUOTA - 10, at)
    sign(signing, first, 10, at)
    Partner.objects.update(mandate_state=MandateState.ASKED)
    with pytest.raises(NotPossible, match=r"annex\.quota$"):
        sign(signing, second, 1, at)
    assert sign(signing, first, 10, at).pk
