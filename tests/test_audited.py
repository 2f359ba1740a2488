"""`make audit` looks at every page that somebody may open, or it stands here why not (A11-01)."""

from __future__ import annotations

from collections import defaultdict

from django.urls import resolve
from django.utils.translation import override

from tests.journeys import pages
from tests.test_access import ADDRESSES, FILES, PUBLIC_FILES, TABLES, row_of

NOT_PAGES = PUBLIC_FILES.union(*FILES.values()) | {
    *(
        "meetings:document",
        "meetings:own_document",
        "meetings:own_file",
        "applications:export",
        "applications:budget_workbook",
        "meetings:badges",
        "meetings:meals_sheet",
    ),  # files
    *("meetings:check_in_list", "meetings:check_in_worker"),  # for the script of the check-in
    *("applications:receipt_zip", "applications:public_key"),  # a file, and a line of text
    "selection:complaint_letter",  # `applications/_letter.html`, looked at as a decision's
    "applications:changes",  # the audit's worlds have no file that was filed twice
    "applications:here",  # asked by the script of a page
    "applications:live",  # a part of the pages of a draft, for their script
    "rehearsal:mail",  # a mail as it was sent, in a frame of its own
    "rehearsal:progress",  # there while the clock is moved
    *("applications:start_from", "projects:sign"),  # the audit's worlds have no such state yet
    "account_request_login_code",  # the page of `account_login`
    *("account_reauthenticate", "mfa_generate_recovery_codes"),  # lead to a fresh sign-in first
}


def answered() -> set[str]:
    """Names of the addresses that answer somebody's GET with a page."""
    rows = [(one, row_of(rows, one)) for rows in TABLES.values() for one in ADDRESSES]
    return {one.name for one, row in rows if row and 200 in row.values()} - NOT_PAGES


def looked_at() -> set[str]:
    any_pid = defaultdict(lambda: "2bbp2pkvzp8exq")
    listed = {
        path.split("?")[0]
        for seen in pages.WORLDS.values()
        for paths in seen.values()
        for path in paths
        if "nothing-here" not in path
    }
    with override("fr"):
        return {resolve("/fr" + path.format_map(any_pid)).view_name for path in listed}


def test_every_page_is_audited_or_says_why_not() -> None:
    assert answered() - looked_at() == set()
