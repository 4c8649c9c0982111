"""Students activate with something only they have; every other answer is one and the same."""

import asyncio
from datetime import timedelta

import pytest

from zizhu.identity.models import AccountRow

API = "/api/v1/identity"
ACTIVATION = f"{API}/activation"


@pytest.fixture
async def school(world):
    """A school with one student with a phone (1) and one without (2): id, admin, tree, states."""
    school_id, headers = await world.admin()
    tree = await world.tree(school_id)
    states = [
        world.student_state(tree, 1, name="甲小明"),
        world.student_state(tree, 2, name="乙小红", phone=None, class_id=tree.class_2),
    ]
    await world.students(school_id, *states)
    return school_id, headers, tree, states


@pytest.fixture
def claim(resident_number):
    def make(number=1, **changes):
        return {
            "school_code": "90001",
            "name": {1: "甲小明", 2: "乙小红"}[number],
            "document_number": resident_number(number),
        } | changes

    return make


@pytest.fixture
def code_for(world):
    """The code that the page of codes shows for a phone, or None."""

    async def read(phone):
        answer = await world.client.post(f"{API}/demo/codes", json={"phone": phone})
        texts = [one["text"] for one in answer.json()]
        return texts[0].removeprefix("验证码 ")[:6] if texts else None

    return read


@pytest.fixture
def by_code(world, claim, code_for):
    """Activate the first student by code; `changes` go into the activation."""

    async def activate(**changes):
        phone = "13900000001"
        sent = await world.client.post(f"{ACTIVATION}/code", json=claim(phone=phone))
        assert sent.status_code == 202, sent.text
        given = claim(phone=phone, code=await code_for(phone), password=world.password)
        return await world.client.post(ACTIVATION, json=given | changes)

    return activate


@pytest.fixture
def slips(world):
    async def printed(headers, **given):
        answer = await world.client.post(f"{API}/students/slips", json=given, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return printed


class TestByCode:
    async def test_opens_the_account_and_signs_in(self, world, school, by_code):
        school_id, _, _, (student, _) = school
        answer = await by_code()
        body = answer.json()
        assert answer.status_code == 200, answer.text
        assert (body["post"]["role"], body["place"]) == ("student", "2026级 德语 德语1班")
        assert body["post"]["student_id"] == str(student.student_id)
        (event,) = await world.announced("student_activated")
        assert event.data["student_id"] == str(student.student_id)
        assert event.school_id == school_id

    async def test_then_phone_and_password_sign_in(self, world, school, by_code):
        await by_code()
        assert (await world.sign_in("13900000001")).status_code == 200

    async def test_a_chosen_login_signs_in_as_well(self, world, school, by_code):
        await by_code(login="xiaoming2026")
        assert (await world.sign_in("XiaoMing2026")).status_code == 200

    async def test_a_code_is_good_once(self, world, school, by_code):
        first = await by_code()
        assert first.status_code == 200
        # the second one asks for a new code and is a forgotten password
        assert (await by_code(password="another fine password")).status_code == 200
        assert (await world.sign_in("13900000001")).status_code == 401
        assert await world.count(AccountRow, school[0]) == 2

    async def test_a_code_dies_after_five_minutes(self, world, school, claim, code_for, clock):
        phone = "13900000001"
        await world.client.post(f"{ACTIVATION}/code", json=claim(phone=phone))
        code = await code_for(phone)
        clock.advance(timedelta(minutes=5))
        given = claim(phone=phone, code=code, password=world.password)
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403

    async def test_a_login_that_is_taken_leaves_the_code_good(self, world, school, by_code):
        taken = await by_code(login="school1")
        assert (taken.status_code, taken.json()["code"]) == (409, "login_taken")
        assert (await by_code(login="mine2026")).status_code == 200


class TestBySlip:
    async def test_opens_the_account_of_a_student_without_a_phone(
        self, world, school, claim, slips
    ):
        _, headers, _, (_, student) = school
        printed = await slips(headers, student_ids=[str(student.student_id)])
        slip = printed["slips"][0]["slip"]
        given = claim(2, slip=slip.lower(), login="xiaohong", password=world.password)
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 200
        again = await world.client.post(ACTIVATION, json=given)
        assert again.json()["code"] == "activation_refused"

    async def test_needs_a_login_where_no_phone_is_given(self, world, school, claim, slips):
        _, headers, _, (_, student) = school
        printed = await slips(headers, student_ids=[str(student.student_id)])
        given = claim(2, slip=printed["slips"][0]["slip"], password=world.password)
        assert (await world.client.post(ACTIVATION, json=given)).json()["code"] == "account_invalid"

    async def test_expires_after_fourteen_days(self, world, school, claim, slips, clock):
        _, headers, _, (_, student) = school
        printed = await slips(headers, student_ids=[str(student.student_id)])
        clock.advance(timedelta(days=14))
        given = claim(
            2, slip=printed["slips"][0]["slip"], login="xiaohong", password=world.password
        )
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403

    async def test_of_another_student_opens_nothing(self, world, school, claim, slips):
        _, headers, _, (first, _) = school
        printed = await slips(headers, student_ids=[str(first.student_id)])
        given = claim(
            2, slip=printed["slips"][0]["slip"], login="xiaohong", password=world.password
        )
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403

    async def test_used_twice_at_once_opens_one_account(self, world, school, claim, slips):
        school_id, headers, _, (_, student) = school
        printed = await slips(headers, student_ids=[str(student.student_id)])
        given = claim(
            2, slip=printed["slips"][0]["slip"], login="xiaohong", password=world.password
        )
        answers = await asyncio.gather(
            *(world.client.post(ACTIVATION, json=given) for _ in range(3))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 403, 403]
        assert await world.count(AccountRow, school_id) == 2


class TestRefusal:
    async def test_is_the_same_whatever_was_wrong(self, world, school, claim):
        wrong = [
            {"school_code": "00000"},
            {"name": "丙小刚"},
            {"document_number": world.resident_number(9)},
            {"document_number": "123"},
            {"code": "000000"},
            {"phone": "13900000002"},
        ]
        texts = set()
        for changes in wrong:
            given = claim(phone="13900000001", code="111111", password=world.password) | changes
            answer = await world.client.post(ACTIVATION, json=given)
            texts.add((answer.status_code, answer.json()["code"], answer.json()["detail"]))
        assert {text[:2] for text in texts} == {(403, "activation_refused")}
        assert len(texts) == 1

    async def test_no_code_is_sent_to_a_number_that_is_not_registered(
        self, world, school, claim, code_for
    ):
        answer = await world.client.post(f"{ACTIVATION}/code", json=claim(phone="13900000009"))
        assert answer.status_code == 202
        assert await code_for("13900000009") is None

    async def test_five_tries_an_hour_a_person(self, world, school, claim, clock):
        given = claim(phone="13900000001", code="111111", password=world.password)
        tries = [await world.client.post(ACTIVATION, json=given) for _ in range(6)]
        assert [answer.status_code for answer in tries] == [403] * 5 + [429]
        assert tries[5].json()["code"] == "tried_too_often"
        assert int(tries[5].headers["retry-after"]) > 3500
        clock.advance(timedelta(hours=1))
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403

    async def test_sixty_tries_a_minute_a_small_school(self, production, claim, clock):
        """In production only: a rehearsal does a day's work in a minute."""
        await production.school()

        async def activate(number):
            given = claim(document_number=production.resident_number(number), slip="2" * 8)
            given |= {"login": "xiaoming", "password": production.password}
            return (await production.client.post(ACTIVATION, json=given)).status_code

        assert [await activate(100 + n) for n in range(61)] == [403] * 60 + [429]
        clock.advance(timedelta(minutes=1))
        assert await activate(200) == 403

    async def test_leaves_an_audit_line_without_what_was_typed(self, world, school, claim):
        given = claim(phone="13900000001", code="111111", password=world.password)
        await world.client.post(ACTIVATION, json=given)
        (line,) = await world.audited("account.activate")
        assert (line.result, line.object_id) == ("refused", "unknown")


class TestRegister:
    async def test_a_student_who_left_loses_access_and_gets_it_back(
        self, world, school, by_code, cookie_of, headers_of
    ):
        school_id, _, tree, (student, _) = school
        signed = await by_code()
        same = {"student_id": student.student_id, "name": "甲小明"}
        left = world.student_state(tree, 1, version=2, status="left", **same)
        await world.students(school_id, left)
        stale = await world.client.get(f"{API}/sessions", headers=headers_of(signed))
        assert stale.json()["code"] == "token_stale"
        assert (await world.refresh(cookie_of(signed))).status_code == 401
        assert (await world.sign_in("13900000001")).json()["code"] == "no_post"
        back = world.student_state(tree, 1, version=3, **same)
        await world.students(school_id, back)
        assert (await world.sign_in("13900000001")).status_code == 200

    async def test_older_news_does_not_end_access(self, world, school, by_code, headers_of):
        school_id, _, tree, (student, _) = school
        signed = await by_code()
        old = world.student_state(
            tree, 1, version=0, status="left", student_id=student.student_id, name="甲小明"
        )
        await world.students(school_id, old)
        listed = await world.client.get(f"{API}/sessions", headers=headers_of(signed))
        assert listed.status_code == 200

    async def test_a_deleted_student_cannot_activate(self, world, school, by_code, claim):
        school_id, _, tree, (student, _) = school
        gone = world.student_state(
            tree, 1, version=2, status="deleted", student_id=student.student_id, name="甲小明"
        )
        await world.students(school_id, gone)
        given = claim(phone="13900000001", code="111111", password=world.password)
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403


class TestSlips:
    async def test_of_a_class_are_for_those_who_have_neither_account_nor_slip(
        self, world, school, slips
    ):
        school_id, headers, tree, _ = school
        more = [world.student_state(tree, number) for number in range(10, 72)]
        await world.students(school_id, *more)
        first = await slips(headers, class_id=str(tree.class_1))
        assert (len(first["slips"]), first["remaining"]) == (60, 3)
        assert first["school_code"] == "90001"
        second = await slips(headers, class_id=str(tree.class_1))
        assert (len(second["slips"]), second["remaining"]) == (3, 0)

    async def test_a_newer_one_voids_the_older(self, world, school, claim, slips):
        _, headers, _, (_, student) = school
        older = await slips(headers, student_ids=[str(student.student_id)])
        await slips(headers, student_ids=[str(student.student_id)])
        given = claim(2, slip=older["slips"][0]["slip"], login="xiaohong", password=world.password)
        assert (await world.client.post(ACTIVATION, json=given)).status_code == 403

    async def test_the_list_tells_who_activated_and_when(self, world, school, by_code, slips):
        _, headers, _, (first, second) = school
        await by_code()
        await slips(headers, student_ids=[str(second.student_id)])
        listed = await world.client.get(f"{API}/students", headers=headers)
        found = {one["id"]: one for one in listed.json()["items"]}
        assert found[str(first.student_id)]["activated_at"] is not None
        assert found[str(second.student_id)]["slip_expires_at"] is not None
        assert found[str(second.student_id)]["has_phone"] is False

    async def test_of_a_foreign_student_are_not_yet_known(self, world, school):
        *_, (student, _) = school
        _, other = await world.admin(2)
        given = {"student_ids": [str(student.student_id)]}
        answer = await world.client.post(f"{API}/students/slips", json=given, headers=other)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_each_is_an_audit_line(self, world, school, slips):
        _, headers, _, (student, _) = school
        await slips(headers, student_ids=[str(student.student_id)])
        (line,) = await world.audited("slip.issue")
        assert line.object_id == str(student.student_id)
