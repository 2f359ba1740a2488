"""A request to an address that somebody typed reaches nothing it should not (REL-21)."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_address

import pytest

from cordata.api import calling
from cordata.api.calling import CallFailed, call
from cordata.api.forms import is_https
from cordata.cli import doctor


def asked(url: str) -> int:
    return call(url, b"{}", {"Content-Type": "application/json"})


def failure_of(url: str) -> str:
    with pytest.raises(CallFailed) as failed:
        asked(url)
    return failed.value.code


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.251", "239.1.1.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fd00::1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2002:a00:1::1"),
    ],
)
def test_an_address_of_a_network_of_its_own_is_not_public(address):
    assert not calling.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_an_address_of_the_public_network_is(address):
    assert calling.is_public(ip_address(address))


def test_the_own_network_is_not_even_knocked_at(receiver, settings):
    settings.HOOK_HOSTS = frozenset()

    assert failure_of(receiver.url()) == "address"
    assert receiver.connected == 0


def test_the_operator_may_name_a_host_of_the_own_network(receiver):
    assert asked(receiver.url()) == 200
    headers, body = receiver.taken[0]
    assert headers["Host"] == f"localhost:{receiver.port}"
    assert body == b"{}"


def test_another_name_of_a_permitted_machine_is_not_permitted(receiver):
    assert failure_of(receiver.url("127.0.0.1")) == "address"


def answering(monkeypatch, *answers):
    """The name's addresses, each time it is asked for; a number is its own address."""
    real, left = socket.getaddrinfo, list(answers)

    def resolve(host, *more, **named):
        if host != "crm.example":
            return real(host, *more, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_one_private_address_among_public_ones_is_enough_to_refuse(receiver, monkeypatch):
    answering(monkeypatch, ["93.184.215.14", "127.0.0.1"])

    assert failure_of(receiver.url("crm.example")) == "address"
    assert receiver.connected == 0


def test_the_connection_goes_to_the_address_that_was_checked(receiver, monkeypatch, settings):
    """The name is asked for once: a second answer would find nothing left."""
    settings.HOOK_HOSTS = frozenset({"crm.example"})
    answering(monkeypatch, ["127.0.0.1"])

    assert asked(receiver.url("crm.example")) == 200
    assert receiver.taken[0][0]["Host"] == f"crm.example:{receiver.port}"


def test_a_name_with_several_addresses_is_reached_at_the_one_that_answers(
    receiver, monkeypatch, settings
):
    settings.HOOK_HOSTS = frozenset({"crm.example"})
    answering(monkeypatch, ["127.0.0.2", "127.0.0.1"])  # nobody listens at the first

    assert asked(receiver.url("crm.example")) == 200


def test_a_certificate_of_another_name_is_refused(receiver, settings):
    settings.HOOK_HOSTS = frozenset({"127.0.0.1"})

    assert failure_of(receiver.url("127.0.0.1")) == "certificate"
    assert receiver.taken == []


def test_a_certificate_nobody_vouches_for_is_refused(receiver, monkeypatch, tmp_path):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert failure_of(receiver.url()) == "certificate"


@pytest.mark.parametrize("mood", ["slow", "trickle"])
def test_whoever_does_not_answer_in_time_is_cut_off(receiver, monkeypatch, mood):
    """REL-13: also who sends something again and again without ever answering."""
    receiver.moods = [mood]
    monkeypatch.setattr(calling, "LIMIT", 0.5)

    assert failure_of(receiver.url()) == "timeout"


def test_a_redirect_is_not_followed(receiver):
    receiver.moods = [302]

    assert asked(receiver.url()) == 302
    assert len(receiver.taken) == 1


def test_a_port_where_nobody_listens_is_said_so(settings):
    settings.HOOK_HOSTS = frozenset({"localhost"})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        assert failure_of(f"https://localhost:{port}/") == "unreachable"


def test_a_name_nobody_knows_is_said_so(monkeypatch):
    def unknown(*_asked, **_more):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure_of("https://nowhere.invalid/") == "unresolved"


def test_a_name_server_that_never_answers_does_not_hold_the_worker(monkeypatch):
    """REL-13: the system's resolver knows no limit of its own."""
    over = threading.Event()

    def silent(*_asked, **_more):
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    monkeypatch.setattr(calling, "LIMIT", 0.05)
    assert failure_of("https://slow.example/") == "unresolved"
    over.set()


@pytest.mark.parametrize("url", ["http://localhost/", "ftp://localhost/", "https:///x", "//x"])
def test_nothing_but_https_leaves(url):
    assert failure_of(url) == "address"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://crm.example/hook", True),
        ("https://crm.example:8443/hook?a=b&c=d", True),
        ("https://crm.example", True),
        ("https://réunions.example/", True),
        ("http://crm.example/", False),
        ("https://", False),
        ("https://user:pass@crm.example/", False),
        ("https://crm.example/#part", False),
        ("https://crm.example:99999/", False),
        ("https://crm.example:port/", False),
        ("https://[::1/", False),
        ("https://crm.example/a b", False),
        ("https://crm.example\\@evil.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_the_form_takes_addresses_that_can_be_called(url, good):
    assert is_https(url) is good


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("crm.example.lan,localhost", 0),
        ("", 0),
        ("https://crm.lan", 1),
        ("crm.lan:8443,CRM", 2),
    ],
)
def test_the_doctor_names_what_is_no_host(monkeypatch, value, told):
    """OPS-01."""
    monkeypatch.setenv("CORDATA_HOOK_HOSTS", value)

    assert len(list(doctor.hook_remarks())) == told
