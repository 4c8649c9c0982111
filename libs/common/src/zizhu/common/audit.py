"""Audit lines: who did what to which thing, when, with which result and reason.

Lines are plain rows of the transaction they describe; the sealer chains them afterwards. A line's
`details` are stored apart from its digest, so that they can be erased when the law asks and the
chain still verifies.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, the post it acts with, and from where."""

    account_id: UUID | None = None
    post_id: UUID | None = None
    role: str | None = None
    ip: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One audit line before it is written."""

    id: UUID
    at: datetime
    school_id: UUID | None
    actor: Actor
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str | None
    details: Mapping[str, object]
    request_id: str | None


def line_values(line: Line) -> dict[str, object]:
    """Return the columns of `audit_line` for a line."""
    details = orjson.dumps(line.details, option=orjson.OPT_SORT_KEYS) if line.details else None
    return {
        "id": line.id,
        "at": line.at,
        "school_id": line.school_id,
        "account_id": line.actor.account_id,
        "post_id": line.actor.post_id,
        "role": line.actor.role,
        "action": line.action,
        "object_type": line.object_type,
        "object_id": line.object_id,
        "result": line.result,
        "reason": line.reason,
        "details": details,
        "details_digest": hashlib.sha256(details).digest() if details else None,
        "ip": line.actor.ip,
        "request_id": line.request_id,
    }
