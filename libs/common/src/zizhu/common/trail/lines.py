"""The log page: audit lines of a school by actor, object, action, result and day, newest first.

Whoever writes a line masks its details; numbers that slipped through are masked again here.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Row, and_, or_, select, tuple_

from zizhu.common.auth import Scope
from zizhu.common.clock import day_start
from zizhu.common.database import Transaction
from zizhu.common.paging import DEFAULT_SIZE, CursorInvalid, Page, page_of, read_cursor
from zizhu.common.people.masking import mask_document, mask_phone
from zizhu.common.tables import audit_line

# Identity numbers and bank cards; mobile numbers. A UUID holds neither: its groups are bounded.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{15,19}[Xx]?(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What the reader asks for. `action` also finds what lies under it: `cut` finds `cut.made`."""

    account_id: UUID | None = None
    object_type: str | None = None
    object_id: str | None = None
    action: str | None = None
    result: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the log page shows it; `details` is None where there were none or they are gone."""

    id: UUID
    at: datetime
    account_id: UUID | None
    post_id: UUID | None
    role: str | None
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str | None
    ip: str | None
    request_id: str | None
    details: dict[str, object] | None
    has_erased_details: bool


async def list_lines(
    tx: Transaction,
    scope: Scope | None,
    account_id: UUID,
    wanted: LineFilter,
    *,
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> Page[ShownLine]:
    """Return a page of the lines that the caller may see.

    A school-wide scope sees its school's lines, any other only those of `account_id` there; None
    stands for the platform and sees the lines that belong to no school.

    Raises:
        CursorInvalid: the cursor is not one of ours.
    """
    clauses = [_visible(scope, account_id), *_asked(wanted)]
    if cursor is not None:
        clauses.append(_behind(cursor))
    found = await tx.session.execute(
        select(audit_line)
        .where(*clauses)
        .order_by(audit_line.c.at.desc(), audit_line.c.seq.desc())
        .limit(size + 1)
    )
    return page_of(
        found.all(), size, item=_shown, position=lambda row: (row.at.isoformat(), row.seq)
    )


def _visible(scope: Scope | None, account_id: UUID) -> ColumnElement[bool]:
    if scope is None:
        return audit_line.c.school_id.is_(None)
    inside = audit_line.c.school_id == scope.school_id
    return inside if scope.is_school_wide else and_(inside, audit_line.c.account_id == account_id)


def _asked(wanted: LineFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    for name in ("account_id", "object_type", "object_id", "result"):
        value = getattr(wanted, name)
        if value is not None:
            clauses.append(audit_line.c[name] == value)
    if wanted.action is not None:
        action = audit_line.c.action
        under = action.startswith(f"{wanted.action}.", autoescape=True)
        clauses.append(or_(action == wanted.action, under))
    if wanted.day is not None:
        clauses.append(audit_line.c.at >= day_start(wanted.day))
        clauses.append(audit_line.c.at < day_start(wanted.day + timedelta(days=1)))
    return clauses


def _behind(cursor: str) -> ColumnElement[bool]:
    at, seq = read_cursor(cursor, 2)
    try:
        instant = datetime.fromisoformat(str(at))
        number = int(str(seq))
    except ValueError:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from None
    return tuple_(audit_line.c.at, audit_line.c.seq) < tuple_(instant, number)


def _shown(row: Row[Any]) -> ShownLine:
    details = orjson.loads(row.details) if row.details is not None else None
    reason = None if row.reason is None else _masked_text(row.reason)
    return ShownLine(
        id=row.id,
        at=row.at,
        account_id=row.account_id,
        post_id=row.post_id,
        role=row.role,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        result=row.result,
        reason=reason,
        ip=row.ip,
        request_id=row.request_id,
        details=None if details is None else {key: masked(details[key]) for key in details},
        has_erased_details=row.details is None and row.details_digest is not None,
    )


def masked(value: object) -> object:
    """Return JSON with identity, card and mobile numbers inside its texts and numbers masked."""
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    if isinstance(value, int) and value >= 10**10:
        return _masked_text(str(value))
    return _masked_text(value) if isinstance(value, str) else value


def _masked_text(text: str) -> str:
    hidden = _LONG_NUMBER.sub(lambda found: mask_document(found.group()), text)
    return _MOBILE.sub(lambda found: mask_phone(found.group()), hidden)
