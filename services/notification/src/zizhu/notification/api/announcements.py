"""Announcements: what everyone reads, and the officers' two confirmations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.database import Transaction
from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsStaff, Caller, SeenVersion, expect_version
from zizhu.notification.api.tasks import position
from zizhu.notification.domain.announcement import Announcement
from zizhu.notification.errors import (
    AnnouncementOver,
    ExpiryInPast,
    NoSuchAnnouncement,
    NotAwaitingRelease,
    NotAwaitingReview,
    OutsideScope,
    PersonalNumber,
    PublicityNotEditable,
)
from zizhu.notification.repository import announcements as repository
from zizhu.notification.schemas import AnnouncementEdit, AnnouncementIn, AnnouncementOut, ReasonIn
from zizhu.notification.service import announcements as service

router = APIRouter(prefix="/api/v1/notification", tags=["announcements"])
Size = Annotated[int, Query(ge=1, le=MAX_SIZE)]


@router.get("/announcements")
async def list_shown(
    caller: AsMember, cursor: str | None = None, size: Size = DEFAULT_SIZE
) -> Page[AnnouncementOut]:
    """List the released notices that the caller may read now, the newest first."""
    now = caller.now
    async with caller.transaction() as tx:
        found = await repository.list_shown(
            tx, caller.principal, now=now, before=position(cursor), limit=size + 1
        )
    return page_of(
        found,
        size,
        item=lambda pair: AnnouncementOut.of(pair[0], now, is_read=pair[1]),
        position=lambda pair: (
            (pair[0].released_at or pair[0].created_at).isoformat(),
            str(pair[0].id),
        ),
    )


@router.get("/announcements/{announcement_id}", responses=problems(NoSuchAnnouncement))
async def read_announcement(caller: AsMember, announcement_id: UUID) -> AnnouncementOut:
    """Read a notice; from then on it counts as read."""
    now = caller.now
    async with caller.transaction() as tx:
        notice = await repository.find_shown(tx, caller.principal, announcement_id, now=now)
        await repository.mark_announcement_read(
            tx, caller.principal, announcement_id, at=tx.machine_now
        )
    return AnnouncementOut.of(notice, now, is_read=True)


@router.get("/desk/announcements")
async def list_governed(
    caller: AsStaff, cursor: str | None = None, size: Size = DEFAULT_SIZE
) -> Page[AnnouncementOut]:
    """List the notices inside the caller's scope in every state, the newest first."""
    now = caller.now
    async with caller.transaction() as tx:
        found = await repository.list_governed(
            tx, caller.principal, before=position(cursor), limit=size + 1
        )
    return page_of(
        found,
        size,
        item=lambda notice: AnnouncementOut.of(notice, now),
        position=lambda notice: (notice.created_at.isoformat(), str(notice.id)),
    )


@router.get("/desk/announcements/{announcement_id}", responses=problems(NoSuchAnnouncement))
async def get_governed(
    caller: AsStaff, announcement_id: UUID, response: Response
) -> AnnouncementOut:
    """Show a notice of the caller's scope in any state."""
    async with caller.transaction() as tx:
        notice = await repository.find_governed(tx, caller.principal, announcement_id)
    response.headers["etag"] = f'"{notice.version}"'
    return AnnouncementOut.of(notice, caller.now)


@router.post(
    "/desk/announcements",
    status_code=201,
    response_model=AnnouncementOut,
    responses=problems(OutsideScope, ExpiryInPast, PersonalNumber),
)
async def draft(caller: AsStaff, body: AnnouncementIn) -> Response:
    """Draft a notice of kind 其他公告 for the caller's scope or a part of it."""
    return await caller.once(
        lambda tx: service.draft_announcement(
            tx,
            caller.principal,
            row=body.audience.to_row(),
            title=body.title,
            body=body.body,
            author_name=body.author_name,
            expires_at=body.expires_at,
            now=caller.now,
        ),
        lambda notice: AnnouncementOut.of(notice, caller.now),
        audited="announcement.drafted",
    )


@router.put(
    "/desk/announcements/{announcement_id}",
    responses=problems(
        NoSuchAnnouncement, PublicityNotEditable, AnnouncementOver, ExpiryInPast, PersonalNumber
    ),
)
async def edit(
    caller: AsStaff, announcement_id: UUID, seen: SeenVersion, body: AnnouncementEdit
) -> AnnouncementOut:
    """Change a notice; it returns to 待审核."""
    async with caller.transaction(
        "announcement.edited", of="announcement", object_id=announcement_id
    ) as tx:
        notice = await _governed(caller, tx, announcement_id, seen)
        done = await service.edit_announcement(
            tx,
            notice,
            title=body.title,
            body=body.body,
            expires_at=body.expires_at,
            now=caller.now,
        )
    return AnnouncementOut.of(done, caller.now)


@router.post(
    "/desk/announcements/{announcement_id}/review",
    responses=problems(NoSuchAnnouncement, NotAwaitingReview),
)
async def review(caller: AsStaff, announcement_id: UUID, seen: SeenVersion) -> AnnouncementOut:
    """First confirmation: 待审核 becomes 待发布."""
    async with caller.transaction(
        "announcement.reviewed", of="announcement", object_id=announcement_id
    ) as tx:
        notice = await _governed(caller, tx, announcement_id, seen)
        done = await service.review_announcement(tx, notice, now=caller.now)
    return AnnouncementOut.of(done, caller.now)


@router.post(
    "/desk/announcements/{announcement_id}/release",
    responses=problems(NoSuchAnnouncement, NotAwaitingRelease),
)
async def release(caller: AsStaff, announcement_id: UUID, seen: SeenVersion) -> AnnouncementOut:
    """Second confirmation: 待发布 becomes 已发布; a publicity is counted from here."""
    async with caller.transaction(
        "announcement.released", of="announcement", object_id=announcement_id
    ) as tx:
        notice = await _governed(caller, tx, announcement_id, seen)
        done = await service.release_announcement(tx, notice, now=caller.now)
    return AnnouncementOut.of(done, caller.now)


@router.post(
    "/desk/announcements/{announcement_id}/delete",
    responses=problems(NoSuchAnnouncement, AnnouncementOver),
)
async def delete(
    caller: AsStaff, announcement_id: UUID, seen: SeenVersion, why: ReasonIn
) -> AnnouncementOut:
    """Take a notice away; a publicity withdrawn before its end is counted anew."""
    async with caller.transaction(
        "announcement.deleted", of="announcement", object_id=announcement_id
    ) as tx:
        notice = await _governed(caller, tx, announcement_id, seen)
        done = await service.delete_announcement(tx, notice, reason=why.reason, now=caller.now)
    return AnnouncementOut.of(done, caller.now)


async def _governed(
    caller: Caller, tx: Transaction, announcement_id: UUID, seen: int
) -> Announcement:
    notice = await repository.find_governed(tx, caller.principal, announcement_id, lock=True)
    expect_version(notice.version, seen)
    return notice
