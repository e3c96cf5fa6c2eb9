"""The one way out: a POST to an address that was looked up and judged, and to no other.

The name is resolved once; every address it has must be a public one, and the connection goes to exactly the address
that was judged, so that a name cannot point elsewhere between the look and the call. Redirects are not followed, no
proxy of the environment is asked, and of the answer only the status counts.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 10.0
WHOLE_SECONDS: Final = 30.0
"""For so long a call may take as a whole: whoever answers one sign at a time holds nobody up."""
_LONGEST_URL: Final = 2000
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """The address is none that may be called; the message is a code."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, or why there was none."""

    status: int | None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def check_url(url: str, *, is_private_allowed: bool) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query of an address that may be written down. Raises NotAllowed."""
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed("unreadable")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("unreadable") from error
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowed("unreadable")
    if parts.scheme != "https" and not (is_private_allowed and parts.scheme == "http"):
        raise NotAllowed("not_https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), path


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, also behind the ways of writing IPv4 as IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int, *, is_private_allowed: bool) -> str:
    """The address to call for a host. Raises NotAllowed where any address that the name has is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotAllowed("unknown_host") from error
    addresses = [str(each[4][0]).split("%")[0] for each in found]
    if not addresses:
        raise NotAllowed("unknown_host")
    if not is_private_allowed and not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        raise NotAllowed("private_address")
    return addresses[0]


def post(url: str, body: bytes, headers: Mapping[str, str], *, is_private_allowed: bool) -> Answer:
    """Send `body` once. Never raises for what the other side does."""
    try:
        scheme, host, port, path = check_url(url, is_private_allowed=is_private_allowed)
        address = resolve(host, port, is_private_allowed=is_private_allowed)
    except NotAllowed as error:
        return Answer(None, str(error))
    connection = _Pinned(host, port, address, is_tls=scheme == "https")
    end = threading.Timer(WHOLE_SECONDS, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        return Answer(connection.getresponse().status)
    except ssl.SSLError:
        return Answer(None, "timeout" if connection.is_cut else "tls")
    except TimeoutError:
        return Answer(None, "timeout")
    except (OSError, http.client.HTTPException):
        return Answer(None, "timeout" if connection.is_cut else "no_connection")
    finally:
        end.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address under the name that its certificate must have."""

    def __init__(self, host: str, port: int, address: str, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address = address
        self._is_tls = is_tls
        self.is_cut = False
        # http.client writes the port into Host where it is not the scheme's own.
        self.default_port = 443 if is_tls else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        if self._is_tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End whatever is being waited for, from another thread."""
        self.is_cut = True
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
