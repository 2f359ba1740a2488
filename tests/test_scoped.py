"""A view takes rows through a query that knows who asks (ACC-05), or says here what bounds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "src" / "cordata"
SCOPED = {  # what a view reads straight from a table, and what bounds it there
    "accounts.views.entering.joining": "its organisation's signatories, by `decide_joining`",
    "accounts.views.entering.invitation": "the secret of the mailed link",
    "accounts.views.organisations.member": "the organisation was found for this reader",
    "accounts.views.organisations.revoke_invitation": "its organisation, by `manage_members`",
    "accounts.views.outside.linked": "one's own",
    "accounts.views.own.recovery": "oneself, or who may vouch",
    "accounts.views.own.recovery_new": "who may vouch; a stranger looks like nobody",
    "accounts.views.roles.revoke_role": "administrators, by `manage_roles`",
    "accounts.views.seeing._begun": "officers, by `see_as`",
    "applications.views.filed.call_or_404": "the site's public calls",
    "applications.views.following.follow_stop": "the key of the mailed link",
    "applications.views.following.following": "the key of the mailed link",
    "applications.views.partners._with_everybody": "partners of a draft found for this reader",
    "applications.views.start.beginnings_of": "one's own organisations' searches",
    "applications.views.start.start_from": "the two organisations that were introduced",
    "applications.views.start.taken_over": "a draft found for this reader, a source they know",
    "applications.views.texts._versions": "a draft found for this reader",
    "applications.views.verify._of": "the fingerprint typed, of which nothing else is told",
    "applications.views.verify._of_number": "closed calls: that a number exists, nothing else",
    "assessment.views.answering.completion_file": "its completion, found for this reader",
    "assessment.views.assigning._assignment": "its review, found for this reader",
    "assessment.views.reading.annex": "what was sealed with a file found for this reader",
    "desk.views.journal_check": "readers of the journal: numbers, and who asked",
    "desk.views.message_again": "officers of everything",
    "desk.views.messages_failed": "officers of everything",
    "desk.views_audit._filed": "each use of it goes on with `visible_to`",
    "desk.views_audit.sample": "auditors of its call, by `audit`",
    "matching.views._searches": "each use of it goes on with `visible_to`",
    "meetings.views.invited.unsubscribe": "the key of the mailed link",
    "meetings.views.own_changes.take_over": "the key of the mailed link",
    "meetings.views.prepare.new": "organisers, by `create`; calls are public",
    "meetings.views.questions.inbox": "programmes are public",
    "projects.views.found.deliverable_or_404": "its project, found for this reader",
    "projects.views.found.proof_or_404": "projects visible to this reader",
}


def tables_read() -> Iterator[tuple[str, str]]:
    """(view function, model) of each `Model.objects` in a module of views."""
    for path in sorted([*SOURCES.glob("*/views*.py"), *SOURCES.glob("*/views/*.py")]):
        module = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        for part in ast.parse(path.read_text()).body:
            name = getattr(part, "name", "module")
            for node in ast.walk(part):
                if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
                    yield f"{module}.{name}", ast.unparse(node.value)


def test_no_view_reads_a_table_without_a_bound() -> None:
    """ACC-05: a new one fails here until it goes through `visible_to` or says what bounds it."""
    unknown = {(where, model) for where, model in tables_read() if where not in SCOPED}

    assert unknown == set()


def test_every_bound_that_is_told_is_still_needed() -> None:
    assert set(SCOPED) - {where for where, _model in tables_read()} == set()
