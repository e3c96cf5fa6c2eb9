"""Which addresses may be called, and that nothing else is."""

import contextlib
import ipaddress
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from huitouke.connectors.webhooks import outgoing
from huitouke.connectors.webhooks.outgoing import Answer, NotAllowed, check_url, is_public, post, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - judged, not listened on
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_of_ones_own_network_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://pms.example.com/", "not_https"),
        ("ftp://pms.example.com/", "not_https"),
        ("file:///etc/passwd", "unreadable"),
        ("https://user:word@pms.example.com/", "unreadable"),
        ("https:///hook", "unreadable"),
        ("https://pms.example.com:99999/", "unreadable"),
        ("https://pms.example.com/a\r\nX: y", "unreadable"),
        ("https://例子.example/", "unreadable"),
        ("https://pms.example.com/#part", "unreadable"),
        ("https://pms.example.com/" + "a" * 2000, "unreadable"),
    ],
)
def test_addresses_that_may_not_be_written_down(url, why):
    with pytest.raises(NotAllowed, match=why):
        check_url(url, is_private_allowed=False)


def test_an_address_is_taken_apart():
    assert check_url("https://pms.example.com/hook?x=1", is_private_allowed=False) == (
        "https",
        "pms.example.com",
        443,
        "/hook?x=1",
    )


def named(monkeypatch, *addresses):
    monkeypatch.setattr(
        outgoing.socket,
        "getaddrinfo",
        lambda *_a, **_k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses],
    )


def test_a_name_with_one_private_address_is_not_called(monkeypatch):
    named(monkeypatch, "1.1.1.1", "10.0.0.1")
    with pytest.raises(NotAllowed, match="private_address"):
        resolve("pms.example.com", 443, is_private_allowed=False)
    assert post("https://pms.example.com/", b"", {}, is_private_allowed=False) == Answer(
        None, "private_address"
    )


def test_the_address_that_was_judged_is_the_one_that_is_called(monkeypatch):
    named(monkeypatch, "1.1.1.1")
    called = []

    def connect(address, seconds):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    assert post("https://pms.example.com/", b"", {}, is_private_allowed=False) == Answer(
        None, "no_connection"
    )
    assert called == [("1.1.1.1", 443)]


@pytest.mark.parametrize(
    "answer",
    [b"H", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n"],
    ids=["signs", "go on", "headers"],
)
def test_whoever_answers_without_end_holds_nobody_up(monkeypatch, answer):
    """One sign after the other, each in time: the call ends all the same."""
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        caller, _address = server.accept()
        with caller, contextlib.suppress(OSError):
            while not ended.wait(0.02):
                caller.sendall(answer)

    ended = threading.Event()
    with server, ThreadPoolExecutor(1) as pool:
        pool.submit(drip)
        began = time.monotonic()
        told = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, is_private_allowed=True)
        ended.set()
    # A status that was told counts, however long the rest takes.
    assert told.status == 200 or told.problem == "timeout"
    assert time.monotonic() - began < 5
