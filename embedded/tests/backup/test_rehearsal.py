"""The rehearsed restore: everything is lost, and a backup brings all of it back."""

import pytest
from sqlalchemy import func, select, update

from zizhu.common.auth import Role
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line, outbox
from zizhu.embedded.backup.making import back_up
from zizhu.embedded.backup.restoring import fresh_home, read_backup, restore
from zizhu.embedded.home import Home
from zizhu.identity.models import SchoolRow
from zizhu.roster.models import SchoolRow as SchoolSource

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
    async def test_is_delivered_after_the_restore(self, schooled, new_home, tmp_path, passphrase):
        """Sent, confirmed and not yet consumed: neither database shows that it is missing."""
        installation = schooled.installation
        school_id = await self._send_into_the_void(installation)
        await back_up(installation, tmp_path / "backup", passphrase)
        backup = await read_backup(tmp_path / "backup", passphrase)
        services = installation.services
        async with fresh_home(new_home, Profile.TEST, services) as (fresh, admin):
            await restore(backup, fresh, admin)
            async with fresh.database("identity") as database, database.transaction() as tx:
                row = await tx.session.get(SchoolRow, school_id)
                assert row is not None
                assert row.admin_account_id is not None
        assert Home(new_home).profile is Profile.TEST

    async def _send_into_the_void(self, installation):
        """Mark everything as sent, as if the bus had taken it and then been lost."""
        async with installation.database("roster") as database, database.transaction() as tx:
            await tx.session.execute(update(outbox).values(sent_at=func.now()))
            return await tx.session.scalar(select(SchoolSource.id))
