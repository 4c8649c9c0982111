"""Announcements: draft, review, release, edit, delete; and what publicity asks of its notice."""

from datetime import datetime
from uuid import UUID

from zizhu.common.audit import Actor
from zizhu.common.auth import Principal, ScopeRow
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.contracts.identification import PublicityChanged
from zizhu.contracts.notification import AnnouncementReleased, AnnouncementWithdrawn
from zizhu.notification.domain import announcement as rules
from zizhu.notification.domain.announcement import Announcement, Kind, State
from zizhu.notification.domain.audience import Audience, may_publish_to
from zizhu.notification.domain.content import require_no_personal_number
from zizhu.notification.errors import ExpiryInPast, OutsideScope
from zizhu.notification.repository import announcements as repository

SYSTEM_AUTHOR = "学生资助系统"


async def draft_announcement(
    tx: Transaction,
    principal: Principal,
    *,
    row: ScopeRow | None,
    title: str,
    body: str,
    author_name: str,
    expires_at: datetime | None,
    now: datetime,
) -> Announcement:
    """Draft a notice of kind 其他公告 for an audience inside the author's scope.

    Publicity notices are not drafted by hand: identification prepares them with their snapshot.
    Raises OutsideScope, ExpiryInPast, PersonalNumber.
    """
    audience = Audience(principal.scope.school_id, row)
    if not may_publish_to(principal, audience):
        raise OutsideScope("只能向自己管理范围内的师生发布公告，请缩小发布范围。")
    _require_future(expires_at, now)
    require_no_personal_number(title, body)
    notice = Announcement(
        id=new_id(),
        audience=audience,
        kind=Kind.OTHER,
        title=title,
        body=body,
        state=State.AWAITING_REVIEW,
        author_name=author_name,
        author_post_id=principal.post.post_id,
        created_at=now,
        version=1,
        expires_at=expires_at,
    )
    await repository.add_announcement(tx, notice)
    tx.record("announcement.drafted", of="announcement", object_id=notice.id)
    return notice


def _require_future(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise ExpiryInPast("过期时间必须晚于现在，请重新选择。")


async def edit_announcement(
    tx: Transaction,
    notice: Announcement,
    *,
    title: str,
    body: str,
    expires_at: datetime | None,
    now: datetime,
) -> Announcement:
    """Change a notice loaded with its lock; it returns to review.

    Raises PublicityNotEditable, AnnouncementOver, ExpiryInPast, PersonalNumber.
    """
    _require_future(expires_at, now)
    require_no_personal_number(title, body)
    edited = rules.edit(notice, title=title, body=body, expires_at=expires_at)
    return await _save(tx, edited, "announcement.edited")


async def review_announcement(
    tx: Transaction, notice: Announcement, *, now: datetime
) -> Announcement:
    """First confirmation. Raises NotAwaitingReview."""
    return await _save(tx, rules.review(notice, now=now), "announcement.reviewed")


async def release_announcement(
    tx: Transaction, notice: Announcement, *, now: datetime
) -> Announcement:
    """Second confirmation; identification starts the clock of a publicity from the event.

    Raises NotAwaitingRelease.
    """
    released = await _save(tx, rules.release(notice, now=now), "announcement.released")
    if released.publicity_id is not None:
        tx.announce(
            AnnouncementReleased(
                announcement_id=released.id,
                publicity_id=released.publicity_id,
                released_at=now,
            ),
            subject=released.publicity_id,
            version=released.version,
        )
    return released


async def delete_announcement(
    tx: Transaction, notice: Announcement, *, reason: str, now: datetime
) -> Announcement:
    """Take a notice away; a publicity withdrawn so is counted anew. Raises AnnouncementOver."""
    is_before_end = notice.state_at(now) is not State.EXPIRED
    deleted = await _save(tx, rules.delete(notice), "announcement.deleted", reason)
    if deleted.publicity_id is not None and is_before_end:
        tx.announce(
            AnnouncementWithdrawn(
                announcement_id=deleted.id,
                publicity_id=deleted.publicity_id,
                withdrawn_at=now,
                reason=reason,
            ),
            subject=deleted.publicity_id,
            version=deleted.version,
        )
    return deleted


async def _save(
    tx: Transaction, notice: Announcement, action: str, reason: str | None = None
) -> Announcement:
    await repository.save_announcement(tx, notice)
    tx.record(action, of="announcement", object_id=notice.id, reason=reason)
    return notice


async def follow_publicity(
    tx: Transaction, school_id: UUID, change: PublicityChanged, *, version: int, now: datetime
) -> None:
    """Prepare, bound or take down the notice of a publicity; older news changes nothing."""
    tx.actor = Actor(role="service")
    notice = await repository.find_by_publicity(tx, change.publicity_id)
    seen = await repository.publicity_version(tx, change.publicity_id)
    if version <= seen:
        return
    if notice is None and change.state == "prepared":
        notice = _prepared(school_id, change, now)
        await repository.add_announcement(tx, notice)
        tx.record("announcement.prepared", of="announcement", object_id=notice.id)
    elif notice is not None and change.state == "running" and change.ends_at is not None:
        await repository.save_announcement(tx, rules.bound(notice, ends_at=change.ends_at))
    elif notice is not None and change.state == "withdrawn":
        await _save(tx, rules.delete(notice), "announcement.taken_down")
    await repository.keep_publicity_version(tx, change.publicity_id, version)


def _prepared(school_id: UUID, change: PublicityChanged, now: datetime) -> Announcement:
    place = change.audience.place
    row = (
        ScopeRow(place.college_id, place.year, place.major_id, place.class_id)
        if place.college_id
        else None
    )
    return Announcement(
        id=new_id(),
        audience=Audience(school_id, row),
        kind=Kind.PUBLICITY,
        title=change.title,
        body=f"共 {change.rows} 人，名单见“公示名单”。如有异议，请在公示期内提出。",
        state=State.AWAITING_REVIEW,
        author_name=SYSTEM_AUTHOR,
        author_post_id=None,
        created_at=now,
        version=1,
        publicity_id=change.publicity_id,
    )
