"""The keys that sign tokens: made once, kept encrypted, turned without signing anybody out."""

import asyncio

from zizhu.common.tokens import key_id_of
from zizhu.identity.models import TokenKeyRow
from zizhu.identity.service.signing import Signer, turn_key

JWKS = "/.well-known/jwks.json"


async def published(world):
    return [key["kid"] for key in (await world.client.get(JWKS)).json()["keys"]]


class TestFirst:
    async def test_is_made_once_however_many_processes_start(self, world):
        signers = [Signer(world.parts) for _ in range(4)]
        keys = await asyncio.gather(*(signer.current() for signer in signers))
        assert len({key.kid for key in keys}) == 1
        assert await world.count(TokenKeyRow) == 1

    async def test_lies_encrypted(self, world):
        await published(world)
        async with world.parts.database.transaction() as tx:
            (row,) = (await tx.session.execute(TokenKeyRow.__table__.select())).all()
        assert row.private_key.startswith("A256GCM:")
        assert "d" not in row.public_jwk


class TestTurn:
    async def test_old_tokens_stay_good_and_new_ones_use_the_new_key(self, world):
        _, headers = await world.admin()
        old = await published(world)
        new = await turn_key(world.parts)
        assert await published(world) == [new, *old]
        assert (await world.parts.tokens.verify(headers["authorization"][7:])).account_id
        key = await Signer(world.parts).current()
        assert key.kid == new
        assert key_id_of(headers["authorization"][7:]) == old[0]


class TestRegister:
    async def test_a_student_is_shown_under_the_registers_name(self, world):
        school_id, headers = await world.admin()
        tree = await world.tree(school_id)
        student = world.student_state(tree, 1, name="甲小明")
        await world.students(school_id, student)
        ids = {"student_ids": [str(student.student_id)]}
        path = "/api/v1/identity/students/slips"
        printed = await world.client.post(path, json=ids, headers=headers)
        given = {
            "school_code": "90001",
            "name": "甲小明",
            "document_number": world.resident_number(1),
            "slip": printed.json()["slips"][0]["slip"],
            "login": "xiaoming",
            "password": world.password,
        }
        answer = await world.client.post("/api/v1/identity/activation", json=given)
        assert answer.status_code == 200
        renamed = world.student_state(
            tree, 1, name="甲大明", version=2, student_id=student.student_id
        )
        await world.students(school_id, renamed)
        assert (await world.sign_in("xiaoming")).json()["name"] == "甲大明"
