"""The rehearsed restore: everything is lost, and a backup brings all of it back."""

from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line, outbox
from zizhu.embedded.backup.making import back_up
from zizhu.embedded.backup.restoring import fresh_home, read_backup, restore
from zizhu.embedded.home import Home
from zizhu.identity.models import SchoolRow
from zizhu.roster.domain.school import SchoolDraft
from zizhu.roster.service.schools import open_school

STUDENTS = "/api/v1/roster/students"


@pytest.fixture
async def restored(site, site_of, backed_up, new_home, passphrase):
    """What was restored, with its server running, after the first place is gone."""
    backup = await read_backup(backed_up, passphrase)
    services = site.installation.services
    async with fresh_home(new_home, backup.manifest.profile, services) as (fresh, admin):
        result = await restore(backup, fresh, admin)
        yield site_of(fresh), result


class TestRehearsal:
    async def test_brings_everything_back(self, restored, university, signed_in, content):
        place_again, result = restored
        assert (result.differences, result.unsent) == ([], 0)
        assert result.problems == {"identity": [], "roster": []}
        assert result.resynced > 0
        async with place_again.running(is_own_identity=False) as place:
            await signed_in(place)
            headers = place.token(Role.SCHOOL_ADMIN, university.school_id)
            page = (await place.get(STUDENTS, headers, params={"size": 100})).json()
            assert len(page["items"]) == university.students
            assert all(item["phone"].startswith("130****") for item in page["items"])
            files = place.parts("roster").files
            async with place.parts("roster").database.transaction(university.school_id) as tx:
                opened = await files.open_file(
                    tx, university.file_id, owner_type="export", owner_id=university.school_id
                )
            assert await opened.read() == content
        await self._has_its_line(place_again.installation)

    async def _has_its_line(self, installation):
        made = select(func.count()).where(audit_line.c.action == "backup.restore")
        for name in ("identity", "roster"):
            async with (
                installation.database(name) as database,
                database.transaction() as tx,
            ):
                assert await tx.session.scalar(made) == 1


class TestWhatLayInTheBus:
    async def test_is_delivered_after_the_restore(
        self, site, university, new_home, tmp_path, passphrase
    ):
        """Sent, confirmed and not yet consumed: neither database shows that it is missing."""
        school_id = new_id()
        await self._send_into_the_void(site.installation, school_id)
        await back_up(site.installation, tmp_path / "backup", passphrase)
        backup = await read_backup(tmp_path / "backup", passphrase)
        services = site.installation.services
        async with fresh_home(new_home, Profile.TEST, services) as (fresh, admin):
            await restore(backup, fresh, admin)
            async with fresh.database("identity") as database, database.transaction() as tx:
                row = await tx.session.get(SchoolRow, school_id)
                assert row is not None
                assert row.admin_account_id is not None
        assert Home(new_home).profile is Profile.TEST

    async def _send_into_the_void(self, installation, school_id: UUID):
        draft = SchoolDraft(
            code="90007",
            name="丙丁大学",
            admin_login="school7",
            admin_name="林测试",
            admin_phone="13800000007",
        )
        async with installation.database("roster") as database:
            async with database.transaction() as tx:
                keys = installation.keys_of("roster")
                await open_school(tx, keys, draft, school_id=school_id, now=tx.machine_now)
            async with database.transaction() as tx:
                await tx.session.execute(update(outbox).values(sent_at=func.now()))
