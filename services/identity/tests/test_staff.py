"""Staff accounts: opened downward only, corrected with a reason, found without showing numbers."""

import pytest

from zizhu.identity.models import AccountRow

API = "/api/v1/identity"
ACCOUNTS = f"{API}/accounts"


@pytest.fixture
def draft(world):
    def make(scope, number=1, **changes):
        return {
            "login": f"JYcounselor{number}",
            "name": "陈老师",
            "phone": f"1370000000{number}",
            "document_number": world.resident_number(100 + number),
            "scope": [{key: str(value) for key, value in row.items()} for row in scope],
        } | changes

    return make


@pytest.fixture
async def school(world):
    """A school with units: its id, its admin's headers, its tree."""
    school_id, headers = await world.admin()
    return school_id, headers, await world.tree(school_id)


@pytest.fixture
def open_account(world, draft):
    async def open_one(headers, scope, number=1, **changes):
        given = draft(scope, number, **changes)
        return await world.client.post(ACCOUNTS, json=given, headers=headers)

    return open_one


@pytest.fixture
def activate(world):
    """Print a slip and use it; return the headers of the new session."""

    async def use(headers, account):
        printed = await world.client.post(
            f"{ACCOUNTS}/slips", json={"account_ids": [account["id"]]}, headers=headers
        )
        assert printed.status_code == 200, printed.text
        slip = printed.json()["slips"][0]["slip"]
        answer = await world.client.post(
            f"{API}/activation/staff",
            json={"login": account["login"], "slip": slip, "password": world.password},
        )
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    return use


@pytest.fixture
async def dept(school, open_account, activate):
    """The headers of the account of the first college."""
    _, headers, tree = school
    answer = await open_account(headers, [{"college_id": tree.college}], 9, login="JYdept")
    assert answer.status_code == 201, answer.text
    return await activate(headers, answer.json())


class TestOpen:
    async def test_the_kind_follows_from_the_most_specific_column(self, school, open_account):
        _, headers, tree = school
        place = {"college_id": tree.college}
        scopes = {
            "dept": place,
            "year": place | {"year": 2026},
            "major": place | {"major_id": tree.german},
            "class": place | {"year": 2026, "major_id": tree.german, "class_id": tree.class_1},
        }
        for number, (kind, scope) in enumerate(scopes.items(), 1):
            answer = await open_account(headers, [scope], number)
            assert answer.status_code == 201, answer.text
            (post,) = answer.json()["posts"]
            assert post["kind"] == kind
            assert post["role"] == ("dept" if kind == "dept" else "counselor")

    async def test_shows_numbers_masked_and_announces_the_post(self, world, school, open_account):
        _, headers, tree = school
        answer = await open_account(headers, [{"college_id": tree.college, "year": 2026}])
        body = answer.json()
        assert body["phone"] == "137****0001"
        assert body["document_number"].startswith("1101**********")
        event = (await world.announced("post_changed"))[-1]
        assert event.data["rows"][0]["year"] == 2026
        assert event.data["name"] == "陈老师"

    async def test_a_login_is_unique_over_all_schools_in_any_case(
        self, world, school, open_account
    ):
        _, headers, tree = school
        assert (await open_account(headers, [{"college_id": tree.college}])).status_code == 201
        other_id, other = await world.admin(2)
        other_tree = await world.tree(other_id)
        scope = [{"college_id": other_tree.college}]
        answer = await open_account(other, scope, 2, login="jyCOUNSELOR1")
        assert (answer.status_code, answer.json()["code"]) == (409, "login_taken")
        assert "账户名重复" in answer.json()["detail"]

    async def test_before_any_students_only_the_batch_works(self, world, open_account):
        _, headers = await world.admin(3)
        tree = await world.tree((await world.admin(4))[0])
        answer = await open_account(headers, [{"college_id": tree.college}])
        assert (answer.status_code, answer.json()["code"]) == (409, "no_students_yet")
        assert "请使用批量添加" in answer.json()["detail"]

    async def test_a_unit_of_another_school_is_not_yet_known(self, world, school, open_account):
        _, headers, _ = school
        foreign = await world.tree((await world.admin(2))[0])
        answer = await open_account(headers, [{"college_id": foreign.college}])
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_a_class_needs_all_four_columns(self, school, open_account):
        _, headers, tree = school
        scope = [{"college_id": tree.college, "class_id": tree.class_1}]
        answer = await open_account(headers, scope)
        assert (answer.status_code, answer.json()["code"]) == (400, "scope_invalid")

    async def test_a_bad_field_is_named_without_its_value(self, school, open_account):
        _, headers, tree = school
        answer = await open_account(headers, [{"college_id": tree.college}], phone="1370000")
        assert answer.status_code == 400
        (finding,) = answer.json()["errors"]
        assert finding["field"] == "phone"
        assert "手机号码不能为空或位数不能超过11位" in finding["message"]
        assert "1370000" not in answer.text

    async def test_four_classes_of_different_years_are_one_post_with_four_rows(
        self, school, open_account
    ):
        _, headers, tree = school
        scope = [
            {"college_id": c, "year": y, "major_id": m, "class_id": k}
            for c, y, m, k in (
                (tree.college, 2026, tree.german, tree.class_1),
                (tree.college, 2026, tree.german, tree.class_2),
                (tree.college, 2025, tree.french, tree.class_3),
                (tree.other, 2026, tree.drama, tree.foreign),
            )
        ]
        (post,) = (await open_account(headers, scope)).json()["posts"]
        assert len(post["scope"]) == 4
        assert post["kind_label"] == "班级账号"

    async def test_the_same_request_twice_opens_one(self, world, school, draft):
        school_id, headers, tree = school
        given = draft([{"college_id": tree.college}])
        key = {"idempotency-key": "one"}
        first = await world.client.post(ACCOUNTS, json=given, headers=headers | key)
        second = await world.client.post(ACCOUNTS, json=given, headers=headers | key)
        assert first.json() == second.json()
        assert await world.count(AccountRow, school_id) == 2


class TestDepartment:
    async def test_opens_counsellors_inside_its_college(self, school, dept, open_account):
        _, _, tree = school
        answer = await open_account(dept, [{"college_id": tree.college, "year": 2026}])
        assert answer.status_code == 201

    async def test_opens_nobody_outside_its_college(self, school, dept, open_account):
        _, _, tree = school
        answer = await open_account(dept, [{"college_id": tree.other, "year": 2026}])
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_opens_no_second_department(self, school, dept, open_account):
        _, _, tree = school
        answer = await open_account(dept, [{"college_id": tree.college}])
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond_own_scope")

    async def test_sees_only_its_own_counsellors(self, world, school, dept, open_account):
        _, headers, tree = school
        mine = await open_account(headers, [{"college_id": tree.college, "year": 2026}], 1)
        theirs = await open_account(headers, [{"college_id": tree.other, "year": 2026}], 2)
        listed = await world.client.post(f"{ACCOUNTS}/search", json={}, headers=dept)
        assert [one["id"] for one in listed.json()["items"]] == [mine.json()["id"]]
        hidden = await world.client.get(f"{ACCOUNTS}/{theirs.json()['id']}", headers=dept)
        assert hidden.status_code == 404

    async def test_resets_nobody_who_also_works_elsewhere(self, world, school, dept, open_account):
        """A password opens every post of an account, so one row outside is too many."""
        _, headers, tree = school
        scope = [
            {"college_id": tree.college, "year": 2026},
            {"college_id": tree.other, "year": 2026},
        ]
        both = (await open_account(headers, scope)).json()
        answer = await world.client.post(
            f"{ACCOUNTS}/slips", json={"account_ids": [both["id"]]}, headers=dept
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond_own_scope")

    async def test_a_counsellor_opens_nobody(self, school, dept, open_account, activate):
        _, _, tree = school
        one = (await open_account(dept, [{"college_id": tree.college, "year": 2026}])).json()
        counselor = await activate(dept, one)
        answer = await open_account(counselor, [{"college_id": tree.college, "year": 2026}], 2)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


class TestSearch:
    async def find(self, world, headers, **given):
        answer = await world.client.post(f"{ACCOUNTS}/search", json=given, headers=headers)
        assert answer.status_code == 200, answer.text
        return [one["login"] for one in answer.json()["items"]]

    async def test_by_every_mode_of_the_source(self, world, school, open_account):
        _, headers, tree = school
        await open_account(headers, [{"college_id": tree.college, "year": 2026}], 1)
        await open_account(headers, [{"college_id": tree.other, "year": 2026}], 2, name="王老师")
        number = world.resident_number(102)
        for by, text in (
            ("phone", "137 0000 0002"),
            ("login", "jyCounselor2"),
            ("document", number),
            ("name", "王"),
        ):
            assert await self.find(world, headers, by=by, text=text) == ["JYcounselor2"], by
        assert await self.find(world, headers, college_id=str(tree.other)) == ["JYcounselor2"]
        assert await self.find(world, headers, role="dept") == []

    async def test_pages_by_the_reading_of_names(self, world, school, open_account):
        _, headers, tree = school
        for number, name in enumerate(("周老师", "安老师", "马老师"), 1):
            await open_account(
                headers, [{"college_id": tree.college, "year": 2026}], number, name=name
            )
        seen, cursor = [], None
        while True:
            given = {"size": 2, "cursor": cursor, "role": "counselor"}
            answer = await world.client.post(f"{ACCOUNTS}/search", json=given, headers=headers)
            seen += [one["name"] for one in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
            if cursor is None:
                break
        assert seen == ["安老师", "马老师", "周老师"]


class TestCorrect:
    async def correct(self, world, headers, account, version=None, **changes):
        return await world.client.patch(
            f"{ACCOUNTS}/{account['id']}",
            json={"reason": "入职登记有误"} | changes,
            headers=headers | {"if-match": f'"{version or account["version"]}"'},
        )

    async def test_changes_name_and_phone_with_a_reason(self, world, school, open_account):
        _, headers, tree = school
        one = (await open_account(headers, [{"college_id": tree.college}])).json()
        answer = await self.correct(world, headers, one, name="陈新名", phone="13600000000")
        assert (answer.json()["name"], answer.json()["phone"]) == ("陈新名", "136****0000")
        (line,) = await world.audited("account.correct")
        assert line.reason == "入职登记有误"
        assert b"13600000000" not in line.details
        assert (await world.announced("post_changed"))[-1].data["name"] == "陈新名"

    async def test_never_the_login_name(self, world, school, open_account):
        _, headers, tree = school
        one = (await open_account(headers, [{"college_id": tree.college}])).json()
        assert (await self.correct(world, headers, one, login="other")).status_code == 422

    async def test_what_somebody_else_changed_is_not_overwritten(self, world, school, open_account):
        _, headers, tree = school
        one = (await open_account(headers, [{"college_id": tree.college}])).json()
        await self.correct(world, headers, one, name="陈新名")
        assert (await self.correct(world, headers, one, name="陈旧名")).status_code == 412


class TestReveal:
    async def test_shows_a_plain_number_and_leaves_a_line(self, world, school, open_account):
        _, headers, tree = school
        one = (await open_account(headers, [{"college_id": tree.college}])).json()
        answer = await world.client.post(
            f"{ACCOUNTS}/{one['id']}/reveal",
            json={"field": "phone", "reason": "电话核实身份"},
            headers=headers,
        )
        assert answer.json() == {"value": "13700000001"}
        (line,) = await world.audited("account.reveal")
        assert line.reason == "电话核实身份"
