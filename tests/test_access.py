"""Who reaches what: the one table URL x role (ACC-01), strangers learn nothing (ACC-02), files and
exports refuse like pages (ACC-04).

Each package has its rows in `tests/access/<package>.py` (see `tests/access/__init__.py`) and its
world in `tests/access/worlds.py`. Every URL of a package is asked as every role of the list in
`architecture.md`; each request is undone before the next.
"""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

import tests.access
from cordata.applications.questions import of_texts
from cordata.kernel.clock import held_at
from cordata.kernel.ids import public_id
from cordata.kernel.models import Event
from cordata.notify.models import Message
from tests.access.codes import SNAKE, codes_of, raw_codes
from tests.access.world import (
    ANONYMOUS,
    ROLES,
    STRANGERS,
    Address,
    Row,
    World,
    addresses,
    expected,
    row_of,
)
from tests.access.worlds import built
from tests.conftest import DEMO_INSTANT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.policy,
    pytest.mark.usefixtures("drawn_as_in_production"),
]

MODULES = {
    name: import_module(f"tests.access.{name}")
    for _finder, name, _package in pkgutil.iter_modules(tests.access.__path__)
}
TABLES: dict[str, Mapping[str, Row]] = {
    name: module.ROWS for name, module in MODULES.items() if hasattr(module, "ROWS")
}
ADDRESSES = addresses()
PUBLIC_FILES = {  # they are meant to be taken away by anybody
    *("healthz", "readyz", "robots"),
    *("programme:call_calendar", "programme:calendar", "programme:news_feed"),
    "programme:document",
    "programme:status_json",
    *("programme:blank_form", "programme:blank_form_pdf", "programme:blank_form_odt"),
    *("meetings:calendar", "meetings:invitation"),
    *("meetings:feed", "meetings:atom"),
    *("api-v1:openapi-json", "api-v1:calls", "api-v1:call", "api-v1:rules", "api-v1:meetings"),
    "api-v1:operations",
    *("applications:public_key", "applications:filed_json"),
    *("transparency:csv", "transparency:xlsx", "transparency:json"),
    *("transparency:figures_csv", "transparency:figures_xlsx"),
}
# A row that makes no difference between those who are signed in is asked as these only
SAMPLE = ("visitor", "applicant", "lead_signatory", "assessor", "officer", "administrator")
FILES = {  # what holds the content of somebody's file, and must have been handed out to be tested
    "applications": {"applications:dossier", "applications:receipt_zip"}
    | {"applications:paper_scan", "applications:paper_letter", "applications:help_letter"},
    "applications_sections": {"applications:annex_file", "applications:mandate_file"},
    "applications_filed": {"applications:annex_file"},
    "assessment": {"assessment:annex", "assessment:completion_file", "assessment:take_away"}
    | {"assessment:late_evidence", "assessment:own_files", "assessment:letter_file"}
    | {"assessment:exchange_file"},
    "desk": {"desk:follow_up", "desk:follow_up_xlsx"},
    "desk_audit": {"desk:exceptions_csv", "desk:exceptions_xlsx", "desk:audit_file"}
    | {"desk:figures_csv", "desk:figures_xlsx"},
    "meetings": {
        "meetings:export",
        "meetings:export_xlsx",
        "meetings:attendance",
        "meetings:guests_export",
        "meetings:guests_export_xlsx",
        "meetings:survey_export",
        "meetings:survey_export_xlsx",
        "meetings:document",
        "meetings:record",
        "meetings:audit_file",
    },
    "projects": {"projects:agreement", "projects:proof"},
    "selection": {"selection:complaint_file", "selection:complaint_letter_file"}
    | {"selection:letter_file", "selection:conditions_file", "selection:minutes"}
    | {"selection:papers"},
}


# The table itself


def test_every_address_has_its_row() -> None:
    """A new URL without a row fails here (ACC-01)."""
    listed = [
        one.full
        for one in ADDRESSES
        if not any(row_of(rows, one) for rows in TABLES.values())
    ]  # fmt: skip

    assert listed == []


def test_every_row_has_its_address() -> None:
    known = {one.full for one in ADDRESSES} | {one.name for one in ADDRESSES}

    astray = [f"{name}.py: {key}" for name, rows in TABLES.items() for key in {*rows} - known]

    assert astray == []


def test_rows_name_roles_of_the_one_list() -> None:
    known = {*ROLES, "default"}

    unknown = [
        f"{name}.py: {key}: {role}"
        for name, rows in TABLES.items()
        for key, row in rows.items()
        for role in {*row} - known
    ]

    assert unknown == []


# One world a package


@dataclass(slots=True)
class Asking:
    """The browsers of all roles in one world."""

    package: str
    world: World
    client: Client
    sessions: dict[str, str]  # role -> session key
    pages: dict[tuple[str, str], Answer] = field(default_factory=dict)  # (address, role) -> answer

    @property
    def addresses(self) -> list[tuple[Address, Row]]:
        rows = TABLES[self.package]
        return [(one, row) for one in ADDRESSES if (row := row_of(rows, one)) is not None]

    def get(self, address: Address, role: str) -> Answer:
        """What a GET answers a role, asked once."""
        if (address.full, role) not in self.pages:
            self.pages[address.full, role] = self.send(role, self.world.path(address, role))
        return self.pages[address.full, role]

    def send(self, role: str, path: str, method: str = "GET", **data: Any) -> Answer:
        """One request as a role; whatever it changed is undone."""
        self.client.cookies = SimpleCookie()
        if role not in ANONYMOUS:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        with held_at(self.world.at), transaction.atomic():
            before = written() if method == "POST" else None
            response = self.client.get(path) if method == "GET" else self.client.post(path, data)
            body = b"".join(response) if response.streaming else response.content
            changed = written() != before if method == "POST" else False
            transaction.set_rollback(True)
        return Answer(response.status_code, body, changed, response)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    changed: bool
    response: HttpResponseBase

    @property
    def is_file(self) -> bool:
        """Something to take away rather than a page."""
        kind = self.response.headers.get("Content-Type", "")
        return self.status < 300 and not kind.startswith("text/html")


def written() -> tuple[int, int]:
    """What an act leaves behind: events and messages."""
    return Event.objects.count(), Message.objects.count()


@pytest.fixture(scope="module", params=sorted(TABLES))
def asking(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Asking]:
    """The package's world, built once for all its tests and thrown away after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with held_at(DEMO_INSTANT):
            world = built(request.param, DEMO_INSTANT)
        sessions = {role: session_of(person) for role, person in world.people.items()}
        yield Asking(request.param, world, Client(raise_request_exception=False), sessions)
        transaction.set_rollback(True)


def session_of(person: Any) -> str:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_each_role_reaches_what_the_table_says(asking: Asking) -> None:
    """ACC-01, ACC-04: every URL as every role; files go by the same rules as pages."""
    wrong: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    handed_out = set()
    for address, row in asking.addresses:
        for role in asked_as(row):
            answer = asking.get(address, role)
            if answer.is_file:
                handed_out.add(address.name)
                if role in STRANGERS and address.name not in PUBLIC_FILES:
                    wrong[address.full]["a file to a stranger"].append(role)
            if answer.status != expected(row, role):
                told = f"{answer.status} instead of {expected(row, role)}"
                wrong[address.full][told].append(role)

    assert readable(wrong) == ""
    assert FILES.get(asking.package, set()) <= handed_out


def asked_as(row: Row) -> Sequence[str]:
    """Every role; a mailed link is tried where it opens something, else it is a visitor's.

    Who may what is written in Python, what a page reads differs by the kind of its reader: on
    PostgreSQL one of each kind asks, and one for each answer (docs/decisions/0016).
    """
    if not {*row} - {"visitor", "default"}:
        return SAMPLE
    every = [role for role in ROLES if role != "registrant" or role in row]
    return every if connection.vendor == "sqlite" else one_of_each(row, every)


def one_of_each(row: Row, roles: Sequence[str]) -> Sequence[str]:
    """The kinds of readers, and the first role that gets each answer of a row."""
    first = {expected(row, role): role for role in reversed(roles)}
    return [role for role in roles if role in {*SAMPLE, *first.values()}]


def readable(wrong: Mapping[str, Mapping[str, list[str]]]) -> str:
    return "\n".join(
        f"{name}: {told} for {', '.join(roles)}"
        for name, found in wrong.items()
        for told, roles in found.items()
    )


def test_a_stranger_changes_nothing(asking: Asking) -> None:
    """ACC-01: an empty form, sent to every URL, is refused before it is read."""
    open_to_all = getattr(MODULES[asking.package], "POSTS", {})
    wrong: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for address, _row in asking.addresses:
        for role in STRANGERS:
            answer = asking.send(role, asking.world.path(address, role), "POST")
            public = open_to_all.get(address.full) or open_to_all.get(address.name) or set()
            if answer.status not in {403, 404, 405} | public:
                wrong[address.full][f"{answer.status} to a POST"].append(role)
            if answer.changed and not public:
                wrong[address.full]["something changed"].append(role)

    assert readable(wrong) == ""


# Words


def test_no_page_prints_a_code(asking: Asking) -> None:
    """What a machine calls "positive" or "lead_editor" has its words, whoever reads."""
    codes = codes_of(asking.world.call.definition)
    wrong: dict[str, set[str]] = defaultdict(set)
    for where, answer in pages_of(asking):
        if answer.status == 200 and not answer.is_file and where not in KEYS_OF_A_PACK:
            for code in raw_codes(answer.body, codes):
                wrong[code].add(where)
    for text in Message.objects.values_list("text", flat=True):
        for code in SNAKE.findall(re.sub(r"https?://\S+", "", text)):
            wrong[code].add("mail")

    assert {code: sorted(places) for code, places in wrong.items()} == {}


KEYS_OF_A_PACK = {"programme:provenance code"}  # it names the keys of the pack's files
READING = ("lead_editor", "partner_editor", "observer")  # writes it, writes a part, only reads it


def pages_of(asking: Asking) -> Iterator[tuple[str, Answer]]:
    """Every page of the table; and every question of the form, written and only read."""
    for address, row in asking.addresses:
        for role in asked_as(row):
            if expected(row, role) == 200:
                yield address.full, asking.get(address, role)
        if address.name == "applications:text":
            for item in of_texts(asking.world.call.definition):
                path = [asking.world.path(address, role, field=item.key) for role in READING]
                yield from (
                    (f"{address.name} {item.key}", asking.send(role, one))
                    for role, one in zip(READING, path, strict=True)
                )


# ACC-02


def test_unknown_and_forbidden_look_alike(asking: Asking) -> None:
    """ACC-02: what a stranger may not see answers exactly like what does not exist."""
    wrong: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for address, row in asking.addresses:
        named = asking.world.arguments(address) if address.params else {}
        if not {"pid", "number"} & {*named} or expected(row, "applicant") not in {403, 404, 405}:
            continue
        for method in ("GET", "POST"):
            for told in differences(asking, address, named, method):
                wrong[address.full][told].append(method)

    assert readable(wrong) == ""


def differences(
    asking: Asking, address: Address, named: Mapping[str, Any], method: str
) -> Iterator[str]:
    """What tells the thing there is from one there is not."""
    unknown = {name: stand_in(value) for name, value in named.items()}
    there = asking.send("applicant", asking.world.path(address), method)
    absent = asking.send("applicant", asking.world.path(address, **unknown), method)
    if there.status in {200, 201, 302, 409, 422}:
        return  # it is not hidden from strangers; the table says so
    if there.status != absent.status:
        yield f"{there.status} for what there is, {absent.status} for what there is not"
    elif bare(there.body, named) != bare(absent.body, unknown):
        yield "another page"


def stand_in(value: Any) -> Any:
    """An id of the same form that nothing has."""
    if isinstance(value, int):
        return 999_999
    return public_id() if re.fullmatch(r"[2-9a-z]{14}", value) else value


def bare(body: bytes, named: Mapping[str, Any]) -> str:
    """A page without what is new in each answer and without the address that was asked."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body.decode())
    text = re.sub(r'nonce="[^"]+"', "", text)
    for value in named.values():
        text = re.sub(rf"(?<=/){re.escape(str(value))}(?=/|\")", "ID", text)
    return text
