"""Files that leave the register: who may take them, for how long, and what opens them."""

from datetime import UTC, datetime, timedelta

import pytest

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.clock import FixedClock
from zizhu.common.files.sweep import sweep_staged
from zizhu.common.ids import new_id
from zizhu.roster.app import SERVICE
from zizhu_testing.harness import installed

EXPORTS = "/api/v1/roster/exports"
WHY = {"reason": "核对材料"}
DAY = timedelta(hours=24)


@pytest.fixture
def clock():
    return FixedClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
async def place(postgres_server, tmp_path, clock):
    async with installed(postgres_server, [SERVICE], tmp_path, machine=clock) as made:
        yield made


@pytest.fixture
def officer(place, desk, entered):
    """Headers of one counsellor, whose scope may change between two of them."""
    account_id, post_id = new_id(), new_id()

    def sign_in(row="张三", *, post=post_id, account=account_id):
        scope = ScopeRow(entered[row].college_id)
        return place.token(Role.COUNSELOR, desk.school, [scope], account_id=account, post_id=post)

    return sign_in


@pytest.fixture
def made(desk, place, officer):
    async def make(headers=None, **asked):
        answer = await desk.post("/export", {**WHY, **asked}, headers or officer())
        assert answer.status_code == 202, answer.text
        await place.settle()
        return f"{EXPORTS}/{answer.json()['id']}"

    return make


class TestAsk:
    async def test_answers_before_the_file_is_there(self, desk, place, officer):
        answer = await desk.post("/export", WHY, officer())
        one = answer.json()
        assert (one["state"], one["name"]) == ("queued", "学生信息表")
        early = await place.get(f"{EXPORTS}/{one['id']}/file", officer())
        assert early.json()["code"] == "export_not_ready"

    async def test_does_it_once_per_key(self, desk, place, officer):
        headers = {**officer(), "idempotency-key": "k-1"}
        answers = [(await desk.post("/export", WHY, headers)).json() for _ in range(2)]
        assert answers[0] == answers[1]
        assert len((await place.get(EXPORTS, officer())).json()["items"]) == 1

    async def test_keeps_what_was_searched_out_of_sight(self, made, place, student, officer):
        path = await made(text=student(1)["document"])
        job_id = path.rsplit("/", 1)[1]
        for asked in (path, EXPORTS, f"/api/v1/roster/jobs/{job_id}"):
            assert student(1)["document"] not in (await place.get(asked, officer())).text


class TestTake:
    async def test_is_for_who_asked_with_that_post(self, made, place, desk, officer):
        path = await made()
        assert (await place.get(f"{path}/file", officer())).status_code == 200
        strangers = (desk.admin, officer(account=new_id()), officer(post=new_id()))
        for headers in strangers:
            for asked in (path, f"{path}/file"):
                assert (await place.get(asked, headers)).json()["code"] == "no_such_export"
            assert (await place.get(EXPORTS, headers)).json()["items"] == []

    async def test_ends_when_the_scope_changes(self, made, place, officer):
        path = await made()
        moved = await place.get(f"{path}/file", officer("王五"))
        assert (moved.status_code, moved.json()["code"]) == (410, "export_over")

    async def test_ends_after_a_day(self, made, place, officer, clock):
        path = await made(is_plain=True)
        clock.advance(DAY)
        one = (await place.get(path, officer())).json()
        assert (one["state"], one["password"]) == ("expired", None)
        over = await place.get(f"{path}/file", officer())
        assert (over.status_code, over.json()["code"]) == (410, "export_over")

    async def test_is_swept_with_what_was_asked(self, made, place, officer, clock, tmp_path):
        await made()
        clock.advance(DAY)
        assert await sweep_staged(place.parts("roster")) == 2


class TestPassword:
    async def test_locks_plain_numbers_only(self, made, place, officer):
        plain, masked = await made(is_plain=True), await made()
        assert (await place.get(f"{masked}/file", officer())).content.startswith(b"PK")
        locked = await place.get(f"{plain}/file", officer())
        assert not locked.content.startswith(b"PK")
        assert len((await place.get(plain, officer())).json()["password"]) == 19

    async def test_stands_on_the_page_of_one_export_only(self, made, place, officer):
        path = await made(is_plain=True)
        listed = (await place.get(EXPORTS, officer())).json()["items"]
        assert [one["password"] for one in listed] == [None]
        job_id = path.rsplit("/", 1)[1]
        password = (await place.get(path, officer())).json()["password"]
        job = await place.get(f"/api/v1/roster/jobs/{job_id}", officer())
        assert password not in job.text
