"""Universities: opened, suspended and resumed by the platform, and told to the others."""

import asyncio
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, text

from zizhu.common.auth import Role
from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.ids import new_id
from zizhu.common.keys import fresh_keys
from zizhu.common.resync import resync
from zizhu.contracts.sealing import SCHOOL, seal_context
from zizhu.roster.app import HOLDINGS
from zizhu.roster.domain import school as domain
from zizhu.roster.domain.school import SchoolDraft
from zizhu.roster.models import SchoolRow
from zizhu.roster.service.republish import REPUBLISHERS
from zizhu.roster.service.schools import school_changed

SCHOOLS = "/api/v1/roster/schools"
CHANGED = "school_changed"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


class TestOpen:
    async def test_announces_the_school_with_the_phone_sealed_for_identity(
        self, place, open_school, announced
    ):
        school = await open_school()
        (event,) = await announced(CHANGED)
        assert (event.subject, event.version) == (school["id"], 1)
        assert str(event.school_id) == school["id"]
        sealed = event.data["admin_phone"]["identity"]
        assert "13800000001" not in event.model_dump_json()
        assert sealed.startswith("X25519-A256GCM:")

    def test_seals_the_phone_so_that_identity_alone_reads_it(self):
        keys = fresh_keys(["roster", "identity"])
        draft = SchoolDraft("90001", "甲乙大学", "school1", "林测试", "138-0000-0001")
        school, phone = domain.open_school(draft, school_id=UUID(int=1), now=NOW)
        event = school_changed(school, phone, keys["roster"].sealer("identity"))
        context = seal_context(SCHOOL, school.id, "admin_phone")
        sealed = event.admin_phone["identity"]
        assert keys["identity"].unsealer().unseal(sealed, context) == "13800000001"
        with pytest.raises(CannotDecrypt):
            keys["roster"].unsealer().unseal(sealed, context)

    async def test_keeps_the_phone_encrypted(self, place, open_school):
        school = await open_school()
        async with place.parts("roster").database.transaction() as tx:
            stored = await tx.session.scalar(
                select(SchoolRow.admin_phone).where(SchoolRow.id == UUID(school["id"]))
            )
        assert stored.startswith("A256GCM:")

    async def test_answers_a_repeated_request_the_same_and_does_nothing(
        self, place, platform, draft, announced
    ):
        headers = {**platform, "idempotency-key": "one"}
        first = await place.post(SCHOOLS, headers, json=draft())
        again = await place.post(SCHOOLS, headers, json=draft())
        assert (again.status_code, again.json()) == (201, first.json())
        assert len(await announced(CHANGED)) == 1

    async def test_refuses_a_code_that_is_taken(self, place, platform, draft, open_school):
        await open_school()
        answer = await place.post(SCHOOLS, platform, json=draft(2, code="90001"))
        assert (answer.status_code, answer.json()["code"]) == (409, "school_code_taken")

    async def test_takes_a_login_of_other_case_for_the_same(
        self, place, platform, draft, open_school
    ):
        await open_school(admin_login="Jzgcx")
        answer = await place.post(SCHOOLS, platform, json=draft(2, admin_login="jzgcx"))
        assert (answer.status_code, answer.json()["code"]) == (409, "admin_login_taken")
        assert "账户名重复" in answer.json()["detail"]

    async def test_lets_one_of_two_at_once_win(self, place, platform, draft):
        answers = await asyncio.gather(
            *(place.post(SCHOOLS, platform, json=draft(admin_login=f"at{n}")) for n in range(3))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]

    async def test_names_every_field_that_is_wrong(self, place, platform, draft):
        bad = draft(code="x", name="学", admin_login="1 2", admin_name="?", admin_phone="12")
        answer = await place.post(SCHOOLS, platform, json=bad)
        assert answer.json()["code"] == "school_invalid"
        assert {item["field"] for item in answer.json()["errors"]} == set(bad)

    async def test_is_for_platform_administrators_only(self, place, draft):
        for role in Role:
            if role is Role.PLATFORM_ADMIN:
                continue
            answer = await place.post(SCHOOLS, place.token(role, new_id()), json=draft())
            assert answer.status_code == 403, role


class TestSuspend:
    async def test_raises_the_version_and_tells_the_others(
        self, place, platform, open_school, announced
    ):
        school = await open_school()
        path = f"{SCHOOLS}/{school['id']}/suspend"
        headers = {**platform, "if-match": '"1"'}
        answer = await place.post(path, headers, json={"reason": "合并办学"})
        assert (answer.json()["status"], answer.json()["version"]) == ("suspended", 2)
        assert [event.data["status"] for event in await announced(CHANGED)] == [
            "active",
            "suspended",
        ]

    async def test_refuses_who_saw_an_older_version(self, place, platform, open_school):
        school = await open_school()
        path = f"{SCHOOLS}/{school['id']}/suspend"
        answer = await place.post(
            path, {**platform, "if-match": '"7"'}, json={"reason": "合并办学"}
        )
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")

    async def test_is_undone_by_resume(self, place, platform, open_school):
        school = await open_school()
        path = f"{SCHOOLS}/{school['id']}"
        why = {"json": {"reason": "恢复招生"}}
        refused = await place.post(f"{path}/resume", {**platform, "if-match": '"1"'}, **why)
        assert refused.json()["code"] == "school_not_suspended"
        await place.post(f"{path}/suspend", {**platform, "if-match": '"1"'}, **why)
        answer = await place.post(f"{path}/resume", {**platform, "if-match": '"2"'}, **why)
        assert answer.json()["status"] == "active"

    async def test_leaves_an_audit_line_also_when_refused(self, place, platform, open_school):
        school = await open_school()
        path = f"{SCHOOLS}/{school['id']}/resume"
        await place.post(path, {**platform, "if-match": '"1"'}, json={"reason": "误操作"})
        async with place.parts("roster").database.transaction() as tx:
            lines = (
                await tx.session.execute(text("SELECT action, result FROM audit_line ORDER BY seq"))
            ).all()
        assert [tuple(line) for line in lines] == [
            ("school.open", "ok"),
            ("school.resume", "refused"),
        ]


class TestList:
    async def test_pages_by_code_and_finds_by_name(self, place, platform, open_school):
        for number in (3, 1, 2):
            await open_school(number)
        first = (await place.get(SCHOOLS, platform, params={"size": 2})).json()
        assert [item["code"] for item in first["items"]] == ["90001", "90002"]
        params = {"size": 2, "cursor": first["next_cursor"]}
        rest = (await place.get(SCHOOLS, platform, params=params)).json()
        assert ([item["code"] for item in rest["items"]], rest["next_cursor"]) == (["90003"], None)
        found = (await place.get(SCHOOLS, platform, params={"text": "3分"})).json()
        assert [item["code"] for item in found["items"]] == ["90003"]

    async def test_shows_one_with_its_version(self, place, platform, open_school):
        school = await open_school()
        answer = await place.get(f"{SCHOOLS}/{school['id']}", platform)
        assert (answer.json(), answer.headers["etag"]) == (school, '"1"')
        missing = await place.get(f"{SCHOOLS}/{new_id()}", platform)
        assert (missing.status_code, missing.json()["code"]) == (404, "no_such_school")

    async def test_shows_members_their_own(self, place, open_school):
        school = await open_school()
        headers = place.token(Role.COUNSELOR, UUID(school["id"]))
        shown = (await place.get("/api/v1/roster/school", headers)).json()
        assert shown == {name: school[name] for name in ("id", "code", "name", "status")}


class TestRepublish:
    async def test_states_every_school_once_more_for_one_reader(
        self, place, open_school, announced
    ):
        school = await open_school()
        parts = place.parts("roster")
        assert await resync(parts, REPUBLISHERS[:1], to="identity") == 1
        live, again = await announced(CHANGED)
        assert again.version == live.version == 1
        assert again.subject == school["id"]

    async def test_counts_what_it_holds(self, place, open_school):
        school = await open_school()
        holding = next(one for one in HOLDINGS if one.kind == "schools")
        async with place.parts("roster").database.transaction() as tx:
            ((school_id, (count, digest)),) = (await holding.count(tx)).items()
        assert (str(school_id), count) == (school["id"], 1)
        assert re.fullmatch(r"[0-9a-f]{32}", digest)


class TestSealContext:
    def test_names_kind_subject_and_field(self):
        school_id = UUID(int=1)
        assert seal_context(SCHOOL, school_id, "admin_phone") == (
            b"roster.school_changed|00000000-0000-0000-0000-000000000001|admin_phone"
        )
