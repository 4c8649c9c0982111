"""Checks of one service from outside: whether its database answers, its keys, and then what the
service itself would say (`zizhu.common.operations`).
"""

from collections.abc import Sequence

from zizhu.common.database import Database
from zizhu.common.errors import Refusal
from zizhu.common.operations.checks import CHECKS
from zizhu.common.operations.finding import Looked
from zizhu.common.parts import Service
from zizhu.common.provision import check_database
from zizhu.common.reencrypt import count_by_key
from zizhu.embedded.doctor.finding import Finding, Level, ServiceCheck, attention, fine, note
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeysMissing
from zizhu.embedded.rotation import encrypted_columns, old_keys


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


async def check_own(
    installation: Installation, service: Service, database: Database
) -> Sequence[Finding]:
    """What the service would say of itself."""
    looked = Looked(service.name, database, installation.machine, installation.settings.profile)
    found: list[Finding] = []
    for check in (*CHECKS, *service.checks):
        found.extend(await check(looked))
    return found


SERVICE_CHECKS: tuple[ServiceCheck, ...] = (check_answer, check_keys, check_own)
