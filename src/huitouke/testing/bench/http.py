"""A small HTTP client over kept connections, and the clock beside it.

It costs a fraction of what the usual clients cost, since on two cores the client's time is the server's loss.
"""

import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from huitouke.testing.bench.errors import BenchRefused

HOST: Final = "127.0.0.1"
_TIMEOUT_SECONDS: Final = 30.0
MOST_SECONDS: Final = 60.0
"""A series of requests ends here, whole or not."""
_READ_BYTES: Final = 65_536
_GOOD: Final = (200, 204)
"""204 opens another page by htmx, as a whole document number does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` are lines as they were sent, names in small letters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: what every request of theirs carries."""

    cookies: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def get(self, path: str) -> bytes:
        """The bytes of a GET request."""
        return self._request("GET", path)

    def post(self, path: str, form: dict[str, str], *, is_part: bool = False) -> bytes:
        """The bytes of a POST request with a form, sent by htmx where it asks for a part of a page."""
        more = "Content-Type: application/x-www-form-urlencoded\r\n"
        if is_part:
            more += "HX-Request: true\r\n"
        return self._request("POST", path, urlencode(form).encode(), more)

    def post_json(self, path: str, body: Any) -> bytes:
        """The bytes of a POST request to the API."""
        return self._request("POST", path, json.dumps(body).encode(), "Content-Type: application/json\r\n")

    def _request(self, method: str, path: str, body: bytes = b"", more: str = "") -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{more}"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        if self.cookies:
            head += f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies)}\r\n"
        if body or method == "POST":
            head += f"Content-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body


class Connection:
    """One kept connection to a server on this machine. Not safe for threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._open()

    def ask(self, request: bytes) -> Answer:
        """Sends a request and reads its answer. Raises OSError where the connection breaks."""
        self._socket.sendall(request)
        buffer = b""
        while (end := buffer.find(b"\r\n\r\n")) < 0:
            buffer += self._read()
        status, headers = _head(buffer[:end])
        body = self._body(dict(headers), buffer[end + 4 :])
        if ("connection", "close") in headers:
            self.close()
            self._socket = self._open()
        return Answer(status, headers, body)

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()

    def _open(self) -> socket.socket:
        opened = socket.create_connection((HOST, self._port), timeout=_TIMEOUT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _read(self) -> bytes:
        part = self._socket.recv(_READ_BYTES)
        if not part:
            raise ConnectionError("the server ended the connection")
        return part

    def _body(self, headers: dict[str, str], body: bytes) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            return self._chunks(body)
        length = int(headers.get("content-length", "0"))
        parts = [body]
        missing = length - len(body)
        while missing > 0:
            parts.append(self._read())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _chunks(self, buffer: bytes) -> bytes:
        parts = []
        while True:
            while (end := buffer.find(b"\r\n")) < 0:
                buffer += self._read()
            size = int(buffer[:end].split(b";")[0], 16)
            while len(buffer) < end + 2 + size + 2:
                buffer += self._read()
            parts.append(buffer[end + 2 : end + 2 + size])
            buffer = buffer[end + 2 + size + 2 :]
            if size == 0:
                return b"".join(parts)


def time_alone(port: int, requests: Sequence[bytes]) -> list[float]:
    """Milliseconds of each request, one after another over one connection; of those that fit into a minute."""
    connection = Connection(port)
    end = time.perf_counter() + MOST_SECONDS
    try:
        return _series(connection, requests, end)
    finally:
        connection.close()


def time_together(port: int, requests: Sequence[bytes], connections: int) -> tuple[list[float], float]:
    """Milliseconds of each request over `connections` at once, and how many were answered in a second; of those
    that fit into a minute."""
    shares: list[list[float]] = [[] for _ in range(connections)]
    failures: list[BaseException] = []

    def work(number: int) -> None:
        connection = Connection(port)
        try:
            shares[number] = _series(connection, requests[number::connections], end)
        except (OSError, BenchRefused) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    began = time.perf_counter()
    end = began + MOST_SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise BenchRefused(f"a connection failed: {failures[0]}") from failures[0]
    times = [spent for share in shares for spent in share]
    return times, len(times) / seconds


def _series(connection: Connection, requests: Sequence[bytes], end: float) -> list[float]:
    times: list[float] = []
    for request in requests:
        times.append(_timed(connection, request))
        if time.perf_counter() > end:
            break
    return times


def _timed(connection: Connection, request: bytes) -> float:
    began = time.perf_counter()
    answer = connection.ask(request)
    spent = (time.perf_counter() - began) * 1000
    if answer.status not in _GOOD:
        line = request.split(b" HTTP/1.1", 1)[0].decode()
        raise BenchRefused(f"{line} was answered with {answer.status}")
    return spent


def _head(head: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ", 2)[1]), tuple((name.lower(), value.strip()) for name, _, value in pairs)
