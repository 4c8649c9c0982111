"""Restoring a backup into a fresh place, and proving that its parts fit each other.

Every event that was still kept is sent again, because what lay in the bus when the backup was made
is in no database; inboxes absorb what had arrived. Then publishers state their rows anew, and what
still differs is told.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy import update

from zizhu.common.bus import Topology
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.keys import Keys
from zizhu.common.parts import Service
from zizhu.common.provision import create_database, migrate
from zizhu.common.resync import Difference
from zizhu.common.settings import Profile
from zizhu.common.tables import job, outbox, timer
from zizhu.common.trail.anchors import read_anchors
from zizhu.common.trail.verify import Problem, verify
from zizhu.contracts import every_event
from zizhu.embedded.assembly import Assembly, assemble
from zizhu.embedded.backup.contents import Folder, Manifest
from zizhu.embedded.backup.errors import BackupDamaged, DatabaseNotEmpty, FolderNotEmpty
from zizhu.embedded.backup.making import count_rows, major_of
from zizhu.embedded.backup.objects import copy_new
from zizhu.embedded.backup.programs import address_of, load, programs_for
from zizhu.embedded.backup.wrapping import unwrap
from zizhu.embedded.home import Home
from zizhu.embedded.installation import OPERATOR, Installation
from zizhu.embedded.postgres import embedded_postgres
from zizhu.embedded.reconcile import differences, resync_all, settle


@dataclass(frozen=True)
class Backup:
    """A backup whose digests are right and whose keys are open."""

    folder: Folder
    manifest: Manifest
    keys: Mapping[str, Keys]


@dataclass(frozen=True)
class Restored:
    """What came out: all of the last three are empty when nothing is to be looked at."""

    resent: int
    resynced: int
    unsent: int
    differences: Sequence[tuple[str, str, Difference]]
    problems: Mapping[str, Sequence[Problem]]


async def read_backup(source: Path, passphrase: str) -> Backup:
    """Check a backup as a whole. Raises NoBackup, BackupDamaged, BackupTooNew, PassphraseWrong."""
    folder = Folder(source)
    manifest = await asyncio.to_thread(folder.read)
    text = folder.keys.read_text(encoding="utf-8") if folder.keys.exists() else ""
    keys = await asyncio.to_thread(unwrap, text, passphrase, folder.binding())
    return Backup(folder, manifest, {name: Keys.from_json(one) for name, one in keys.items()})


@asynccontextmanager
async def fresh_home(
    path: Path, profile: Profile, services: Sequence[Service]
) -> AsyncIterator[tuple[Installation, str]]:
    """Make an embedded installation; it counts as one only when the context ends well.

    The second value is the superuser's address. Raises FolderNotEmpty.
    """
    _refuse_used(path)
    home = Home(path)
    with embedded_postgres(home.postgres) as server:
        settings = home.settings(server.socket, profile)
        yield Installation(settings, services, home.key_folder), server.admin_dsn
    home.settle(profile)


def _refuse_used(path: Path) -> None:
    if path.exists() and any(path.iterdir()):
        raise FolderNotEmpty(f"{path} 不是空目录；请恢复到一个新的目录，核对后再换用。")


async def restore(backup: Backup, installation: Installation, admin_dsn: str) -> Restored:
    """Fill an installation that has nothing yet; its services must not run.

    `admin_dsn` makes roles and databases; empty where they are there already.

    Raises:
        BackupDamaged, DatabaseNotEmpty, FolderNotEmpty, NoProgram, DumpFailed, NewerDatabase.
    """
    for one in installation.services:
        if one.name not in backup.manifest.services or one.name not in backup.keys:
            raise BackupDamaged(f"备份中没有 {one.name} 服务，请用制作备份的版本恢复。")
        if installation.keys.file(one.name).exists():
            raise FolderNotEmpty(f"{installation.keys.file(one.name)} 已存在，请恢复到新的目录。")
    for one in installation.services:
        await _load(backup, installation, one, admin_dsn)
        installation.keys.write(one.name, backup.keys[one.name])
    _copy_anchors(backup, installation)
    resent = sum([await _wake(installation, one) for one in installation.services])
    keys = {one.name: backup.keys[one.name] for one in installation.services}
    bus = MemoryBus(Topology.of(every_event()).only(keys))
    async with assemble(installation.services, installation.settings, keys, bus) as assembly:
        resynced, unsent = await _bring_together(assembly)
        found = await differences(assembly.hosted.values())
    problems = {one.name: await _verified(installation, one) for one in installation.services}
    return Restored(resent, resynced, unsent, found, problems)


async def _load(
    backup: Backup, installation: Installation, service: Service, admin_dsn: str
) -> None:
    """Make one service's database and files equal to the backup's, then bring them up to date."""
    settings, stated = installation.settings, backup.manifest.services[service.name]
    if admin_dsn:
        await create_database(admin_dsn, service.name, installation.passwords(service.name))
    address = address_of(settings.owner_dsn(service.name))
    connection = await asyncpg.connect(**address.for_driver())
    try:
        if await count_rows(connection):
            raise DatabaseNotEmpty(f"数据库 {address.database} 里已有数据，请恢复到空的数据库。")
        programs = await programs_for(max(await major_of(connection), stated.server))
        await load(programs, address, backup.folder.dump(service.name))
        if await count_rows(connection) != stated.rows:
            raise BackupDamaged(f"{service.name} 恢复后的行数与备份所记的不同，请换一份备份。")
    finally:
        await connection.close()
    await migrate(service, settings.owner_dsn(service.name), backup.manifest.profile)
    source = backup.folder.files(service.name)
    await asyncio.to_thread(copy_new, source, settings.files_path / service.name)


def _copy_anchors(backup: Backup, installation: Installation) -> None:
    """Take the anchors along, unless newer ones outlived what was lost."""
    path = installation.settings.anchor_path
    if path is not None and backup.folder.anchors.exists() and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup.folder.anchors, path)


async def _wake(installation: Installation, service: Service) -> int:
    """Free what nobody holds any more, and make every kept event due again."""
    async with (
        installation.database(service.name) as database,
        database.transaction(actor=OPERATOR) as tx,
    ):
        for table in (outbox, job, timer):
            await tx.session.execute(
                update(table)
                .where(table.c.lease_token.is_not(None))
                .values(lease_token=None, leased_until=None)
            )
        due = await tx.session.execute(
            update(outbox)
            .where(outbox.c.sent_at.is_not(None))
            .values(sent_at=None)
            .returning(outbox.c.seq)
        )
        tx.record("backup.restore", of="installation", object_id=service.name)
        return len(due.all())


async def _bring_together(assembly: Assembly) -> tuple[int, int]:
    await settle(assembly)
    resynced = await resync_all(assembly)
    return resynced, await settle(assembly)


async def _verified(installation: Installation, service: Service) -> list[Problem]:
    path = installation.settings.anchor_path
    anchors = read_anchors(path, service.name) if path is not None else []
    async with installation.database(service.name) as database:
        keys = installation.keys_of(service.name)
        return await verify(database, keys, anchors, now=installation.machine.now())
