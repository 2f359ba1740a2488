"""What a dispute about a late filing is decided on, in one archive (REL-23, TIM-07).

Instants, hashes and measures of one file, no word of its content and nothing of another file.
The manifest names each part with its SHA-256 and is sealed as a receipt is; anybody checks it with
`docs/verify_evidence.py`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import override

from cordata.applications.models import Application, LateAttempt, Submission
from cordata.documents import sealing
from cordata.kernel import clock
from cordata.kernel.journal import Actor
from cordata.kernel.models import ChainHead, Event
from cordata.kernel.transitions import tell
from cordata.notify.models import Message
from cordata.packs.canonical import canonical_json, plain
from cordata.packs.freezing import freeze
from cordata.rules.availability import Minutes
from cordata.watch.queries import minutes_between, probes_between

FORMAT, KIND = "cordata.evidence/1", "evidence"
WATCHED_BEFORE, WATCHED_AFTER = timedelta(hours=72), timedelta(hours=2)  # around a closing: TIM-07
LAST_DAY = timedelta(hours=24)
FAILED = "programme.status.failed"  # with the step: a sentence
OF_THE_FILE = frozenset(
    f"application.{event}"
    for event in ("started", "submitted", "came_late", "late_kept_apart", "lapsed", "resumed")
)
OF_THE_CALL = frozenset(
    f"call.{event}"
    for event in (
        "opened", "closed", "reopened", "closing_proposed", "closing_moved", "closing_refused",
        "outage_measured",
    )
)  # fmt: skip


def find(asked: str) -> Application | None:
    """The file of a number, of its own public id, or of the id of a late attempt."""
    wanted = Q(number=asked) if asked else Q(pk=None)
    found = Application.objects.with_call().filter(wanted | Q(pid=asked)).first()
    return found or Application.objects.with_call().filter(late_attempts__pid=asked).first()


@transaction.atomic
def evidence_pack(application: Application, *, by: Actor, at: datetime) -> bytes:
    """The archive; who had it made stands in the journal."""
    parts = dict(_parts(application, at))
    parts |= _summaries(application, at, parts)
    manifest = {
        "format": FORMAT,
        "file": application.number or application.pid,
        "made_at": at,
        "journal_head": _head(),
        "parts": {name: _sha256(content) for name, content in sorted(parts.items())},
    }
    sealed = sealing.seal(KIND, application.number or application.pid, manifest, at=at)
    tell(application, "evidence_made", by=by, at=at, sha256=sealed.sha256)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.json", canonical_json(sealed.content))
        archive.writestr("seal.json", canonical_json(sealing.receipt(sealed)))
        for name, content in sorted(parts.items()):
            archive.writestr(name, content)
    return packed.getvalue()


def _parts(application: Application, at: datetime) -> Iterator[tuple[str, bytes]]:
    yield "call.json", canonical_json(_call(application))
    yield "filings.json", canonical_json(_filings(application))
    yield "journal.json", canonical_json([*_journal(application)])
    yield "probes.json", canonical_json([*_probes(application.call.closes_at)])
    yield "saves.csv", _csv(("saved_at", "field", "language", "version"), _saves(application))
    yield "mails.csv", _csv(("notice", "language", "written_at", "sent_at", "state", "tries"),
                            _mails(application))  # fmt: skip


def _call(application: Application) -> Mapping[str, Any]:
    """The version of the call and its deadline, with every move of it."""
    call, version = application.call, application.call_version
    return {
        "code": call.code,
        "version": version.number,
        "digest": version.digest,
        "zone": call.definition.zone,
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "extension_rule": freeze(call.definition.extension),
        "moves": [
            {
                "before": one.before,
                "after": one.after,
                "reasons": one.reasons,
                "proposed_at": one.proposed_at,
                "settled_at": one.settled_at,
                "confirmed": one.confirmed,
            }
            for one in call.closing_moves.order_by("proposed_at")
        ],
    }


def _filings(application: Application) -> Mapping[str, Any]:
    """Every filing and every attempt: when it arrived, when it was carried out, its seal."""
    return {
        "submissions": [
            {
                "version": one.version,
                "received_at": one.received_at,
                "committed_at": one.committed_at,
                "by": one.submitted_by.name,
                "seal": sealing.receipt(one.sealed),
            }
            for one in _submissions(application)
        ],
        "late_attempts": [
            {
                "id": one.pid,
                "received_at": one.received_at,
                "closes_at": one.closes_at,
                "seconds_late": one.seconds_late,
                "by": one.by.name,
                "kept_because": one.kept_because,
                "became_version": one.submission.version if one.submission else None,
                "seal": sealing.receipt(one.sealed),
            }
            for one in _attempts(application)
        ],
    }


def _submissions(application: Application) -> list[Submission]:
    found = application.submissions.select_related("sealed", "submitted_by")
    return list(found.defer("sealed__content").order_by("version"))


def _attempts(application: Application) -> list[LateAttempt]:
    found = application.late_attempts.select_related("sealed", "by", "submission")
    return list(found.defer("sealed__content").order_by("received_at", "pk"))


def _journal(application: Application) -> Iterator[Mapping[str, Any]]:
    """The entries that bear on the deadline, whole, so that each digest can be worked out anew;
    of the file's other entries only number, kind, instant and digest."""
    of_file = Q(subject_type="application", subject_id=application.pid)
    of_call = Q(subject_type="call", subject_id=application.call.pid, kind__in=OF_THE_CALL)
    for event in Event.objects.filter(of_file | of_call).order_by("number").iterator():
        if event.kind in OF_THE_FILE | OF_THE_CALL:
            yield {**event.content(), "digest": event.digest}
        else:
            yield {
                "number": event.number,
                "kind": event.kind,
                "at": event.at,
                "digest": event.digest,
            }


def _probes(closes_at: datetime) -> Iterator[Mapping[str, Any]]:
    for probe in probes_between(closes_at - WATCHED_BEFORE, closes_at + WATCHED_AFTER):
        yield {**probe.content(), "digest": probe.digest}


def _saves(application: Application) -> Iterator[tuple[Any, ...]]:
    """When somebody saved which text: never the text, nor who."""
    saved = application.text_versions.order_by("saved_at", "pk")
    yield from saved.values_list("saved_at", "field", "language", "version").iterator()


def _mails(application: Application) -> Iterator[tuple[Any, ...]]:
    """What was written to the people of the file, and when it left: no address, no text."""
    about = Message.objects.filter(subject_type="application", subject_id=application.pid)
    columns = ("notice", "language", "created_at", "sent_at", "state", "tries")
    yield from about.order_by("created_at", "pk").values_list(*columns).iterator()


def _head() -> Mapping[str, Any]:
    head = ChainHead.objects.get(pk=1)
    return {"number": head.number, "digest": head.digest}


def _csv(head: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# For people


def _summaries(
    application: Application, at: datetime, parts: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The same in words, in each language of the programme, with the index of the parts."""
    facts = _facts(application, at)
    facts["parts"] = [
        (name, f"applications.evidence.{name.partition('.')[0]}", _sha256(parts[name]))
        for name in sorted(parts)
    ]
    made = {}
    for language in application.call.programme.definition.languages:
        with override(language):
            text = render_to_string(f"applications/evidence/{language}.txt", facts)
        made[f"summary.{language}.txt"] = text.encode()
    return made


def _facts(application: Application, at: datetime) -> dict[str, Any]:
    call = application.call
    since, until = call.closes_at - LAST_DAY, min(at, call.closes_at)
    measured = minutes_between(since, until) if until > since else Minutes()
    saves = application.text_versions.filter(saved_at__gte=since)
    probes = [*probes_between(since, max(since, until))]
    return {
        "application": application,
        "call": call,
        "at": at,
        "recorded_at": clock.real_now(),
        "submissions": _submissions(application),
        "attempts": _attempts(application),
        "moves": list(call.closing_moves.filter(confirmed=True).order_by("settled_at")),
        "minutes": measured,
        "faults": [(one.minute, f"{FAILED}.{one.failed}") for one in probes if one.failed],
        "offset": max(
            (abs(one.offset_ms) for one in probes if one.offset_ms is not None), default=None
        ),
        "saves": saves.count(),
        "last_save": application.text_versions.order_by("-saved_at").first(),
        "reminders": Message.objects.filter(
            subject_type="application",
            subject_id=application.pid,
            notice="applications.closing_near",
        ).order_by("created_at"),
    }
