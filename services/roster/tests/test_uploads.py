"""Uploads that are no honest form, and jobs that lost their worker."""

from uuid import UUID

import pytest
from sqlalchemy import text, update

from zizhu.common.audit import Actor
from zizhu.common.ids import new_id
from zizhu.common.jobs import Job
from zizhu.common.lease import LeaseLost
from zizhu.common.tables import job as job_table
from zizhu.roster.jobs.commit import commit_import

IMPORTS = "/api/v1/roster/students/imports"


class TestForm:
    async def test_must_be_one(self, desk):
        answer = await desk.place.post(IMPORTS, desk.admin, json={"file": "x"})
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")

    async def test_must_be_whole(self, desk):
        headers = {**desk.admin, "content-type": "multipart/form-data; boundary=x"}
        answer = await desk.place.client.post(IMPORTS, headers=headers, content=b"--y\r\nbroken")
        assert answer.json()["code"] in {"malformed", "file_missing"}
        assert answer.status_code < 500

    async def test_needs_a_file(self, desk):
        answer = await desk.place.post(IMPORTS, desk.admin, files={"other": ("a.xlsx", b"x")})
        assert answer.json()["code"] == "file_missing"

    async def test_names_a_kind_that_there_is(self, desk):
        answer = await desk.send(b"x", kind="staff")
        assert answer.status_code == 422

    async def test_ends_at_twenty_megabytes(self, desk):
        answer = await desk.send(b"0" * (20 * 1024 * 1024 + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "workbook_too_large")


class TestWorker:
    async def test_that_lost_its_lease_writes_nothing(self, desk, student, workbook):
        one = await desk.upload([student(1)])
        parts = desk.place.parts("roster")
        stale = Job(
            parts=parts,
            id=UUID(one["job_id"]),
            kind="students.commit",
            school_id=desk.school,
            actor=Actor(),
            params={"import_id": one["id"]},
            token=new_id(),
        )
        with pytest.raises(LeaseLost):
            await commit_import(stale)
        assert await desk.stored() == []
        assert (await desk.commit(one))["state"] == "committed"

    async def test_that_died_is_followed_by_another(self, desk, student, workbook):
        """The row looks as a killed worker leaves it: running, its lease over."""
        one = (await desk.send(workbook([student(1)]))).json()
        parts = desk.place.parts("roster")
        async with parts.database.transaction() as tx:
            await tx.session.execute(
                update(job_table)
                .where(job_table.c.id == UUID(one["job_id"]), job_table.c.state != "done")
                .values(state="running", lease_token=new_id(), leased_until=text("now()"))
            )
        await desk.place.settle()
        found = await desk.look(one)
        assert (found["state"], found["counts"]["new"]) == ("checked", 1)
        assert (await desk.commit(found))["state"] == "committed"
        assert len(await desk.stored()) == 1
