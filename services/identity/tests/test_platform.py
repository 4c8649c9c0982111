"""The first platform administrator's slip."""

from datetime import timedelta

import pytest

from zizhu.identity.app import bootstrap_slip
from zizhu.identity.errors import PlatformAdminExists
from zizhu.identity.models import SlipRow

API = "/api/v1/identity/activation/platform"


async def use(world, slip, **changes):
    given = {"slip": slip, "login": "platform", "password": world.password, "name": "平台"}
    return await world.client.post(API, json=given | changes)


class TestFirstSlip:
    async def test_is_used_once_to_choose_login_and_password(self, world):
        slip = await bootstrap_slip(world.parts)
        answer = await use(world, slip)
        assert answer.status_code == 200
        assert answer.json()["post"]["role"] == "platform_admin"
        assert (await world.sign_in("platform")).status_code == 200
        again = await use(world, slip, login="another")
        assert (again.status_code, again.json()["code"]) == (403, "slip_refused")

    async def test_may_be_typed_in_small_letters_without_dashes(self, world):
        slip = await bootstrap_slip(world.parts)
        assert (await use(world, slip.lower().replace("-", " "))).status_code == 200

    async def test_expires(self, world, clock):
        slip = await bootstrap_slip(world.parts)
        clock.advance(timedelta(hours=24))
        assert (await use(world, slip)).status_code == 403

    async def test_a_newer_one_voids_it(self, world):
        slip = await bootstrap_slip(world.parts)
        newer = await bootstrap_slip(world.parts)
        assert (await use(world, slip)).status_code == 403
        assert (await use(world, newer)).status_code == 200

    async def test_is_refused_once_somebody_can_sign_in(self, world):
        await world.platform()
        with pytest.raises(PlatformAdminExists):
            await bootstrap_slip(world.parts)
        another = await bootstrap_slip(world.parts, is_another=True)
        assert (await use(world, another, login="second")).status_code == 200

    async def test_a_weak_password_leaves_it_unused(self, world):
        slip = await bootstrap_slip(world.parts)
        weak = await use(world, slip, password="password123")
        assert (weak.status_code, weak.json()["code"]) == (400, "weak_password")
        assert (await use(world, slip)).status_code == 200

    async def test_is_stored_as_a_digest(self, world):
        slip = (await bootstrap_slip(world.parts)).replace("-", "")
        async with world.parts.database.transaction() as tx:
            rows = (await tx.session.execute(SlipRow.__table__.select())).all()
        assert len(rows) == 1
        assert slip not in repr(rows)
