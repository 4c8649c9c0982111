"""A backup is restored into empty servers of one's own, roles and databases included."""

import pytest
from pydantic import SecretStr

from zizhu.common.settings import Profile
from zizhu.embedded.backup.restoring import read_backup, restore
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeyFolder
from zizhu.embedded.settings import HostSettings


@pytest.fixture
def empty(private_postgres, site, tmp_path):
    def dsn(role):
        place = "@/zizhu_{service}?host=" + str(private_postgres.folder)
        return SecretStr("postgresql+asyncpg://zizhu_{service}" + role + place)

    settings = HostSettings(
        profile=Profile.TEST,
        database_url=dsn(""),
        owner_database_url=dsn("_owner"),
        sealer_database_url=dsn("_sealer"),
        files_path=tmp_path / "new" / "files",
    )
    return Installation(settings, site.installation.services, KeyFolder(tmp_path / "new" / "keys"))


class TestRestore:
    async def test_makes_databases_where_a_superuser_is_named(
        self, private_postgres, site_of, empty, backed_up, passphrase
    ):
        backup = await read_backup(backed_up, passphrase)
        result = await restore(backup, empty, private_postgres.url)
        assert (list(result.differences), result.unsent) == ([], 0)
        async with site_of(empty).running() as place:
            assert (await place.get("/health/ready", {})).status_code == 200
