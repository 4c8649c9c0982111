"""Jobs as their pages show them: the school account sees the school's, others their own."""

from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.ids import new_id

JOBS = "/api/v1/roster/jobs"


class TestJobs:
    async def test_are_listed_newest_first_with_their_end(self, desk, student, place):
        done = await desk.enter([student(1)])
        page = (await place.get(JOBS, desk.admin)).json()
        assert [(job["kind"], job["state"]) for job in page["items"]] == [
            ("students.commit", "done"),
            ("students.check", "done"),
        ]
        first = (await place.get(JOBS, desk.admin, params={"size": 1})).json()
        assert len(first["items"]) == 1
        rest = await place.get(JOBS, desk.admin, params={"cursor": first["next_cursor"]})
        assert [job["kind"] for job in rest.json()["items"]] == ["students.check"]
        one = (await place.get(f"{JOBS}/{done['job_id']}", desk.admin)).json()
        assert (one["result"]["new"], one["error"]) == (1, None)

    async def test_tell_what_they_found_page_by_page(self, desk, student, place):
        one = await desk.upload([student(1, ethnic="火星"), student(2, sex="?")])
        path = f"{JOBS}/{one['job_id']}/findings"
        first = (await place.get(path, desk.admin, params={"size": 1})).json()
        params = {"cursor": first["next_cursor"]}
        rest = (await place.get(path, desk.admin, params=params)).json()
        found = [(item["row"], item["column"]) for item in first["items"] + rest["items"]]
        assert found == [(2, "民族"), (3, "性别")]

    async def test_cannot_be_cancelled_when_they_are_over(self, desk, student, place):
        one = await desk.upload([student(1)])
        answer = await place.post(f"{JOBS}/{one['job_id']}/cancel", desk.admin)
        assert (answer.status_code, answer.json()["code"]) == (409, "job_over")

    async def test_of_others_are_hidden(self, desk, student, place, open_school):
        one = await desk.upload([student(1)])
        foreign = place.token(Role.SCHOOL_ADMIN, UUID((await open_school(2))["id"]))
        below = place.token(Role.COUNSELOR, desk.school, account_id=new_id())
        for headers in (foreign, below):
            for path in ("", "/findings"):
                answer = await place.get(f"{JOBS}/{one['job_id']}{path}", headers)
                assert answer.json()["code"] == "no_such_job"
            assert (await place.get(JOBS, headers)).json()["items"] == []
