"""Checks of one service's database: what waits, what failed, what is overdue."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Table, func, select

from zizhu.common.businessclock import read_shift
from zizhu.common.database import Database
from zizhu.common.failed import count_failed
from zizhu.common.operations.finding import Check, Finding, Looked, attention, fine, note
from zizhu.common.outbox import outbox_depth
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line, audit_seal, job, outbox, timer
from zizhu.common.trail.sealer import LEASE as SEALING

OLD_OUTBOX_SECONDS = 300  # a healthy relay is seconds behind
STALE_LEASE = timedelta(minutes=10)  # the longest lease is one minute and is prolonged
OLD_UNSEALED = timedelta(minutes=10)  # the sealer is seconds behind
CLOCK_DRIFT = timedelta(seconds=5)


async def check_outbox(at: Looked) -> Sequence[Finding]:
    depth, age = await outbox_depth(at.database)
    about = f"{at.service} 发件箱"
    if age > OLD_OUTBOX_SECONDS:
        minutes = int(age // 60)
        return [attention(about, f"{depth} 个事件未送出，最早的已等 {minutes} 分钟；服务在运行吗")]
    return [fine(about, f"{depth} 个事件待送出")]


async def check_failed(at: Looked) -> Sequence[Finding]:
    counts = await count_failed(at.database)
    about = f"{at.service} 失败消息"
    if counts["dead"]:
        where = f"“系统”页或 zizhu failed list {at.service}"
        return [attention(about, f"{counts['dead']} 条不再自动重试，请查看并处理（{where}）")]
    if counts["waiting"]:
        return [note(about, f"{counts['waiting']} 条等待自动重试")]
    return [fine(about, "没有")]


async def check_leases(at: Looked) -> Sequence[Finding]:
    """The sealer lets its lease run out while nothing is to be sealed: `check_seals` minds it."""
    stale = {
        "任务": await _stale(at.database, job),
        "定时": await _stale(at.database, timer, timer.c.name != SEALING),
        "事件": await _stale(at.database, outbox, outbox.c.sent_at.is_(None)),
    }
    held = "、".join(f"{count} 个{name}" for name, count in stale.items() if count)
    about = f"{at.service} 租约"
    if held:
        return [attention(about, f"{held}的租约早已过期而无人接手；服务在运行吗")]
    return [fine(about, "没有过期未接手的")]


async def _stale(database: Database, table: Table, *clauses: ColumnElement[bool]) -> int:
    async with database.transaction() as tx:
        statement = (
            select(func.count())
            .select_from(table)
            .where(table.c.leased_until < func.now() - STALE_LEASE, *clauses)
        )
        return await tx.session.scalar(statement) or 0


async def check_seals(at: Looked) -> Sequence[Finding]:
    async with at.database.transaction() as tx:
        waiting = await tx.session.scalar(
            select(func.count())
            .select_from(
                audit_line.outerjoin(audit_seal, audit_seal.c.line_seq == audit_line.c.seq)
            )
            .where(audit_seal.c.line_seq.is_(None), audit_line.c.at < func.now() - OLD_UNSEALED)
        )
    about = f"{at.service} 审计"
    if waiting:
        return [attention(about, f"{waiting} 条记录尚未封存；服务在运行吗，封存账号配置了吗")]
    return [fine(about, "全部封存")]


async def check_clock(at: Looked) -> Sequence[Finding]:
    async with at.database.transaction() as tx:
        there = await tx.session.scalar(select(func.clock_timestamp()))
    about = f"{at.service} 时钟"
    if there is None or abs(there - at.machine.now()) > CLOCK_DRIFT:
        return [attention(about, "数据库与本机的时钟相差 5 秒以上，请校时")]
    shift = await read_shift(at.database)
    if not shift:
        return [fine(about, "业务时间未调整")]
    say = attention if at.profile is Profile.PRODUCTION else note
    return [say(about, f"业务时间调整了 {shift.total_seconds() / 86_400:+.1f} 天")]


# What any service can be asked, also by itself.
CHECKS: tuple[Check, ...] = (check_outbox, check_failed, check_leases, check_seals, check_clock)
