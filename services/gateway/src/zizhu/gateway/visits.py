"""Who is at the door: address, scheme and host of a request, and the headers that may go on.

What only our own parts may say (`Zizhu-*`, `X-Forwarded-*`, `Forwarded`) is believed from a
configured proxy alone; services behind us believe only us.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from zizhu.common.app import Scope
from zizhu.common.ids import new_id

Header = tuple[bytes, bytes]
Network = IPv4Network | IPv6Network

# `Forwarded` goes in any case: what a proxy says is read from X-Forwarded-*, and a second,
# unread statement of the same facts would only wait to contradict them.
_OURS = frozenset({b"forwarded", b"x-real-ip", b"x-request-id", b"traceparent", b"baggage"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:]{1,255}")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as the door sees it; `headers` are what may be passed on."""

    address: str
    scheme: str
    host: str
    request_id: str
    traceparent: str | None
    headers: tuple[Header, ...]

    def header(self, name: bytes) -> str | None:
        """Return the first value of a header, or None."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)

    @property
    def has_body(self) -> bool:
        length = self.header(b"content-length")
        return length not in (None, "0") or self.header(b"transfer-encoding") is not None


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read CIDR texts. Raises ValueError for one that is none."""
    return tuple(ip_network(text) for text in texts)


@lru_cache(maxsize=8192)
def is_inside(address: str, ranges: tuple[Network, ...]) -> bool:
    """Tell whether an address lies in one of the ranges; what is no address lies in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in item for item in ranges)


class Reception:
    """Reads requests, knowing which proxies may speak for others."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._proxies = networks(proxies)

    def read(self, scope: Scope) -> Visit:
        """Return the visit; headers of ours are gone unless a trusted proxy sent them."""
        peer: str = scope["client"][0] if scope.get("client") else UNKNOWN
        is_trusted = bool(self._proxies) and is_inside(peer, self._proxies)
        given = dict(scope["headers"]) if is_trusted else {}
        scheme = given.get(b"x-forwarded-proto", b"").decode("latin-1").strip().lower()
        headers = tuple(
            item for item in scope["headers"] if _may_pass(item[0], is_trusted=is_trusted)
        )
        host = self._host(given, scope["headers"])
        return Visit(
            address=self._address(peer, scope["headers"]) if is_trusted else peer,
            scheme=scheme if scheme in ("http", "https") else scope["scheme"],
            host=host,
            request_id=_request_id(scope["headers"]),
            traceparent=_traceparent(scope["headers"]),
            headers=_with_host(headers, host) if is_trusted else headers,
        )

    def _address(self, peer: str, headers: Sequence[Header]) -> str:
        """The nearest address that is no proxy of ours: what lies further left is hearsay."""
        chain = [
            part.strip()
            for name, value in headers
            if name == b"x-forwarded-for"
            for part in value.decode("latin-1").split(",")
        ]
        for address in reversed(chain):
            if not is_inside(address, self._proxies):
                return address if _is_address(address) else peer
        return chain[0] if chain else peer

    def _host(self, given: dict[bytes, bytes], headers: Sequence[Header]) -> str:
        forwarded = given.get(b"x-forwarded-host", b"").decode("latin-1").strip()
        if _HOST.fullmatch(forwarded):
            return forwarded
        return next((value.decode("latin-1") for name, value in headers if name == b"host"), "")


def _may_pass(name: bytes, *, is_trusted: bool) -> bool:
    if name in _OURS or name.startswith(b"x-forwarded-"):
        return False
    return is_trusted or not name.startswith(b"zizhu-")


def _with_host(headers: Sequence[Header], host: str) -> tuple[Header, ...]:
    others = (item for item in headers if item[0] != b"host")
    return ((b"host", host.encode("latin-1")), *others)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _request_id(headers: Sequence[Header]) -> str:
    for name, value in headers:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return value.decode("ascii")
    return str(new_id())


def _traceparent(headers: Sequence[Header]) -> str | None:
    for name, value in headers:
        if name == b"traceparent" and _TRACEPARENT.fullmatch(value):
            return value.decode("ascii")
    return None


def new_traceparent() -> str:
    """Begin a trace where none is recorded, so that the request can be followed all the same."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


@lru_cache(maxsize=8192)
def rate_address(address: str) -> str:
    """Return what an address counts as: one subscriber owns a whole /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return address
