"""Making a backup: the folder appears under its name when it is whole, and not before."""

import asyncio
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import asyncpg

from zizhu.common.parts import Service
from zizhu.embedded.backup.contents import Folder, Manifest, ServiceContents
from zizhu.embedded.backup.errors import FolderNotEmpty
from zizhu.embedded.backup.instant import Snapshot, one_instant
from zizhu.embedded.backup.objects import copy_new, measure, names_in
from zizhu.embedded.backup.programs import address_of, dump, programs_for
from zizhu.embedded.backup.wrapping import check_passphrase, wrap
from zizhu.embedded.installation import OPERATOR, Installation

_TABLES = (
    "SELECT table_name FROM information_schema.tables "
    "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
)


async def back_up(installation: Installation, target: Path, passphrase: str) -> Manifest:
    """Write databases, files, anchors and wrapped keys to a new folder, while services run.

    Raises:
        FolderNotEmpty, PassphraseWeak, KeysMissing, DatabaseBusy, NoProgram, DumpFailed.
    """
    check_passphrase(passphrase)
    keys = {one.name: installation.keys_of(one.name).to_json() for one in installation.services}
    folder = _begun(target)
    # Files come before and after the instant: what a row of the instant names was there at one of
    # the two, unless it was both made and deleted between them.
    await _copy_files(installation, folder)
    async with one_instant(installation, installation.services) as snapshots:
        await _copy_files(installation, folder)
        services = {
            one.name: await _dump(installation, one, snapshots[one.name], folder)
            for one in installation.services
        }
    manifest = Manifest(
        release=version("zizhu-embedded"),
        profile=installation.settings.profile,
        made_at=installation.machine.now(),
        services=services,
    )
    await asyncio.to_thread(_close, folder, manifest, keys, passphrase)
    folder.path.rename(target)
    await _record(installation, target)
    return manifest


def _begun(target: Path) -> Folder:
    """Make the folder under a name that says it is not whole."""
    if target.exists():
        raise FolderNotEmpty(f"{target} 已经存在；每次备份请用一个新的目录。")
    unfinished = target.with_name(f"{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)  # of a backup that was broken off
    unfinished.mkdir(parents=True, mode=0o700)
    return Folder(unfinished)


async def _copy_files(installation: Installation, folder: Folder) -> None:
    settings = installation.settings
    for one in installation.services:
        source = settings.files_path / one.name
        await asyncio.to_thread(copy_new, source, folder.files(one.name))
    if settings.anchor_path is not None and settings.anchor_path.exists():
        shutil.copyfile(settings.anchor_path, folder.anchors)


async def _dump(
    installation: Installation, service: Service, snapshot: Snapshot, folder: Folder
) -> ServiceContents:
    server = await major_of(snapshot.reader)
    address = address_of(installation.settings.owner_dsn(service.name))
    folder.dump(service.name).parent.mkdir(exist_ok=True, mode=0o700)
    programs = await programs_for(server)
    await dump(programs, address, snapshot.id, folder.dump(service.name))
    objects = await asyncio.to_thread(measure, folder.files(service.name))
    known = await snapshot.reader.fetch("SELECT id FROM file")
    held = await asyncio.to_thread(names_in, folder.files(service.name))
    return ServiceContents(
        revision=await snapshot.reader.fetchval("SELECT version_num FROM alembic_version"),
        server=server,
        rows=await count_rows(snapshot.reader),
        files=objects.files,
        file_bytes=objects.size,
        missing_files=tuple(str(row["id"]) for row in known if row["id"].hex not in held),
    )


async def major_of(connection: asyncpg.Connection) -> int:
    return int(await connection.fetchval("SHOW server_version_num")) // 10_000


async def count_rows(connection: asyncpg.Connection) -> Mapping[str, int]:
    """Count the rows of every table, as the owner, who sees all of them."""
    names = [row["table_name"] for row in await connection.fetch(_TABLES)]
    return {
        name: await connection.fetchval(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of our own tables
        for name in names
    }


def _close(folder: Folder, manifest: Manifest, keys: Mapping[str, str], passphrase: str) -> None:
    folder.manifest.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    folder.keys.write_text(wrap(keys, passphrase, folder.write_sums()), encoding="utf-8")


async def _record(installation: Installation, target: Path) -> None:
    for one in installation.services:
        async with (
            installation.database(one.name) as database,
            database.transaction(actor=OPERATOR) as tx,
        ):
            tx.record("backup.make", of="installation", object_id=one.name, folder=target.name)
