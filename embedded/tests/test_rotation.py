"""Keys are turned while everything stays readable, and leave only when nothing needs them."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from zizhu.common.ids import new_id
from zizhu.common.reencrypt import count_by_key
from zizhu.common.tables import job
from zizhu.embedded.rotation import (
    KeyInUse,
    StillRunning,
    add_key,
    encrypted_columns,
    next_name,
    old_keys,
    prepared_key,
    retire,
    rotate,
    where_used,
)


@pytest.fixture
async def used(site, activated):
    """A site whose databases hold ciphertexts of every kind there is without students."""
    async with site.running() as place:
        platform = await activated(place)
        await platform.open_school()
    return site


async def keys_in_use(site, name):
    async with site.installation.database(name) as database:
        counts = [
            await count_by_key(database, one) for one in encrypted_columns(site.service(name))
        ]
    return {key for count in counts for key in count}


def ring_of(site, name):
    return site.installation.keys_of(name).ring


def age(site, name, by):
    """Make the key file look as if it had been written earlier (or later)."""
    file = site.installation.keys.file(name)
    written = file.stat().st_mtime + by.total_seconds()
    os.utime(file, (written, written))


class TestRotate:
    async def test_leaves_nothing_under_the_old_key_and_everything_readable(self, used, signed_in):
        for name in ("identity", "roster"):
            turned = await rotate(used.installation, used.service(name))
            assert (turned.key, turned.is_resumed, turned.unreadable) == ("k2", False, 0)
            assert sum(one.done for one in turned.columns.values()) > 0
            assert await keys_in_use(used, name) == {"k2"}
        async with used.running() as place:
            await (await signed_in(place)).open_school(2)

    async def test_writes_the_new_key_before_anything_lies_under_it(self, schooled):
        await rotate(schooled.installation, schooled.service("roster"))
        ring = ring_of(schooled, "roster")
        assert (ring.current, old_keys(ring), list(ring.keys)) == ("k2", ["k1"], ["k1", "k2"])
        assert schooled.installation.keys.file("roster").stat().st_mode & 0o777 == 0o600

    async def test_goes_on_with_the_same_key_where_it_was_stopped(self, schooled):
        keys = schooled.installation.keys_of("roster")
        schooled.installation.keys.write("roster", replace(keys, ring=keys.ring.turned("k2")))
        turned = await rotate(schooled.installation, schooled.service("roster"))
        assert (turned.key, turned.is_resumed) == ("k2", True)
        assert await keys_in_use(schooled, "roster") == {"k2"}

    async def test_is_refused_while_the_service_runs_with_the_old_file(self, schooled):
        async with schooled.running():
            with pytest.raises(StillRunning):
                await rotate(schooled.installation, schooled.service("roster"))
        assert ring_of(schooled, "roster").current == "k1"

    async def test_names_rows_that_no_key_opens(self, schooled):
        async with (
            schooled.installation.database("roster") as database,
            database.transaction() as tx,
        ):
            await tx.session.execute(text("UPDATE school SET admin_phone = 'A256GCM:k0:a:b'"))
        turned = await rotate(schooled.installation, schooled.service("roster"))
        assert turned.unreadable == 1

    async def test_leaves_an_audit_line(self, schooled):
        await rotate(schooled.installation, schooled.service("roster"))
        async with (
            schooled.installation.database("roster") as database,
            database.transaction() as tx,
        ):
            found = await tx.session.execute(
                text("SELECT object_id, role FROM audit_line WHERE action = 'key.rotate'")
            )
            assert found.all() == [("k2", "operator")]


class TestAdd:
    async def test_gives_a_key_that_is_known_before_it_is_used(self, schooled):
        assert await add_key(schooled.installation, schooled.service("roster")) == "k2"
        assert await add_key(schooled.installation, schooled.service("roster")) == "k2"
        ring = ring_of(schooled, "roster")
        assert (ring.current, prepared_key(ring), next_name(ring)) == ("k1", "k2", "k3")

    async def test_lets_a_rotation_begin_beside_restarted_services(self, schooled):
        await add_key(schooled.installation, schooled.service("roster"))
        age(schooled, "roster", timedelta(hours=-1))
        async with schooled.running() as place:
            turned = await rotate(schooled.installation, schooled.service("roster"))
            assert turned.key == "k2"
            listed = await place.get("/health/ready", {})
            assert listed.status_code == 200

    async def test_does_not_help_services_that_were_not_restarted(self, schooled):
        async with schooled.running():
            await add_key(schooled.installation, schooled.service("roster"))
            age(schooled, "roster", timedelta(hours=1))
            with pytest.raises(StillRunning):
                await rotate(schooled.installation, schooled.service("roster"))


class TestRetire:
    async def test_takes_the_old_key_away(self, used, signed_in):
        await rotate(used.installation, used.service("identity"))
        assert await retire(used.installation, used.service("identity")) == ["k1"]
        assert list(ring_of(used, "identity").keys) == ["k2"]
        async with used.running() as place:
            await signed_in(place)

    async def test_without_an_old_key_does_nothing(self, used):
        assert await retire(used.installation, used.service("identity")) == []

    async def test_is_refused_while_anything_lies_under_it(self, schooled):
        keys = schooled.installation.keys_of("roster")
        schooled.installation.keys.write("roster", replace(keys, ring=keys.ring.turned("k2")))
        with pytest.raises(KeyInUse, match=r"school\.admin_phone 1 行"):
            await retire(schooled.installation, schooled.service("roster"))
        assert "k1" in ring_of(schooled, "roster").keys

    async def test_is_refused_for_a_column_that_nobody_declared(self, schooled):
        await rotate(schooled.installation, schooled.service("roster"))
        async with (
            schooled.installation.database("roster") as database,
            database.transaction() as tx,
        ):
            await tx.session.execute(
                insert(job).values(
                    id=new_id(), kind="x", params={"phone": "A256GCM:k1:a:b"}, state="done"
                )
            )
        with pytest.raises(KeyInUse, match=r"job\.params 1 行"):
            await retire(schooled.installation, schooled.service("roster"))


class TestDeclarations:
    async def test_name_every_column_that_holds_a_ciphertext(self, site, university):
        """Whatever lies under a key has to be turned: no column may be forgotten."""
        for service in site.installation.services:
            async with site.installation.database(service.name) as database:
                found = set(await where_used(database, "k1"))
            assert found
            assert found <= {target.name for target in encrypted_columns(service)}
