"""Announcements over HTTP: two confirmations, audience by scope, publicity's notice."""

from datetime import timedelta
from typing import Any

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.clock import business_day, day_start
from zizhu.common.ids import new_id
from zizhu.contracts.address import Address
from zizhu.contracts.identification import PublicityChanged
from zizhu.contracts.roster import StudentChanged, StudentState
from zizhu_testing.harness import Place

DESK = "/api/v1/notification/desk/announcements"
READ = "/api/v1/notification/announcements"
SCHOOL, OTHER_SCHOOL = new_id(), new_id()
COLLEGE, OTHER_COLLEGE, MAJOR, CLASS = new_id(), new_id(), new_id(), new_id()


def draft(**changes: Any) -> dict[str, Any]:
    return {"title": "开学通知", "body": "请按时填报。", "author_name": "资助中心"} | changes


def seen(headers: Any, version: int) -> dict[str, str]:
    return {**headers, "if-match": f'"{version}"'}


async def publish(place: Place, headers: Any, **changes: Any) -> dict[str, Any]:
    made = (await place.post(DESK, headers, json=draft(**changes))).json()
    path = f"{DESK}/{made['announcement_id']}"
    assert (await place.post(f"{path}/review", seen(headers, 1))).status_code == 200
    return (await place.post(f"{path}/release", seen(headers, 2))).json()


def student(place: Place, student_id: Any) -> Any:
    return place.token(Role.STUDENT, SCHOOL, student_id=student_id)


async def enrol(hear: Any, student_id: Any, college_id: Any = COLLEGE) -> None:
    state = StudentState(
        student_id=student_id, version=1, status="active", name="张三", sort_key="zhang san",
        sex="male", birth_date=None, ethnic="01", student_number=None, college_id=college_id,
        year=2026, major_id=MAJOR, class_id=CLASS, document_kind="resident_id", person="x",
    )  # fmt: skip
    await hear(StudentChanged(student=state), subject=student_id, school_id=SCHOOL)


class TestRelease:
    async def test_shows_a_notice_only_after_both_confirmations(self, place: Place) -> None:
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        made = (await place.post(DESK, admin, json=draft())).json()
        assert made["state_label"] == "待审核"
        path = f"{DESK}/{made['announcement_id']}"
        early = await place.post(f"{path}/release", seen(admin, 1))
        assert early.json()["code"] == "not_awaiting_release"
        reviewed = await place.post(f"{path}/review", seen(admin, 1))
        assert reviewed.json()["state_label"] == "待发布"
        assert (await place.get(READ, admin)).json()["items"] == []
        await place.post(f"{path}/release", seen(admin, 2))
        shown = (await place.get(READ, admin)).json()["items"]
        assert [item["title"] for item in shown] == ["开学通知"]

    async def test_refuses_a_version_that_somebody_changed_meanwhile(self, place: Place) -> None:
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        made = (await place.post(DESK, admin, json=draft())).json()
        path = f"{DESK}/{made['announcement_id']}/review"
        await place.post(path, seen(admin, 1))
        assert (await place.post(path, seen(admin, 1))).status_code == 412


class TestAudience:
    async def test_reaches_students_of_the_college_and_no_others(
        self, place: Place, hear: Any
    ) -> None:
        mine, foreign = new_id(), new_id()
        await enrol(hear, mine)
        await enrol(hear, foreign, OTHER_COLLEGE)
        dept = place.token(Role.DEPT, SCHOOL, [ScopeRow(COLLEGE)])
        await publish(place, dept, audience={"college_id": str(COLLEGE)})
        assert len((await place.get(READ, student(place, mine))).json()["items"]) == 1
        assert (await place.get(READ, student(place, foreign))).json()["items"] == []

    async def test_refuses_an_audience_outside_the_authors_scope(self, place: Place) -> None:
        dept = place.token(Role.DEPT, SCHOOL, [ScopeRow(COLLEGE)])
        for audience in ({}, {"college_id": str(OTHER_COLLEGE)}):
            answer = await place.post(DESK, dept, json=draft(audience=audience))
            assert (answer.status_code, answer.json()["code"]) == (403, "outside_scope")

    async def test_answers_a_foreign_school_like_an_unknown_notice(self, place: Place) -> None:
        made = await publish(place, place.token(Role.SCHOOL_ADMIN, SCHOOL))
        foreign = place.token(Role.SCHOOL_ADMIN, OTHER_SCHOOL)
        hidden = await place.get(f"{DESK}/{made['announcement_id']}", foreign)
        unknown = await place.get(f"{DESK}/{new_id()}", foreign)
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.json()["detail"] == unknown.json()["detail"]


class TestExpire:
    async def test_takes_a_notice_down_at_its_end_by_the_business_clock(self, place: Place) -> None:
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        end = place.machine.now() + timedelta(hours=1)
        await publish(place, admin, expires_at=end.isoformat())
        place.parts("notification").business.shift = timedelta(hours=2)
        assert (await place.get(READ, admin)).json()["items"] == []
        desk = (await place.get(DESK, admin)).json()["items"]
        assert desk[0]["state_label"] == "已过期"


class TestContent:
    async def test_refuses_what_looks_like_an_identity_number(self, place: Place) -> None:
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        answer = await place.post(DESK, admin, json=draft(body="证件350102200001010011"))
        assert answer.json()["code"] == "personal_number"
        assert "350102200001010011" not in answer.text


class TestPublicity:
    async def change(self, hear: Any, publicity_id: Any, version: int, **state: Any) -> None:
        event = PublicityChanged(
            publicity_id=publicity_id, campaign_id=new_id(), title="认定结果公示",
            audience=Address(role="student"), rows=3, **state,
        )  # fmt: skip
        await hear(event, subject=publicity_id, school_id=SCHOOL, version=version)

    async def test_prepares_a_notice_that_no_hand_can_edit(self, place: Place, hear: Any) -> None:
        publicity_id = new_id()
        await self.change(hear, publicity_id, 1, state="prepared")
        await self.change(hear, publicity_id, 1, state="prepared")
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        notices = (await place.get(DESK, admin)).json()["items"]
        assert [item["kind_label"] for item in notices] == ["公示"]
        path = f"{DESK}/{notices[0]['announcement_id']}"
        edited = await place.client.put(
            path, headers=seen(admin, 1), json={"title": "改", "body": "改"}
        )
        assert edited.json()["code"] == "publicity_not_editable"

    async def test_takes_the_end_that_identification_computed(
        self, place: Place, hear: Any
    ) -> None:
        publicity_id = new_id()
        await self.change(hear, publicity_id, 1, state="prepared")
        admin = place.token(Role.SCHOOL_ADMIN, SCHOOL)
        notice = (await place.get(DESK, admin)).json()["items"][0]
        path = f"{DESK}/{notice['announcement_id']}"
        await place.post(f"{path}/review", seen(admin, 1))
        await place.post(f"{path}/release", seen(admin, 2))
        now = place.machine.now()
        end = day_start(business_day(now) + timedelta(days=8))
        await self.change(hear, publicity_id, 2, state="running", started_at=now, ends_at=end)
        shown = (await place.get(READ, admin)).json()["items"][0]
        assert shown["expires_at"] == end.isoformat().replace("+00:00", "Z")
