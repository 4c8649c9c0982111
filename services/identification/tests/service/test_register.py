"""What identification keeps of the register, and when it may trust its own picture."""

from sqlalchemy import select

from zizhu.common.auth import Scope
from zizhu.common.crypto.fields import decrypt_field
from zizhu.common.ids import new_id
from zizhu.common.resync import fingerprint
from zizhu.contracts.address import Place
from zizhu.contracts.identity import PostChanged
from zizhu.contracts.roster import BulkFinished, BulkStarted, StudentsChanged
from zizhu.identification.models import StaffRow, StudentRow
from zizhu.identification.repository import bulk
from zizhu.identification.repository import register as repository
from zizhu.identification.service.fields import field_place
from zizhu.identification.service.holdings import HOLDINGS


class TestStudents:
    async def test_are_kept_under_our_own_keys(self, parts, school):
        student_id = school.classes[0].students[0]
        async with parts.database.transaction(school.id) as tx:
            student = await repository.find_student(tx, Scope(school.id), student_id)
        place = field_place("student", "phone", student_id)
        assert student.phone.startswith("A256GCM:")
        assert decrypt_field(parts.keys.ring, student.phone, place) == "13800000001"

    async def test_older_news_changes_nothing(self, parts, school, change_student):
        student_id = school.classes[0].students[0]
        await change_student(school, student_id, 3, status="suspended")
        await change_student(school, student_id, 2, status="left")
        async with parts.database.transaction(school.id) as tx:
            student = await repository.find_student(tx, Scope(school.id), student_id)
        assert student.status == "suspended"

    async def test_are_invisible_to_another_school(self, parts, school, make_school):
        other = await make_school(first=100, code="90002")
        async with parts.database.transaction(other.id) as tx:
            rows = await tx.session.scalars(select(StudentRow.school_id))
            assert set(rows) == {other.id}


class TestStaff:
    async def test_follow_the_posts_of_identity(self, parts, school, feed):
        post = PostChanged(
            post_id=new_id(),
            account_id=new_id(),
            role="counselor",
            name="林测试",
            rows=(Place(college_id=school.college_id, year=2026),),
            status="active",
        )
        await feed(post, subject=post.post_id, school_id=school.id)
        ended = post.model_copy(update={"status": "ended"})
        await feed(ended, subject=post.post_id, version=2, school_id=school.id)
        async with parts.database.transaction(school.id) as tx:
            row = (await tx.session.scalars(select(StaffRow))).one()
        assert (row.status, row.rows[0]["year"]) == ("ended", 2026)

    async def test_posts_of_the_platform_are_nobodys(self, feed):
        post = PostChanged(
            post_id=new_id(), account_id=new_id(), role="platform_admin", name="林测试",
            rows=(), status="active",
        )  # fmt: skip
        await feed(post, subject=post.post_id)


class TestRegisterState:
    async def state(self, parts, school):
        async with parts.database.transaction(school.id) as tx:
            return await bulk.register_state(tx, school.id)

    def finished(self, job_id, version, entries, **changes):
        values = {
            "job_id": job_id, "kind": "import", "is_committed": True, "entries": entries,
            "digest": "0" * 32, "register_version": version,
        }  # fmt: skip
        return BulkFinished(**{**values, **changes})

    async def test_is_changing_while_bulk_work_is_under_way(self, parts, school, feed):
        job_id = new_id()
        started = BulkStarted(job_id=job_id, kind="import")
        await feed(started, subject=job_id, school_id=school.id)
        assert (await self.state(parts, school)).is_changing
        done = self.finished(job_id, 0, 0, is_committed=False)
        await feed(done, subject=job_id, version=2, school_id=school.id)
        state = await self.state(parts, school)
        assert (state.is_changing, state.announced_version) == (False, 0)

    async def test_a_start_that_comes_after_the_end_changes_nothing(self, parts, school, feed):
        job_id = new_id()
        await feed(self.finished(job_id, 5, 0), subject=job_id, version=2, school_id=school.id)
        started = BulkStarted(job_id=job_id, kind="import")
        await feed(started, subject=job_id, school_id=school.id)
        assert not (await self.state(parts, school)).is_changing

    async def test_is_behind_until_every_student_of_the_act_arrived(
        self, parts, make_school, feed, state_of
    ):
        school = await make_school(size=2)  # four students under version 1
        first, second = new_id(), new_id()
        await feed(self.finished(first, 1, 4), subject=first, school_id=school.id)
        await feed(self.finished(second, 3, 2), subject=second, school_id=school.id)
        state = await self.state(parts, school)
        assert (state.announced_version, state.projected_version) == (3, 1)
        one = school.classes[0]
        late = tuple(state_of(student, one, 50, version=2) for student in one.students)
        await feed(StudentsChanged(entries=late), subject=school.id, version=3, school_id=school.id)
        assert (await self.state(parts, school)).projected_version == 3


class TestHoldings:
    async def test_count_what_is_held_by_school(self, parts, school):
        async with parts.database.transaction() as tx:
            found = {holding.kind: await holding.count(tx) for holding in HOLDINGS}
        assert found["students"][school.id] == fingerprint((one, 1) for one in school.states)
        assert found["schools"][school.id] == fingerprint([(school.id, 1)])
        assert found["units"][school.id][0] == 6
