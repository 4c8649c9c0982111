"""A publicity (公示) as this service keeps it: every event may come late, twice, or not at all.

prepared -> announced | running -> ended; withdrawn or refused -> prepared again with the next
attempt, whose days are counted anew. An event of another attempt never moves it (domain.md 6).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from zizhu.common.clock import business_day, day_start
from zizhu.common.workdays import CalendarDays, PublicityEnd, publicity_end
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import Coded
from zizhu.identification.errors.judging import (
    PublicityInBreak,
    PublicityNotOpen,
    PublicityNotReady,
    PublicityOver,
)

EndOf = Callable[[date], PublicityEnd]


class PublicityState(Coded):
    PREPARED = "prepared", "待发布"
    REFUSED = "refused", "发布未通过"
    # Released, but its end lies in a year whose working days are not known yet.
    ANNOUNCED = "announced", "公示中（结束日期待确认）"
    RUNNING = "running", "公示中"
    ENDED = "ended", "公示结束"
    WITHDRAWN = "withdrawn", "已撤下"


class Outcome(Coded):
    """What an event did; a handler retries one that is too early and drops no other."""

    MOVED = "moved", "状态已改变"
    ABSORBED = "absorbed", "重复，无变化"
    IGNORED = "ignored", "已过时，不采用"
    TOO_EARLY = "too_early", "早到，稍后重试"


_SHOWN = frozenset({PublicityState.ANNOUNCED, PublicityState.RUNNING, PublicityState.ENDED})
_UNPUBLISHED = frozenset({PublicityState.PREPARED, PublicityState.REFUSED})
_DOWN = frozenset({PublicityState.WITHDRAWN, PublicityState.REFUSED})


@dataclass(frozen=True, slots=True)
class Publicity:
    """One list on show: the main one, or the supplement about one student.

    `digest` is that of the frozen snapshot; `changed` marks rows 已变更 without touching it.
    """

    publicity_id: UUID
    campaign_id: UUID
    digest: str
    prepared_at: datetime
    state: PublicityState = PublicityState.PREPARED
    attempt: int = 1
    published_at: datetime | None = None
    ends_on: date | None = None
    withdrawn_at: datetime | None = None
    person_id: UUID | None = None
    changed: frozenset[UUID] = frozenset()

    @property
    def is_supplement(self) -> bool:
        return self.person_id is not None

    @property
    def has_started(self) -> bool:
        return self.state in _SHOWN

    @property
    def blocks_cut(self) -> bool:
        """Whether the list is frozen: from its preparation until it is taken down."""
        return self.state not in _DOWN

    @property
    def ends_at(self) -> datetime | None:
        return None if self.ends_on is None else day_start(self.ends_on)

    def is_over(self, now: datetime) -> bool:
        """Say whether it stood its whole time, by the clock and not by a timer's run."""
        ended = self.state is PublicityState.ENDED
        return ended or (
            self.state is PublicityState.RUNNING
            and self.ends_at is not None
            and now >= self.ends_at
        )


@dataclass(frozen=True, slots=True)
class Event:
    """What the announcing side tells: of which attempt, and when it happened there."""

    attempt: int
    at: datetime


def prepare(publicity_id: UUID, campaign_id: UUID, digest: str, *, now: datetime) -> Publicity:
    """Prepare the publicity of a snapshot."""
    return Publicity(publicity_id, campaign_id, digest, prepared_at=now)


def require_outside_breaks(now: datetime, days: CalendarDays) -> None:
    """Refuse a list that, released today, would stand partly in a break (domain.md 10.7).

    Raises:
        PublicityInBreak: The school has to confirm that.
    """
    today = business_day(now)
    end = publicity_end(today, days)
    if days.in_break(today, end.last_day):
        raise PublicityInBreak(
            f"今天发布的公示到 {end.last_day} 为止，与学校假期重叠，学生可能看不到；"
            "请改期，或确认后继续。"
        )


def on_released(publicity: Publicity, event: Event, end_of: EndOf) -> tuple[Publicity, Outcome]:
    """Take in that the list was published; its days count from that day, not from approval."""
    stale = _stale(publicity, event)
    if stale is not None:
        return publicity, stale
    if publicity.state not in _UNPUBLISHED:
        # A second release, or one that was withdrawn before its release arrived.
        is_down = publicity.state is PublicityState.WITHDRAWN
        return publicity, Outcome.IGNORED if is_down else Outcome.ABSORBED
    end = end_of(business_day(event.at))
    state = PublicityState.ANNOUNCED if end.provisional else PublicityState.RUNNING
    return (
        replace(publicity, state=state, published_at=event.at, ends_on=end.ends_on),
        Outcome.MOVED,
    )


def on_refused(publicity: Publicity, event: Event) -> tuple[Publicity, Outcome]:
    """Take in that the announcement was refused; one that has been released since stands."""
    stale = _stale(publicity, event)
    if stale is not None:
        return publicity, stale
    if publicity.state is PublicityState.PREPARED:
        return replace(publicity, state=PublicityState.REFUSED), Outcome.MOVED
    is_known = publicity.state is PublicityState.REFUSED
    return publicity, Outcome.ABSORBED if is_known else Outcome.IGNORED


def on_taken_down(publicity: Publicity, event: Event) -> tuple[Publicity, Outcome]:
    """Take in that the notice is gone: before its end it was withdrawn, at its end it is over.

    A withdrawal that arrives after this side counted the days to their end still undoes them.
    """
    stale = _stale(publicity, event)
    if stale is not None:
        return publicity, stale
    if publicity.state is PublicityState.WITHDRAWN:
        return publicity, Outcome.ABSORBED
    is_early = publicity.ends_at is None or event.at < publicity.ends_at
    if is_early or publicity.state is PublicityState.ANNOUNCED:
        return (
            replace(publicity, state=PublicityState.WITHDRAWN, withdrawn_at=event.at),
            Outcome.MOVED,
        )
    return on_clock(publicity, event.at)


def on_clock(publicity: Publicity, now: datetime) -> tuple[Publicity, Outcome]:
    """End a publicity whose time is over."""
    if publicity.state is PublicityState.RUNNING and publicity.is_over(now):
        return replace(publicity, state=PublicityState.ENDED), Outcome.MOVED
    return publicity, Outcome.ABSORBED


def recount(publicity: Publicity, end_of: EndOf) -> tuple[Publicity, Outcome]:
    """Count a provisional end again once the working days of its year are loaded."""
    if publicity.state is not PublicityState.ANNOUNCED or publicity.published_at is None:
        return publicity, Outcome.ABSORBED
    end = end_of(business_day(publicity.published_at))
    state = PublicityState.ANNOUNCED if end.provisional else PublicityState.RUNNING
    moved = replace(publicity, state=state, ends_on=end.ends_on)
    return moved, Outcome.ABSORBED if moved == publicity else Outcome.MOVED


def confirm_end(publicity: Publicity, ends_on: date, *, reason: str) -> Publicity:
    """Fix an end that lies in a year whose working days are not known, on an officer's word.

    Raises:
        PublicityNotReady: The end is fixed already, or lies before the provisional one.
        ReasonMissing: No reason is given.
    """
    require_reason(reason, "请填写确认公示结束日期的依据。")
    if publicity.state is not PublicityState.ANNOUNCED or publicity.ends_on is None:
        raise PublicityNotReady("公示结束日期无需确认。")
    if ends_on < publicity.ends_on:
        last = publicity.ends_on - timedelta(days=1)
        raise PublicityNotReady(f"公示至少到 {last:%Y-%m-%d} 24:00，不能提前结束。")
    return replace(publicity, state=PublicityState.RUNNING, ends_on=ends_on)


def withdraw(publicity: Publicity, *, now: datetime, reason: str) -> Publicity:
    """Take a list down before its end; it starts anew with `restart`.

    Raises:
        ReasonMissing: No reason is given.
        PublicityNotReady: It is over, or down already.
    """
    require_reason(reason, "请填写撤下公示的原因。")
    if publicity.state is PublicityState.WITHDRAWN or publicity.is_over(now):
        raise PublicityNotReady("公示已结束或已撤下，不能再撤下。")
    return replace(publicity, state=PublicityState.WITHDRAWN, withdrawn_at=now)


def restart(publicity: Publicity, digest: str, *, now: datetime) -> Publicity:
    """Prepare a withdrawn or refused publicity again; its days are counted from the start.

    Raises:
        PublicityNotReady: It is still on show, or over.
    """
    if publicity.state not in _DOWN:
        raise PublicityNotReady("只有已撤下或发布未通过的公示可以重新发布。")
    return Publicity(
        publicity.publicity_id,
        publicity.campaign_id,
        digest,
        prepared_at=now,
        attempt=publicity.attempt + 1,
        person_id=publicity.person_id,
    )


def supplement(
    main: Publicity, *, publicity_id: UUID, person_id: UUID, digest: str, now: datetime
) -> tuple[Publicity, Publicity]:
    """Publish a change about one student apart, with its own days; the first list marks the row.

    Raises:
        PublicityNotReady: The list is not on show yet: it is prepared anew instead.
    """
    if not main.has_started:
        raise PublicityNotReady("名单尚未公示，请撤下后按变更结果重新准备公示。")
    marked = replace(main, changed=main.changed | {person_id})
    return marked, Publicity(
        publicity_id, main.campaign_id, digest, prepared_at=now, person_id=person_id
    )


def require_readable(publicity: Publicity, now: datetime) -> None:
    """Refuse to show a list before its start, when it is down, and after its end.

    Raises:
        PublicityOver: It stood its time.
        PublicityNotOpen: It is not on show.
    """
    if publicity.is_over(now):
        raise PublicityOver("公示已结束，名单不再显示。")
    if not publicity.has_started:
        raise PublicityNotOpen("没有正在公示的名单。")


def still_published_apart(supplements: Iterable[Publicity], now: datetime) -> frozenset[UUID]:
    """Name the students whose own supplement has not stood its time."""
    return frozenset(
        one.person_id for one in supplements if one.person_id is not None and not one.is_over(now)
    )


def _stale(publicity: Publicity, event: Event) -> Outcome | None:
    if event.attempt > publicity.attempt:
        return Outcome.TOO_EARLY
    return Outcome.IGNORED if event.attempt < publicity.attempt else None
