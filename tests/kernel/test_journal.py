"""The journal is one chain that nobody edits (LOG-01, LOG-02, LOG-03, REL-24)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from cordata.kernel import journal
from cordata.kernel.journal import SYSTEM, record
from cordata.kernel.models import ChainHead, Event
from cordata.kernel.numbering import next_number

pytestmark = pytest.mark.django_db

TRIGGERS_OFF = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["ALTER TABLE kernel_event DISABLE TRIGGER USER"],
}


@pytest.fixture
def chain(at):
    return [record(f"thing.done_{n}", None, by=SYSTEM, at=at, amount=n) for n in range(4)]


def tamper(sql, *params):
    """What somebody with the database's own rights could do: the triggers taken away first."""
    with connection.cursor() as cursor:
        for statement in TRIGGERS_OFF[connection.vendor]:
            cursor.execute(statement)
        cursor.execute(sql, params)


def breaks():
    return [(found.number, found.code) for found in journal.verify()]


def test_an_untouched_chain_holds(chain):
    assert breaks() == []


def test_a_changed_line_is_found(chain):
    tamper("UPDATE kernel_event SET reason = 'because' WHERE number = 2")

    assert (2, "changed") in breaks()


def test_a_changed_line_with_a_new_digest_is_found_at_the_next_one(chain):
    event = Event.objects.get(number=2)
    event.reason = "because"
    from cordata.packs.canonical import digest

    tamper(
        "UPDATE kernel_event SET reason = 'because', digest = %s WHERE number = 2",
        digest(event.content()),
    )

    assert (3, "unlinked") in breaks()


def test_a_dropped_line_is_found(chain):
    tamper("DELETE FROM kernel_event WHERE number = 2")

    assert (2, "missing") in breaks()


def test_dropping_the_last_lines_is_found(chain):
    tamper("DELETE FROM kernel_event WHERE number > 2")

    assert breaks() == [(2, "head")]


def test_two_swapped_lines_are_found(chain):
    tamper("UPDATE kernel_event SET number = -number WHERE number IN (2, 3)")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_event SET number = 5 + number WHERE number < 0")

    assert {number for number, _ in breaks()} >= {2, 3}


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_event SET reason = 'x'", "DELETE FROM kernel_event WHERE number = 1"]
)
def test_raw_sql_with_the_applications_role_is_refused(chain, sql):
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert breaks() == []


def test_the_orm_is_refused_too(chain):
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(number=1).update(reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        chain[0].delete()


def test_what_is_written_during_the_walk_breaks_nothing(chain, at):
    """REL-24: the nightly check runs while the site does."""
    others = iter(["thing.meanwhile"])

    def let_another_write(execute, sql, params, many, context):
        if "kernel_event" in sql and (kind := next(others, None)):
            record(kind, None, by=SYSTEM, at=at)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(let_another_write):
        assert breaks() == []

    assert Event.objects.count() == 5
    assert breaks() == []


def test_an_event_no_head_knows_of_is_found(chain):
    head = ChainHead.objects.get()
    ChainHead.objects.update(number=head.number - 1, digest=chain[-2].digest)

    assert breaks() == [(3, "head")]


def test_a_line_rolled_back_leaves_no_gap(chain, at):
    with transaction.atomic():
        record("thing.undone", None, by=SYSTEM, at=at)
        transaction.set_rollback(True)

    assert record("thing.after", None, by=SYSTEM, at=at).number == 5
    assert breaks() == []


def test_a_line_keeps_both_times(chain, at):
    event = Event.objects.get(number=1)

    assert event.at == at
    assert event.recorded_at.year > 2025
    assert ChainHead.objects.get().number == 4


def test_numbers_of_a_series_follow_each_other():
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]
