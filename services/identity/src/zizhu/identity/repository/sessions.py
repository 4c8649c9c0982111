"""Sessions and their refresh tokens. Lock the account before a session: every writer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, insert, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identity.domain.lifetimes import is_over
from zizhu.identity.models import RefreshTokenRow, SessionRow


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one device."""

    id: UUID
    account_id: UUID
    school_id: UUID | None
    post_id: UUID
    method: str
    device: str
    ip: str | None
    opened_at: datetime
    signed_in_at: datetime
    seen_at: datetime
    idle_seconds: int
    expires_at: datetime
    ended_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        idle = timedelta(seconds=self.idle_seconds)
        return self.ended_at is None and not is_over(now, self.seen_at, idle, self.expires_at)


_COLUMNS = [getattr(SessionRow, name) for name in Session.__slots__]


async def insert_session(tx: Transaction, session: Session) -> None:
    await tx.session.execute(
        insert(SessionRow).values(**{name: getattr(session, name) for name in Session.__slots__})
    )


async def find_session(tx: Transaction, session_id: UUID) -> Session | None:
    row = (await tx.session.execute(select(*_COLUMNS).where(SessionRow.id == session_id))).first()
    return Session(*row) if row else None


async def open_sessions(tx: Transaction, account_id: UUID, now: datetime) -> list[Session]:
    """Return an account's sessions that are neither ended nor run out, newest first."""
    rows = await tx.session.execute(
        select(*_COLUMNS)
        .where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.opened_at.desc())
    )
    return [session for session in (Session(*row) for row in rows) if session.is_open(now)]


async def update_session(tx: Transaction, session_id: UUID, **values: object) -> None:
    await tx.session.execute(update(SessionRow).where(SessionRow.id == session_id).values(**values))


async def end_sessions(
    tx: Transaction,
    account_ids: Sequence[UUID],
    now: datetime,
    reason: str,
    *,
    but: UUID | None = None,
) -> int:
    """End every open session of some accounts, except one; return how many."""
    where = and_(among(SessionRow.account_id, account_ids), SessionRow.ended_at.is_(None))
    if but is not None:
        where = and_(where, SessionRow.id != but)
    done = await tx.session.execute(
        update(SessionRow)
        .where(where)
        .values(ended_at=now, end_reason=reason)
        .returning(SessionRow.id)
    )
    return len(done.all())


async def end_school_sessions(tx: Transaction, school_id: UUID, reason: str) -> int:
    """End every open session of a school; return how many."""
    done = await tx.session.execute(
        update(SessionRow)
        .where(SessionRow.school_id == school_id, SessionRow.ended_at.is_(None))
        .values(ended_at=tx.machine_now, end_reason=reason)
        .returning(SessionRow.id)
    )
    return len(done.all())


async def insert_refresh(
    tx: Transaction, digest: bytes, session_id: UUID, issued_at: datetime
) -> None:
    await tx.session.execute(
        insert(RefreshTokenRow).values(digest=digest, session_id=session_id, issued_at=issued_at)
    )


async def session_of_refresh(tx: Transaction, digest: bytes) -> UUID | None:
    found: UUID | None = await tx.session.scalar(
        select(RefreshTokenRow.session_id).where(RefreshTokenRow.digest == digest)
    )
    return found


async def use_refresh(tx: Transaction, digest: bytes, now: datetime) -> bool:
    """Use a refresh token up; false when somebody did before."""
    done = await tx.session.execute(
        update(RefreshTokenRow)
        .where(RefreshTokenRow.digest == digest, RefreshTokenRow.used_at.is_(None))
        .values(used_at=now)
        .returning(RefreshTokenRow.digest)
    )
    return done.first() is not None


async def refresh_used_at(tx: Transaction, digest: bytes) -> datetime | None:
    """Return when a refresh token was used; None too where there is none."""
    found: datetime | None = await tx.session.scalar(
        select(RefreshTokenRow.used_at).where(RefreshTokenRow.digest == digest)
    )
    return found


async def sweep_sessions(tx: Transaction, keep_days: int) -> None:
    """Drop sessions that ended or ran out long ago, with their tokens."""
    limit = tx.machine_now - timedelta(days=keep_days)
    await tx.session.execute(delete(SessionRow).where(SessionRow.expires_at < limit))
