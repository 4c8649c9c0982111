"""What every answer carries, whoever gave it: headers that keep browsers careful, and its id."""

from collections.abc import MutableMapping
from typing import Any

from starlette.responses import Response

from zizhu.common.app import Send
from zizhu.gateway.visits import Header, Visit

# An answer of the API is data, never a page: nothing in it may load, run or be framed.
STRICT_POLICY = b"default-src 'none'; frame-ancestors 'none'"
# Our own pages: files of ours only; style attributes are the documentation page's.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# The console: built files of ours only, no script and no style sheet inside a page. The picture
# library writes its tooltips with style attributes; pictures of evidence arrive as blobs.
CONSOLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Evidence may be photographed; nothing else of the device is any business of ours.
DEVICES_POLICY = (
    "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()"
)
_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", STRICT_POLICY),
    # Answers hold people's data; a service that knows better says so.
    (b"cache-control", b"no-store"),
)
_OVER_TLS: tuple[Header, ...] = (
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
)


class Answer:
    """The `send` of one request: dresses the answer and remembers how far it got."""

    def __init__(self, send: Send, visit: Visit) -> None:
        self._send = send
        self._visit = visit
        self.status = 0
        self.is_complete = False

    @property
    def is_begun(self) -> bool:
        return self.status != 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._dressed(message.get("headers", ()))}
        elif message["type"] == "http.response.body":
            self.is_complete = not message.get("more_body", False)
        await self._send(message)

    def _dressed(self, given: object) -> list[Header]:
        headers: list[Header] = [item for item in _pairs(given) if item[0] != b"x-request-id"]
        present = {name for name, _ in headers}
        wanted = _ALWAYS + _OVER_TLS if self._visit.scheme == "https" else _ALWAYS
        headers.extend(item for item in wanted if item[0] not in present)
        headers.append((b"x-request-id", self._visit.request_id.encode()))
        return headers

    async def give(self, response: Response) -> None:
        """Send a whole answer of our own."""
        await self(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": response.raw_headers,
            }
        )
        await self({"type": "http.response.body", "body": bytes(response.body)})


def _pairs(given: object) -> list[Header]:
    return list(given) if isinstance(given, list | tuple) else []
