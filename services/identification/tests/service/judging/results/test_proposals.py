"""Proposed changes: from a returned list, and from a guarantee found late."""

import io
from datetime import UTC, date, datetime

import openpyxl

from zizhu.identification.domain.special import match_claim
from zizhu.identification.repository import campaigns
from zizhu.identification.service import standings

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(["学号", "姓名", "认定等级", "是否申请国家助学金", "修改原因"])
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return {"file": ("名单.xlsx", target.getvalue())}


class TestProposals:
    async def test_come_from_a_returned_list_row_by_row(self, school_desk, cut):
        number = [school_desk.judged.school.states[one].student_number for one in cut]
        rows = [
            [number[0], "", "特别困难", "是", ""],
            [number[1], "", "特别困难", "是", "复核"],
            [number[2], "", "一般困难", "是", ""],
            ["999", "", "一般困难", "是", "复核"],
            [number[3], "", "很困难", "是", "复核"],
        ]
        path = f"{school_desk.judged.path}/returned-lists"
        answer = await school_desk.place.client.post(
            path, headers=school_desk.headers, files=workbook(rows)
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["proposals"], body["unchanged"]) == (1, 1)
        assert [(one["row"], one["column"]) for one in body["findings"]] == [
            (4, "修改原因"), (5, None), (6, "认定等级"),
        ]  # fmt: skip
        (one,) = (await school_desk.get("proposals", state="open")).json()
        assert (one["person_id"], one["after"]["grade"]) == (str(cut[1]), "special")
        take = f"{BASE}/proposals/{one['id']}/take"
        answer = await school_desk.place.post(take, school_desk.headers)
        assert answer.json()["cause"] == "reimport"
        answer = await school_desk.place.post(take, school_desk.headers)
        assert answer.json()["code"] == "proposal_decided"

    async def test_what_is_no_workbook_is_refused_by_name(self, school_desk, cut):
        answer = await school_desk.place.client.post(
            f"{school_desk.judged.path}/returned-lists",
            headers=school_desk.headers,
            files={"file": ("名单.xlsx", b"hello")},
        )
        assert answer.status_code == 400, answer.text

    async def test_a_guarantee_found_after_the_cut_is_proposed_and_changes_nothing(
        self, school_desk, cut, form_of, scope, announced
    ):
        parts = school_desk.parts
        async with parts.database.transaction(scope.school_id) as tx:
            one = await campaigns.find_round(tx, scope, school_desk.judged.id)
            ring = parts.keys.ring
            kept, standing = await standings.hold_standing(tx, ring, one, cut[2])
            claims, _ = match_claim(
                standing.claims, "dibao", source="民政部门", compared_on=date(2026, 9, 8),
                kinds=one.kinds, now=OVER,
            )  # fmt: skip
            after = type(standing)(claims, standing.namings, standing.decline)
            await standings.keep_standing(tx, ring, one, kept, after)
        assert (await form_of(school_desk.judged, cut[2])).grade == "other"
        (one,) = (await school_desk.get("proposals")).json()
        assert (one["cause"], one["after"]["grade"]) == ("late_guarantee", "special")
        assert "民政部门" in one["reason"]
        left = await school_desk.place.post(
            f"{BASE}/proposals/{one['id']}/leave", school_desk.headers
        )
        assert left.status_code == 204
        todos = [e for e in await announced("todo_changed") if e.data["kind"] == "grade_proposals"]
        assert [e.data["is_open"] for e in todos] == [True, False]
