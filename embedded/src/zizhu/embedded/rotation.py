"""Turning the key ring of a service: a new key, everything encrypted anew, the old key away.

A ciphertext always lies under a key of the file, and every running process has each key that
anything lies under: whoever started before the file got its new key has to be restarted first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Text, cast, column, func, select, table, text
from sqlalchemy.sql.elements import ColumnClause, ColumnElement

from zizhu.common.crypto.algorithms import ALGORITHMS
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Database, Transaction
from zizhu.common.errors import Conflict
from zizhu.common.parts import Service
from zizhu.common.reencrypt import FILE_KEYS, EncryptedColumn, Rotation, count_by_key, reencrypt
from zizhu.embedded.installation import OPERATOR, Installation

# Asked as the service's own role: nobody else but a superuser sees when its sessions began.
_STARTED = text(
    "SELECT min(backend_start) FROM pg_stat_activity WHERE usename = current_user "
    "AND datname = current_database() AND pid <> pg_backend_pid()"
)
_COLUMNS = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns "
    "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'bytea', 'jsonb')"
    " ORDER BY table_name, ordinal_position"
)


class StillRunning(Conflict):
    code = "still_running"
    title = "服务仍在使用旧的密钥文件"


class KeyInUse(Conflict):
    code = "key_in_use"
    title = "旧密钥仍在使用"


@dataclass(frozen=True, slots=True)
class Turned:
    """What one rotation did in one service, column by column."""

    service: str
    key: str
    is_resumed: bool
    columns: Mapping[str, Rotation]

    @property
    def unreadable(self) -> int:
        return sum(len(one.unreadable) for one in self.columns.values())


def encrypted_columns(service: Service) -> Sequence[EncryptedColumn]:
    return (*service.encrypted, FILE_KEYS)


def prepared_key(ring: KeyRing) -> str | None:
    """Return the key that was added after the current one, and is to follow it."""
    names = list(ring.keys)
    later = names[names.index(ring.current) + 1 :]
    return later[-1] if later else None


def old_keys(ring: KeyRing) -> list[str]:
    """Return the keys before the current one, which a rotation leaves behind."""
    names = list(ring.keys)
    return names[: names.index(ring.current)]


def next_name(ring: KeyRing) -> str:
    """Return the name of the next key: `k1`, `k2` and so on."""
    numbers = [int(name[1:]) for name in ring.keys if name[:1] == "k" and name[1:].isdigit()]
    return f"k{max(numbers, default=0) + 1}"


async def add_key(installation: Installation, service: Service) -> str:
    """Put a new key into the file without using it, so that running processes can be restarted
    one by one before it becomes current; return its name. One that was added already stays.
    """
    keys = installation.keys_of(service.name)
    ready = prepared_key(keys.ring)
    if ready is not None:
        return ready
    name = next_name(keys.ring)
    ring = replace(keys.ring.turned(name), current=keys.ring.current)
    installation.keys.write(service.name, replace(keys, ring=ring))
    async with installation.database(service.name) as database:
        await _record(database, "key.add", name)
    return name


async def rotate(installation: Installation, service: Service) -> Turned:
    """Make the next key current and encrypt everything under it; go on where it was stopped.

    Raises:
        StillRunning: a process runs that does not know the key.
    """
    async with installation.database(service.name) as database:
        ring = installation.keys_of(service.name).ring
        is_resumed = await _has_work(database, service, ring)
        if not is_resumed:
            ring = await _turn(installation, service, database)
        done = {
            target.name: await reencrypt(database, ring, target)
            for target in encrypted_columns(service)
        }
        return Turned(service.name, ring.current, is_resumed, done)


async def _has_work(database: Database, service: Service, ring: KeyRing) -> bool:
    old = set(old_keys(ring))
    for target in encrypted_columns(service):
        if old & set(await count_by_key(database, target)):
            return True
    return False


async def _turn(installation: Installation, service: Service, database: Database) -> KeyRing:
    keys = installation.keys_of(service.name)
    name = prepared_key(keys.ring)
    await refuse_running(installation, service, may_have_restarted=name is not None)
    if name is None:
        name = next_name(keys.ring)
        ring = keys.ring.turned(name)
    else:
        ring = replace(keys.ring, current=name)
    installation.keys.write(service.name, replace(keys, ring=ring))
    await _record(database, "key.rotate", name)
    return ring


async def refuse_running(
    installation: Installation, service: Service, *, may_have_restarted: bool
) -> None:
    """Refuse while a process is connected that started before the key file was last written."""
    async with (
        installation.database(service.name, is_owner=False) as database,
        database.transaction() as tx,
    ):
        started = await tx.session.scalar(_STARTED)
    if started is None:
        return
    if not may_have_restarted or started < installation.keys.changed_at(service.name):
        raise StillRunning(
            f"{service.name} 正在运行，它还不认识新的密钥。请先停止服务再轮换；"
            "不能停机时，先运行 zizhu keys add，逐个重启服务，再运行 zizhu keys rotate。"
        )


async def retire(installation: Installation, service: Service) -> list[str]:
    """Take every old key out of the file; return their names.

    Raises:
        StillRunning: a process may still write under an old key.
        KeyInUse: something lies under one, declared by the service or not.
    """
    keys = installation.keys_of(service.name)
    old = old_keys(keys.ring)
    if not old:
        return []
    async with installation.database(service.name) as database:
        await refuse_running(installation, service, may_have_restarted=True)
        for name in old:
            used = await where_used(database, name)
            if used:
                places = "、".join(f"{place} {count} 行" for place, count in used.items())
                raise KeyInUse(
                    f"{service.name} 的密钥 {name} 仍在使用：{places}。请先运行 zizhu keys rotate。"
                )
        left = {name: key for name, key in keys.ring.keys.items() if name not in old}
        ring = KeyRing(keys.ring.current, left, keys.ring.peppers, keys.ring.algorithm)
        installation.keys.write(service.name, replace(keys, ring=ring))
        for name in old:
            await _record(database, "key.retire", name)
    return old


async def where_used(database: Database, key: str) -> Mapping[str, int]:
    """Look for a key's ciphertexts in every column there is; return `table.column` and rows."""
    prefixes = [f"{label}:{key}:" for label in ALGORITHMS]
    found: dict[str, int] = {}
    async with database.transaction() as tx:
        for name, field, kind in (await tx.session.execute(_COLUMNS)).all():
            for prefix in prefixes:
                count = await _count(tx, name, _begins(field, kind, prefix))
                if count:
                    found[f"{name}.{field}"] = count
    return found


def _begins(field: str, kind: str, prefix: str) -> ColumnElement[bool]:
    here: ColumnClause[object] = column(field)
    if kind == "bytea":
        return func.substring(here, 1, len(prefix)) == prefix.encode()
    if kind == "jsonb":
        return cast(here, Text).contains(prefix, autoescape=True)
    return cast(here, Text).startswith(prefix, autoescape=True)


async def _count(tx: Transaction, name: str, where: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(table(name, column("_"))).where(where)
    return await tx.session.scalar(statement) or 0


async def _record(database: Database, action: str, key: str) -> None:
    async with database.transaction(actor=OPERATOR) as tx:
        tx.record(action, of="key", object_id=key)
