"""Key pairs are turned while everything that was sealed stays readable."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from zizhu.common.crypto.sealed import sealed_prefix
from zizhu.embedded.pairs import add_pair, pairs_of, retire_pairs, rotate_pair
from zizhu.embedded.rotation import KeyInUse, StillRunning


def keys_of(site, name):
    return site.installation.keys_of(name)


def age(site, name, by):
    """Make a key file look as if it had been written earlier (or later)."""
    file = site.installation.keys.file(name)
    written = file.stat().st_mtime + by.total_seconds()
    os.utime(file, (written, written))


async def sealed_for(site, public):
    """Count roster's messages that were sealed for a public key."""
    query = text("SELECT count(*) FROM outbox WHERE position(:prefix IN body) > 0")
    async with (
        site.installation.database("roster") as database,
        database.transaction() as tx,
    ):
        return await tx.session.scalar(query, {"prefix": sealed_prefix(public).encode()})


class TestRotate:
    async def test_seals_for_the_new_key_and_opens_what_waits_under_the_old(
        self, site, activated, signed_in
    ):
        identity = site.service("identity")
        async with site.running() as place:
            await (await activated(place)).open_school()
        old = keys_of(site, "identity").public["identity"]
        assert await rotate_pair(site.installation, identity) is False
        new = keys_of(site, "identity").public["identity"]
        assert keys_of(site, "roster").public["identity"] == new != old
        async with (
            site.installation.database("roster") as database,
            database.transaction() as tx,
        ):
            await tx.session.execute(text("UPDATE outbox SET sent_at = NULL"))
        async with site.running() as place:
            await (await signed_in(place)).open_school(2)
        assert await sealed_for(site, old)
        assert await sealed_for(site, new)

    async def test_is_refused_while_the_service_does_not_know_the_key(self, site):
        async with site.running():
            with pytest.raises(StillRunning):
                await rotate_pair(site.installation, site.service("identity"))

    async def test_finishes_handing_out_where_it_was_stopped(self, site):
        before = keys_of(site, "roster")
        await rotate_pair(site.installation, site.service("identity"))
        new = keys_of(site, "roster").public["identity"]
        site.installation.keys.write("roster", before)
        assert await rotate_pair(site.installation, site.service("identity")) is True
        assert keys_of(site, "roster").public["identity"] == new

    async def test_begins_beside_restarted_services_after_an_addition(self, site):
        identity = site.service("identity")
        assert await add_pair(site.installation, identity)
        assert not await add_pair(site.installation, identity)
        _, current, ready = pairs_of(keys_of(site, "identity"), "identity")
        age(site, "identity", timedelta(hours=-1))
        async with site.running():
            await rotate_pair(site.installation, identity)
        old, now, after = pairs_of(keys_of(site, "identity"), "identity")
        assert (old, now, after) == ([current], ready, None)


class TestRetire:
    async def test_waits_for_what_was_sealed_for_the_old_key(self, site, activated):
        identity = site.service("identity")
        async with site.running() as place:
            await (await activated(place)).open_school()
        await rotate_pair(site.installation, identity)
        with pytest.raises(KeyInUse, match=r"roster\.outbox 中还有"):
            await retire_pairs(site.installation, identity)
        async with (
            site.installation.database("roster") as database,
            database.transaction() as tx,
        ):
            await tx.session.execute(text("DELETE FROM outbox"))
        assert await retire_pairs(site.installation, identity) == 1
        assert len(keys_of(site, "identity").private) == 1
        assert await retire_pairs(site.installation, identity) == 0

    async def test_keeps_a_key_that_is_only_known(self, site):
        await add_pair(site.installation, site.service("identity"))
        assert await retire_pairs(site.installation, site.service("identity")) == 0
        assert len(keys_of(site, "identity").private) == 2


class TestPairs:
    async def test_name_the_one_that_others_seal_for(self, site):
        keys = keys_of(site, "identity")
        _, current, ready = pairs_of(keys, "identity")
        assert (current.private, ready) == (keys.private[0], None)
        assert keys.public["identity"] == current.public
