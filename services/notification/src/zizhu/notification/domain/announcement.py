"""Announcements (站内信) and the two confirmations before anyone sees them (S004, domain.md 6).

`待审核 → 待发布 → 已发布 → 已过期`, `已删除` from any. A publicity notice cannot be edited, only
withdrawn; editing a released notice of another kind sends it back to review.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from zizhu.notification.domain.audience import Audience
from zizhu.notification.errors import (
    AnnouncementOver,
    NotAwaitingRelease,
    NotAwaitingReview,
    PublicityNotEditable,
)

TITLE_LENGTH = 100
BODY_LENGTH = 20_000


class Kind(StrEnum):
    PUBLICITY = "publicity"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {"publicity": "公示", "other": "其他公告"}[self.value]


class State(StrEnum):
    AWAITING_REVIEW = "awaiting_review"
    AWAITING_RELEASE = "awaiting_release"
    RELEASED = "released"
    EXPIRED = "expired"
    DELETED = "deleted"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    State.AWAITING_REVIEW: "待审核",
    State.AWAITING_RELEASE: "待发布",
    State.RELEASED: "已发布",
    State.EXPIRED: "已过期",
    State.DELETED: "已删除",
}
LIVE = (State.AWAITING_REVIEW, State.AWAITING_RELEASE, State.RELEASED)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One notice. `expires_at` is the first instant at which it is no longer shown."""

    id: UUID
    audience: Audience
    kind: Kind
    title: str
    body: str
    state: State
    author_name: str
    author_post_id: UUID | None
    created_at: datetime
    version: int
    publicity_id: UUID | None = None
    expires_at: datetime | None = None
    reviewed_at: datetime | None = None
    released_at: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        """Tell whether readers see it at this instant of business time."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return self.state is State.RELEASED and not is_over

    def state_at(self, now: datetime) -> State:
        """The state as shown: a released notice past its end is 已过期 without anyone's act."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return State.EXPIRED if self.state is State.RELEASED and is_over else self.state


def _moved(notice: Announcement, state: State, **changes: object) -> Announcement:
    return replace(notice, state=state, version=notice.version + 1, **changes)  # type: ignore[arg-type]  # replace checks them


def review(notice: Announcement, *, now: datetime) -> Announcement:
    """First confirmation, 待审核 → 待发布 (S004). Raises NotAwaitingReview."""
    if notice.state is not State.AWAITING_REVIEW:
        raise NotAwaitingReview(
            f"公告当前为“{notice.state_at(now).label}”，只有待审核的公告可以审核。"
        )
    return _moved(notice, State.AWAITING_RELEASE, reviewed_at=now)


def release(notice: Announcement, *, now: datetime) -> Announcement:
    """Second confirmation, 待发布 → 已发布 (S004); publicity is counted from this instant.

    Raises NotAwaitingRelease.
    """
    if notice.state is not State.AWAITING_RELEASE:
        raise NotAwaitingRelease(
            f"公告当前为“{notice.state_at(now).label}”，请先审核，审核通过后再发布。"
        )
    if notice.expires_at is not None and notice.expires_at <= now:
        raise NotAwaitingRelease("过期时间已到，请先修改过期时间，再重新审核和发布。")
    return _moved(notice, State.RELEASED, released_at=now)


def edit(
    notice: Announcement, *, title: str, body: str, expires_at: datetime | None
) -> Announcement:
    """Change a notice; it returns to 待审核. Raises PublicityNotEditable, AnnouncementOver."""
    if notice.kind is Kind.PUBLICITY:
        raise PublicityNotEditable("公示不能编辑，请撤下后重新发布；撤下后公示期重新计算。")
    if notice.state not in LIVE:
        raise AnnouncementOver("公告已删除，不能编辑，请新建公告。")
    return _moved(
        notice, State.AWAITING_REVIEW, title=title, body=body, expires_at=expires_at,
        reviewed_at=None, released_at=None,
    )  # fmt: skip


def delete(notice: Announcement) -> Announcement:
    """Take a notice away, from any state (S004). Raises AnnouncementOver when it is gone."""
    if notice.state is State.DELETED:
        raise AnnouncementOver("公告已经删除。")
    return _moved(notice, State.DELETED)


def bound(notice: Announcement, *, ends_at: datetime) -> Announcement:
    """Give a publicity notice the end that identification computed from its release."""
    if notice.expires_at == ends_at:
        return notice
    return _moved(notice, notice.state, expires_at=ends_at)
