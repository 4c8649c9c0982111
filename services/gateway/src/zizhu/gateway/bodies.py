"""How large a body may be: 1 MB as JSON, 25 MB as an upload, and what a path says otherwise."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from zizhu.common.app import Receive
from zizhu.common.errors import Refusal
from zizhu.gateway.errors import BodyTooLarge
from zizhu.gateway.visits import Visit


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits in bytes; the longest matching prefix of `by_path` wins over the content's type."""

    plain: int
    upload: int
    upload_types: Sequence[str]
    by_path: Mapping[str, int]

    def limit(self, path: str, content_type: str) -> int:
        """Return how many bytes a body at this path may have."""
        matching = [prefix for prefix in self.by_path if path.startswith(prefix)]
        if matching:
            return self.by_path[max(matching, key=len)]
        kind = content_type.lower()
        is_upload = any(kind.startswith(prefix) for prefix in self.upload_types)
        return self.upload if is_upload else self.plain

    def check(self, visit: Visit, path: str) -> int:
        """Return the limit for a request. Raises BodyTooLarge when it announces more."""
        limit = self.limit(path, visit.header(b"content-type") or "")
        length = visit.header(b"content-length")
        if length is not None and length.isdigit() and int(length) > limit:
            raise BodyTooLarge(limit)
        return limit


class Intake:
    """The `receive` of one request; past its limit the service sees the client leave.

    `refusal` then holds what the door answers instead of whatever the service says.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self.refusal: Refusal | None = None
        self.is_waiting = False
        self.is_complete = False

    async def __call__(self) -> MutableMapping[str, Any]:
        if self.refusal is not None:
            return {"type": "http.disconnect"}
        self.is_waiting = not self.is_complete
        message = await self._receive()
        self.is_waiting = False
        if message["type"] != "http.request":
            return message
        self._size += len(message.get("body", b""))
        self.is_complete = not message.get("more_body", False)
        if self._size > self._limit:
            self.refusal = BodyTooLarge(self._limit)
            return {"type": "http.disconnect"}
        return message
