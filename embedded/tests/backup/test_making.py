"""A backup is whole or not there, fits itself, and tells when it was touched."""

import asyncio

import pytest
from sqlalchemy import insert, text

from zizhu.common.ids import new_id
from zizhu.common.tables import inbox
from zizhu.embedded.backup.contents import Folder
from zizhu.embedded.backup.errors import (
    BackupDamaged,
    DatabaseNotEmpty,
    FolderNotEmpty,
    NoBackup,
    NoProgram,
    PassphraseWeak,
)
from zizhu.embedded.backup.instant import one_instant
from zizhu.embedded.backup.making import back_up
from zizhu.embedded.backup.programs import address_of, programs_for
from zizhu.embedded.backup.restoring import fresh_home, read_backup, restore
from zizhu.embedded.home import Home
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeyFolder
from zizhu.embedded.postgres import PROGRAMS
from zizhu_testing.waiting import eventually


@pytest.fixture
async def made(site, tmp_path, passphrase):
    manifest = await back_up(site.installation, tmp_path / "backup", passphrase)
    return Folder(tmp_path / "backup"), manifest


class TestBackUp:
    async def test_says_what_it_holds(self, made):
        folder, manifest = made
        assert folder.read() == manifest
        assert set(manifest.services) == {"identity", "roster"}
        assert manifest.services["roster"].rows["calendar_year"] == 0
        assert manifest.services["roster"].missing_files == ()

    async def test_is_readable_by_nobody_else(self, made):
        folder, _ = made
        assert folder.path.stat().st_mode & 0o077 == 0

    async def test_has_digests_that_other_tools_check(self, made):
        folder, _ = made
        command = ("sha256sum", "--check", "--quiet", folder.sums.name)
        checking = await asyncio.create_subprocess_exec(*command, cwd=folder.path)
        assert await checking.wait() == 0

    async def test_holds_no_key_in_plain(self, made, site):
        folder, _ = made
        secret = site.installation.keys_of("roster").ring.to_json().split('"k1": "')[1][:40]
        for path in folder.path.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes()

    async def test_does_not_touch_an_older_one(self, made, site, passphrase):
        folder, _ = made
        with pytest.raises(FolderNotEmpty):
            await back_up(site.installation, folder.path, passphrase)

    async def test_begins_anew_where_one_was_broken_off(self, site, tmp_path, passphrase):
        (tmp_path / "backup.part").mkdir()
        (tmp_path / "backup.part" / "half.dump").write_text("half")
        await back_up(site.installation, tmp_path / "backup", passphrase)
        assert not (tmp_path / "backup.part").exists()
        assert not (tmp_path / "backup" / "half.dump").exists()

    async def test_asks_for_a_long_passphrase_before_it_begins(self, site, tmp_path):
        with pytest.raises(PassphraseWeak):
            await back_up(site.installation, tmp_path / "backup", "short")
        assert list(tmp_path.glob("backup*")) == []


class TestInstant:
    async def test_waits_for_effects_under_way_and_sees_them(self, site):
        """An event that was consumed must not be missing where it was sent from."""
        installation = site.installation
        async with installation.database("identity") as database:
            async with database.transaction() as tx:
                await tx.session.execute(insert(inbox).values(event_id=new_id()))
                await tx.flush()
                waiting = asyncio.ensure_future(self._inbox_rows(installation))
                await eventually(lambda: self._is_waited_for(installation))
                assert not waiting.done()
            assert await waiting == 1

    async def _inbox_rows(self, installation):
        async with one_instant(installation, installation.services) as snapshots:
            return await snapshots["identity"].reader.fetchval("SELECT count(*) FROM inbox")

    async def _is_waited_for(self, installation):
        async with installation.database("identity") as database, database.transaction() as tx:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareLock'")
            return await tx.session.scalar(waiting)

    async def test_shows_nothing_that_came_later(self, site):
        installation = site.installation
        async with one_instant(installation, installation.services) as snapshots:
            async with installation.database("roster") as database, database.transaction() as tx:
                await tx.session.execute(insert(inbox).values(event_id=new_id()))
            assert await snapshots["roster"].reader.fetchval("SELECT count(*) FROM inbox") == 0


class TestRead:
    async def test_refuses_a_changed_file(self, made, passphrase):
        folder, _ = made
        with folder.dump("roster").open("ab") as file:
            file.write(b"x")
        with pytest.raises(BackupDamaged, match=r"databases/roster\.dump"):
            await read_backup(folder.path, passphrase)

    async def test_refuses_a_missing_and_an_added_file(self, made, passphrase):
        folder, _ = made
        folder.dump("roster").rename(folder.dump("other"))
        with pytest.raises(BackupDamaged, match=r"other\.dump"):
            await read_backup(folder.path, passphrase)

    async def test_refuses_a_folder_that_is_none(self, tmp_path, passphrase):
        with pytest.raises(NoBackup):
            await read_backup(tmp_path, passphrase)


class TestRestore:
    async def test_refuses_a_folder_in_use(self, made, site, passphrase, tmp_path):
        _, manifest = made
        with pytest.raises(FolderNotEmpty):
            async with fresh_home(tmp_path, manifest.profile, site.installation.services):
                pass

    async def test_refuses_databases_in_use(self, made, site, passphrase, tmp_path):
        folder, _ = made
        backup = await read_backup(folder.path, passphrase)
        settings, services = site.installation.settings, site.installation.services
        target = Installation(settings, services, KeyFolder(tmp_path / "other"))
        with pytest.raises(DatabaseNotEmpty):
            await restore(backup, target, "")

    async def test_that_fails_leaves_no_installation(self, made, site, new_home, passphrase):
        _, manifest = made
        with pytest.raises(RuntimeError, match="power"):
            async with fresh_home(new_home, manifest.profile, site.installation.services):
                raise RuntimeError("power cut")
        assert not Home(new_home).is_initialised


class TestPrograms:
    async def test_are_those_of_the_servers_version(self):
        for major, folder in PROGRAMS.items():
            assert await programs_for(major) == folder

    async def test_are_newer_ones_where_there_are_none(self):
        assert await programs_for(17) == PROGRAMS[18]

    async def test_are_refused_when_all_are_older(self):
        with pytest.raises(NoProgram):
            await programs_for(99)

    def test_find_a_database_by_socket_and_by_host(self):
        here = address_of("postgresql+asyncpg://me@/roster?host=/run/sock")
        assert (here.host, here.user, here.database, here.password) == (
            "/run/sock",
            "me",
            "roster",
            None,
        )
        there = address_of("postgresql+asyncpg://me:secret@db:6543/roster")
        assert (there.host, there.port, there.password) == ("db", 6543, "secret")
        assert "secret" not in " ".join(there.arguments())
