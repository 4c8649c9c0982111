"""Announcements: what readers see, and what officers look after."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import RowMapping

from zizhu.common.auth import Principal, ScopeRow
from zizhu.common.database import Transaction
from zizhu.notification.domain.announcement import Announcement, Kind, State
from zizhu.notification.domain.audience import Audience
from zizhu.notification.errors import NoSuchAnnouncement
from zizhu.notification.models import AnnouncementReadRow, AnnouncementRow, StudentPlaceRow
from zizhu.notification.repository.addressed import announced_to, governed_by

_FIELDS = (
    "id", "title", "body", "author_name", "author_post_id", "created_at", "version",
    "publicity_id", "expires_at", "reviewed_at", "released_at",
)  # fmt: skip
_PLACE = ("college_id", "year", "major_id", "class_id")
_TABLE = AnnouncementRow.__table__


def _announcement(row: RowMapping) -> Announcement:
    place = (
        ScopeRow(row["college_id"], row["year"], row["major_id"], row["class_id"])
        if row["college_id"]
        else None
    )
    return Announcement(
        audience=Audience(row["school_id"], place),
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        **{name: row[name] for name in _FIELDS},
    )


def _values(notice: Announcement) -> dict[str, object]:
    row = notice.audience.row
    place = {name: getattr(row, name) if row else None for name in _PLACE}
    return {
        **{name: getattr(notice, name) for name in _FIELDS},
        **place,
        "school_id": notice.audience.school_id,
        "kind": notice.kind.value,
        "state": notice.state.value,
    }


async def add_announcement(tx: Transaction, notice: Announcement) -> None:
    await tx.session.execute(insert(AnnouncementRow).values(**_values(notice)))


async def save_announcement(tx: Transaction, notice: Announcement) -> None:
    await tx.session.execute(
        update(AnnouncementRow).where(AnnouncementRow.id == notice.id).values(**_values(notice))
    )


async def place_of(tx: Transaction, student_id: UUID | None) -> ScopeRow | None:
    """Return where a student is, or None where the register has not told yet."""
    row = (
        await tx.session.execute(
            select(*(getattr(StudentPlaceRow, name) for name in _PLACE)).where(
                StudentPlaceRow.student_id == student_id
            )
        )
    ).first()
    return ScopeRow(*row) if row else None


async def find_governed(
    tx: Transaction, principal: Principal, announcement_id: UUID, *, lock: bool = False
) -> Announcement:
    """Return a notice that the principal may act on. Raises NoSuchAnnouncement."""
    query = select(_TABLE).where(AnnouncementRow.id == announcement_id, governed_by(principal))
    found = await tx.session.execute(query.with_for_update() if lock else query)
    row = found.mappings().first()
    if row is None:
        raise NoSuchAnnouncement
    return _announcement(row)


async def find_by_publicity(tx: Transaction, publicity_id: UUID) -> Announcement | None:
    """Return the live notice of a publicity, locked."""
    found = await tx.session.execute(
        select(_TABLE)
        .where(
            AnnouncementRow.publicity_id == publicity_id,
            AnnouncementRow.state != State.DELETED.value,
        )
        .order_by(AnnouncementRow.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    row = found.mappings().first()
    return _announcement(row) if row else None


def _shown(now: datetime) -> ColumnElement[bool]:
    expires = AnnouncementRow.expires_at
    return and_(
        AnnouncementRow.state == State.RELEASED.value, or_(expires.is_(None), expires > now)
    )


async def list_shown(
    tx: Transaction,
    principal: Principal,
    *,
    now: datetime,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[tuple[Announcement, bool]]:
    """What the principal reads now, the newest first, each with whether they read it."""
    place = await place_of(tx, principal.post.student_id)
    is_read = exists().where(
        AnnouncementReadRow.announcement_id == AnnouncementRow.id,
        AnnouncementReadRow.account_id == principal.account_id,
    )
    query = select(_TABLE, is_read.label("is_read")).where(
        announced_to(principal, place), _shown(now)
    )
    if before is not None:
        released_at, notice_id = before
        query = query.where(
            or_(
                AnnouncementRow.released_at < released_at,
                and_(AnnouncementRow.released_at == released_at, AnnouncementRow.id < notice_id),
            )
        )
    rows = await tx.session.execute(
        query.order_by(AnnouncementRow.released_at.desc(), AnnouncementRow.id.desc()).limit(limit)
    )
    return [(_announcement(row), bool(row["is_read"])) for row in rows.mappings()]


async def find_shown(
    tx: Transaction, principal: Principal, announcement_id: UUID, *, now: datetime
) -> Announcement:
    """Return a notice that the principal may read now. Raises NoSuchAnnouncement."""
    place = await place_of(tx, principal.post.student_id)
    found = await tx.session.execute(
        select(_TABLE).where(
            AnnouncementRow.id == announcement_id, announced_to(principal, place), _shown(now)
        )
    )
    row = found.mappings().first()
    if row is None:
        raise NoSuchAnnouncement
    return _announcement(row)


async def list_governed(
    tx: Transaction,
    principal: Principal,
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Announcement]:
    """What an officer looks after, the newest first, deleted ones included."""
    query = select(_TABLE).where(governed_by(principal))
    if before is not None:
        created_at, notice_id = before
        query = query.where(
            or_(
                AnnouncementRow.created_at < created_at,
                and_(AnnouncementRow.created_at == created_at, AnnouncementRow.id < notice_id),
            )
        )
    rows = await tx.session.execute(
        query.order_by(AnnouncementRow.created_at.desc(), AnnouncementRow.id.desc()).limit(limit)
    )
    return [_announcement(row) for row in rows.mappings()]


async def mark_announcement_read(
    tx: Transaction, principal: Principal, announcement_id: UUID, *, at: datetime
) -> None:
    await tx.session.execute(
        upsert(AnnouncementReadRow)
        .values(
            announcement_id=announcement_id,
            account_id=principal.account_id,
            school_id=principal.scope.school_id,
            read_at=at,
        )
        .on_conflict_do_nothing()
    )


async def publicity_version(tx: Transaction, publicity_id: UUID) -> int:
    """Return the newest version of a publicity that was followed, 0 where none was."""
    found = await tx.session.scalar(
        select(func.max(AnnouncementRow.publicity_version)).where(
            AnnouncementRow.publicity_id == publicity_id
        )
    )
    return found or 0


async def keep_publicity_version(tx: Transaction, publicity_id: UUID, version: int) -> None:
    await tx.session.execute(
        update(AnnouncementRow)
        .where(AnnouncementRow.publicity_id == publicity_id)
        .values(publicity_version=version)
    )
