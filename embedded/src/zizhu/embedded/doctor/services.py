"""Checks of one service's database: what waits, what failed, what is overdue."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Table, func, select

from zizhu.common.businessclock import read_shift
from zizhu.common.clock import business_day
from zizhu.common.database import Database
from zizhu.common.errors import Refusal
from zizhu.common.outbox import outbox_depth
from zizhu.common.parts import Service
from zizhu.common.provision import check_database
from zizhu.common.reencrypt import count_by_key
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line, audit_seal, failed_message, job, outbox, timer
from zizhu.embedded.doctor.finding import Finding, Level, ServiceCheck, attention, fine, note
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeysMissing
from zizhu.embedded.rotation import encrypted_columns, old_keys

OLD_OUTBOX_SECONDS = 300  # a healthy relay is seconds behind
STALE_LEASE = timedelta(minutes=10)  # the longest lease is one minute and is prolonged
OLD_UNSEALED = timedelta(minutes=10)  # the sealer is seconds behind
CLOCK_DRIFT = timedelta(seconds=5)
NOTICE_MONTH = 11  # the State Council's notice about the next year comes by November


async def check_answer(
    installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    """Whether the database answers, and fits this release and profile."""
    about = f"{service.name} 数据库"
    if not await database.is_ready():
        return [Finding(Level.ATTENTION, about, "没有应答；该服务此时返回 503", is_final=True)]
    try:
        dsn = installation.settings.owner_dsn(service.name)
        await check_database(service, dsn, installation.settings.profile)
    except Refusal as refusal:
        return [Finding(Level.ATTENTION, about, refusal.detail, is_final=True)]
    return [fine(about, "正常应答，版本与程序一致")]


async def check_outbox(
    _installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    depth, age = await outbox_depth(database)
    about = f"{service.name} 发件箱"
    if age > OLD_OUTBOX_SECONDS:
        minutes = int(age // 60)
        return [attention(about, f"{depth} 个事件未送出，最早的已等 {minutes} 分钟；服务在运行吗")]
    return [fine(about, f"{depth} 个事件待送出")]


async def check_failed(
    _installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    state = failed_message.c.state
    async with database.transaction() as tx:
        found = await tx.session.execute(select(state, func.count()).group_by(state))
        counts = {row[0]: int(row[1]) for row in found}
    about, dead = f"{service.name} 失败消息", counts.get("dead", 0)
    if dead:
        command = f"zizhu failed list {service.name}"
        return [attention(about, f"{dead} 条不再自动重试，请用 {command} 查看并处理")]
    waiting = counts.get("waiting", 0)
    if waiting:
        return [note(about, f"{waiting} 条等待自动重试")]
    return [fine(about, "没有")]


async def check_leases(
    _installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    stale = {
        "任务": await _stale(database, job),
        "定时": await _stale(database, timer),
        "事件": await _stale(database, outbox, outbox.c.sent_at.is_(None)),
    }
    held = "、".join(f"{count} 个{name}" for name, count in stale.items() if count)
    about = f"{service.name} 租约"
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


async def check_seals(
    _installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    async with database.transaction() as tx:
        waiting = await tx.session.scalar(
            select(func.count())
            .select_from(
                audit_line.outerjoin(audit_seal, audit_seal.c.line_seq == audit_line.c.seq)
            )
            .where(audit_seal.c.line_seq.is_(None), audit_line.c.at < func.now() - OLD_UNSEALED)
        )
    about = f"{service.name} 审计"
    if waiting:
        return [attention(about, f"{waiting} 条记录尚未封存；服务在运行吗，封存账号配置了吗")]
    return [fine(about, "全部封存")]


async def check_keys(
    installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    about = f"{service.name} 密钥"
    try:
        ring = installation.keys_of(service.name).ring
    except KeysMissing as missing:
        return [attention(about, missing.detail)]
    found = []
    for target in encrypted_columns(service):
        for key, count in (await count_by_key(database, target)).items():
            if key not in ring.keys:
                found.append(
                    attention(about, f"{target.name} 有 {count} 行用 {key} 加密，密钥文件中没有它")
                )
            elif key in old_keys(ring):
                found.append(
                    note(about, f"{target.name} 有 {count} 行仍用旧密钥 {key}，请继续 keys rotate")
                )
    return found or [fine(about, f"全部使用 {ring.current}")]


async def check_clock(
    installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    async with database.transaction() as tx:
        there = await tx.session.scalar(select(func.clock_timestamp()))
    here = installation.machine.now()
    about = f"{service.name} 时钟"
    if there is None or abs(there - here) > CLOCK_DRIFT:
        return [attention(about, "数据库与本机的时钟相差 5 秒以上，请校时")]
    shift = await read_shift(database)
    if not shift:
        return [fine(about, "业务时间未调整")]
    is_wrong = installation.settings.profile is Profile.PRODUCTION
    say = attention if is_wrong else note
    return [say(about, f"业务时间调整了 {shift.total_seconds() / 86_400:+.1f} 天")]


async def check_calendar(
    installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    """Whether roster has the working days of this year and, once they are announced, the next."""
    if service.name != "roster":
        return []
    from zizhu.roster.service.calendar import missing_years  # the service that is looked at

    now = installation.machine.now() + await read_shift(database)
    async with database.transaction() as tx:
        missing = await missing_years(tx, now)
    today = business_day(now)
    if not missing:
        return [fine("工作日历", f"{today.year}、{today.year + 1} 年已录入")]
    is_due = today.year in missing or today.month >= NOTICE_MONTH
    years = "、".join(map(str, missing))
    return [(attention if is_due else note)("工作日历", f"{years} 年的放假安排还没有录入")]


SERVICE_CHECKS: tuple[ServiceCheck, ...] = (
    check_answer,
    check_outbox,
    check_failed,
    check_leases,
    check_seals,
    check_keys,
    check_clock,
    check_calendar,
)
