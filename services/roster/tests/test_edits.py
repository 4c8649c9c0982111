"""What the school account does to students, and what others report of them."""

from zizhu.common.ids import new_id


class TestStatus:
    async def test_changes_with_a_move_and_an_event(self, desk, entered, change, announced):
        row = entered["张三"]
        body = {"status": "suspended", "reason": "参军"}
        answer = await change("POST", row, "/status", body)
        assert (answer.json()["status"], answer.json()["version"]) == ("suspended", 2)
        (move,) = (await desk.get(f"/{row.id}/moves")).json()
        assert (move["from_status"], move["to_status"], move["reason"]) == ("在读", "休学", "参军")
        (event,) = await announced("student_changed")
        assert (event.data["student"]["status"], event.version) == ("suspended", 2)

    async def test_refuses_what_is_so_already_and_stale_views(self, entered, change):
        row = entered["张三"]
        same = await change("POST", row, "/status", {"status": "active", "reason": "复学"})
        assert same.json()["code"] == "status_unchanged"
        body = {"status": "left", "reason": "毕业"}
        assert (await change("POST", row, "/status", body, seen=5)).status_code == 412

    async def test_is_for_the_school_account(self, entered, change, counselor):
        body = {"status": "left", "reason": "毕业"}
        headers = counselor(entered["张三"])
        answer = await change("POST", entered["张三"], "/status", body, headers=headers)
        assert answer.status_code == 403


class TestContact:
    async def test_writes_what_is_given_and_keeps_the_rest(self, entered, change):
        answer = await change("PATCH", entered["张三"], body={"phone": "13700000009"})
        assert (answer.json()["phone"], answer.json()["student_number"]) == (
            "137****0009",
            "20260001",
        )
        empty = await change("PATCH", entered["张三"], body={"student_number": None}, seen=2)
        assert (empty.json()["phone"], empty.json()["student_number"]) == ("137****0009", None)

    async def test_refuses_a_wrong_phone_and_no_change(self, entered, change):
        wrong = await change("PATCH", entered["张三"], body={"phone": "12"})
        assert (wrong.json()["code"], wrong.json()["errors"][0]["field"]) == (
            "student_invalid",
            "phone",
        )
        same = await change("PATCH", entered["张三"], body={"phone": "13900000001"})
        assert same.json()["code"] == "nothing_changed"


class TestDelete:
    async def test_leaves_a_tombstone_that_can_be_undone(
        self, entered, change, names, announced, desk
    ):
        row = entered["张三"]
        assert (await change("DELETE", row)).json()["status"] == "deleted"
        assert await names() == ["李四", "王五"]
        assert await names(status="deleted") == ["张三"]
        (event,) = await announced("student_changed")
        state = event.data["student"]
        assert (state["status"], state["version"], state["document"]) == ("deleted", 2, {})
        back = await change("POST", row, "/restore", seen=2)
        assert (back.json()["status"], back.json()["version"]) == ("active", 3)
        assert await names() == ["李四", "王五", "张三"]

    async def test_frees_the_document_for_a_new_row(self, entered, change, desk, student):
        row = entered["张三"]
        await change("DELETE", row)
        await desk.enter([student(1, name="张三", class_name="5班")])
        answer = await change("POST", row, "/restore", seen=2)
        assert answer.json()["code"] == "person_entered_again"

    async def test_refuses_by_name_whom_others_need(self, entered, change, use):
        row = entered["张三"]
        await use(row, version=2, is_in_use=True, uses=["form", "panel"])
        await use(row, version=1, is_in_use=False, uses=[])
        answer = await change("DELETE", row)
        assert (answer.status_code, answer.json()["code"]) == (409, "student_in_use")
        assert answer.json()["detail"].startswith("张三已有认定申请、评议小组成员身份")
        await use(row, version=3, is_in_use=False, uses=[])
        assert (await change("DELETE", row)).status_code == 200

    async def test_of_many_names_those_it_left_alone(self, entered, desk, use, announced):
        await use(entered["张三"], version=1, is_in_use=True, uses=["form"])
        chosen = [{"id": str(row.id), "version": 1} for row in entered.values()]
        chosen[[*entered].index("李四")]["version"] = 9
        chosen.append({"id": str(new_id()), "version": 1})
        answer = (await desk.post("/delete", {"students": chosen})).json()
        assert answer["deleted"] == [str(entered["王五"].id)]
        assert {one["name"]: one["code"] for one in answer["refused"]} == {
            "张三": "student_in_use",
            "李四": "stale_version",
            "": "no_such_student",
        }
        *_, event = await announced("students_changed")
        assert [one["status"] for one in event.data["entries"]] == ["deleted"]


class TestActivation:
    async def test_is_shown_to_staff_and_counts_once(self, desk, entered, deliver):
        row = entered["张三"]
        data = {"student_id": str(row.id), "account_id": str(new_id())}
        for day in (1, 2):
            at = f"2026-09-0{day}T00:00:00Z"
            await deliver(
                "identity.student_activated.v1", row.id, day, {**data, "activated_at": at}
            )
        shown = (await desk.get(f"/{row.id}")).json()
        assert (shown["activated_at"], shown["version"]) == ("2026-09-01T00:00:00Z", 1)
