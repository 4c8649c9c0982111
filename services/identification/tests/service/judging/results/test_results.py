"""What students and officers read of results, the lists and their workbooks, and the funnel."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.ids import new_id
from zizhu.common.workbook.read import read_table
from zizhu.identification.domain.lists import GRANT_COLUMNS, PUBLIC_COLUMNS
from zizhu.identification.domain.vocabulary import Difference, Grade
from zizhu.identification.jobs.publicity import end_publicities
from zizhu.identification.service.sheets_out import columns_of

EXPORTS = "/api/v1/identification/exports"
LINES = {"special": 80, "general": 60, "other": 40}


@pytest.fixture
async def cut(school_desk, put_forms):
    persons = [*school_desk.judged.school.classes[0].students]
    scores = dict(zip(persons, (85, 65, 45, 30), strict=True))
    scores[persons[0]] = {"raw_score": 50, "is_guaranteed": True}
    scores[persons[1]] = {"raw_score": 65, "wants_grant": False}
    await put_forms(school_desk.judged, scores, difference=Difference.NORMAL)
    await school_desk.cut(LINES)
    return persons


class TestOwnResult:
    async def test_tells_no_grade_before_the_list_is_public(self, school_desk, cut, as_student):
        body = (await school_desk.get("result", as_student(cut[1]))).json()
        assert (body["grade"], body["lines"], body["is_public"]) == (None, None, False)
        assert body["raw_score"] == 65
        assert body["sentences"] == ["认定结果将在公示时公布。"]

    async def test_gives_grade_line_reason_and_how_to_object(
        self, school_desk, cut, published, as_student
    ):
        body = (await school_desk.get("result", as_student(cut[1]))).json()
        assert (body["grade_label"], body["lines"]) == ("一般困难", LINES)
        said = " ".join(body["sentences"])
        assert "您的客观分数为65分。" in said
        assert "65分达到一般困难线60分，未达到特别困难线80分，认定为一般困难。" in said
        assert "您没有申请国家助学金" in said
        assert body["objection_hint"].startswith("如有异议，请在2026年9月15日24:00前")

    async def test_names_the_own_line_of_the_list_on_show(
        self, school_desk, cut, published, as_student
    ):
        listed = (await school_desk.get("result", as_student(cut[1]))).json()
        unlisted = (await school_desk.get("result", as_student(cut[3]))).json()
        assert listed["open_list_id"] == published["id"]
        assert 1 <= listed["open_line"] <= published["rows"]
        assert unlisted["open_line"] is None

    async def test_of_a_guaranteed_student_says_why(self, school_desk, cut, published, as_student):
        body = (await school_desk.get("result", as_student(cut[0]))).json()
        assert body["grade_label"] == "特别困难"
        assert "特殊群体身份已经核实" in " ".join(body["sentences"])
        assert "资助档次为一档" in " ".join(body["sentences"])

    async def test_shows_nobody_else_and_no_peer_score_rank_or_flag(
        self, school_desk, cut, published, as_student
    ):
        answer = await school_desk.get("result", as_student(cut[1]))
        assert not {"peer_score", "peer_rank", "raw_rank", "difference", "flag"} & set(
            answer.json()
        )
        assert str(cut[0]) not in answer.text

    async def test_says_a_change_without_the_schools_own_words(
        self, school_desk, cut, published, as_student
    ):
        await school_desk.change(cut[1], grade="special", reason="内部说明甲")
        answer = await school_desk.get("result", as_student(cut[1]))
        assert "内部说明甲" not in answer.text
        assert "经学校复核，您的认定等级为特别困难。" in answer.json()["sentences"]

    async def test_says_that_a_reopened_form_is_looked_at_again(
        self, school_desk, cut, published, as_student
    ):
        await school_desk.post(f"applicants/{cut[1]}/reopen", {"reason": "补材料"})
        body = (await school_desk.get("result", as_student(cut[1]))).json()
        assert body["sentences"] == ["您的申请正在重新核实，结果确定后会通知您。"]

    async def test_of_somebody_without_an_application_is_not_there(
        self, school_desk, cut, as_student
    ):
        other = school_desk.judged.school.classes[1].students[0]
        answer = await school_desk.get("result", as_student(other))
        assert (answer.status_code, answer.json()["code"]) == (404, "no_result")


class TestExplanation:
    async def test_numbers_are_the_stored_ones(self, school_desk, cut, counselor):
        answer = await school_desk.get(f"applicants/{cut[2]}/explanation", counselor)
        body = answer.json()
        (made,) = (await school_desk.get("cuts")).json()
        said = " ".join(body["grade_sentences"])
        assert "客观分数45分，有效分数45分。" in said
        assert "特别困难80分，线上累计1人，占在校生100人的1.00%" in said
        assert made["digest"] in said
        assert body["grant_sentences"] == [
            "认定等级为其他家庭经济困难，未列入国家助学金名单：认定等级不在国家助学金范围内。"
        ]

    async def test_of_a_foreign_student_does_not_exist(self, school_desk, cut, make_school, place):
        other = await make_school(first=500, code="90005")
        stranger = place.token(Role.SCHOOL_ADMIN, other.id)
        answer = await school_desk.get(f"applicants/{cut[2]}/explanation", stranger)
        assert answer.status_code == 404

    async def test_carries_the_schools_words_to_officers(self, school_desk, cut, counselor):
        await school_desk.change(cut[2], grade="general", reason="内部说明甲")
        answer = await school_desk.get(f"applicants/{cut[2]}/explanation", counselor)
        assert "原因：内部说明甲" in " ".join(answer.json()["grade_sentences"])


class TestGrantList:
    async def test_parts_members_from_the_rest_with_reasons(self, school_desk, cut):
        body = (await school_desk.get("grant-list")).json()
        assert [(one["person_id"], one["tier"]) for one in body["members"]] == [
            (str(cut[0]), "一档")
        ]
        why = {one["person_id"]: one["why"] for one in body["left_out"]}
        assert "本人未申请国家助学金" in why[str(cut[1])]
        assert body["hardship"] == {"special": 1, "general": 1, "other": 1}

    async def test_is_limited_to_the_scope(self, school_desk, cut, place):
        school = school_desk.judged.school
        far = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        body = (await school_desk.get("grant-list", far)).json()
        assert (body["members"], body["left_out"]) == ([], [])


class TestExport:
    def read(self, answer, headers):
        return read_table(answer.content, columns=columns_of(headers))

    async def test_needs_a_reason_and_leaves_lines(self, school_desk, cut, audited):
        answer = await school_desk.post("exports", {"kind": "grant"})
        assert answer.json()["code"] == "reason_missing"
        await school_desk.take("grant")
        lines = await audited()
        assert ("list.export", "refused") in lines
        assert lines[-3:] == [("list.export", "ok"), ("export.made", "ok"), ("file.opened", "ok")]

    async def test_masks_numbers_and_phones(self, school_desk, cut):
        (row,) = self.read(await school_desk.take("grant"), GRANT_COLUMNS).rows
        assert "*" in row.cells["证件号码"]
        assert (row.cells["手机号"], row.cells["资助档次"]) == ("138****0001", "一档")

    async def test_with_plain_numbers_is_locked_with_its_own_password(self, school_desk, cut):
        taken = await school_desk.take("grant", is_revealed=True)
        made = (await school_desk.place.get(f"{EXPORTS}", school_desk.headers)).json()["items"][0]
        shown = await school_desk.place.get(f"{EXPORTS}/{made['id']}", school_desk.headers)
        plain = io.BytesIO()
        locked = OOXMLFile(io.BytesIO(taken.content))
        locked.load_key(password=shown.json()["password"])
        locked.decrypt(plain)
        (row,) = read_table(plain.getvalue(), columns=columns_of(GRANT_COLUMNS)).rows
        assert row.cells["手机号"] == "13800000001"
        assert row.cells["证件号码"].startswith("110101")

    async def test_is_gone_after_a_day(self, school_desk, cut, machine):
        taken = await school_desk.take("public")
        assert taken.status_code == 200
        (one,) = (await school_desk.place.get(EXPORTS, school_desk.headers)).json()["items"]
        machine.advance(timedelta(hours=24))
        over = await school_desk.place.get(f"{EXPORTS}/{one['id']}/file", school_desk.headers)
        assert (over.status_code, over.json()["code"]) == (410, "export_over")

    async def test_of_a_department_holds_its_own_students_alone(self, school_desk, cut, place):
        school = school_desk.judged.school
        for own, rows in ((school.classes[0], 5), (school.classes[1], 2)):
            scope = [ScopeRow(own.college_id)]
            headers = place.token(Role.DEPT, school.id, scope, account_id=new_id())
            book = openpyxl.load_workbook(
                io.BytesIO((await school_desk.take("public", headers)).content)
            )
            assert book.active.max_row == rows

    async def test_carries_who_when_and_why_on_each_sheet(self, school_desk, cut):
        answer = await school_desk.take("hardship")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["特别困难", "一般困难", "其他家庭经济困难"]
        assert all("用途：上报资助中心" in sheet["A1"].value for sheet in book)
        assert [cell.value for cell in book.worksheets[0][2]][:18] == list(GRANT_COLUMNS)

    async def test_of_the_public_list_holds_only_public_columns(self, school_desk, cut):
        answer = await school_desk.take("public")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert [cell.value for cell in book.active[2]] == list(PUBLIC_COLUMNS)
        assert book.active.max_row == 5

    async def test_of_the_archive_has_a_sheet_for_every_decided_grade(self, school_desk, cut):
        answer = await school_desk.take("archive")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == [grade.label for grade in Grade if grade is not Grade.UNDECIDED]

    async def test_comes_back_as_proposals(self, school_desk, cut):
        answer = await school_desk.take("grant")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet = book.active
        header = {cell.value: cell.column for cell in sheet[2]}
        sheet.cell(3, header["认定等级"]).value = "一般困难"
        sheet.cell(3, header["修改原因"]).value = "复核"
        target = io.BytesIO()
        book.save(target)
        back = await school_desk.place.client.post(
            f"{school_desk.judged.path}/returned-lists",
            headers=school_desk.headers,
            files={"file": ("名单.xlsx", target.getvalue())},
        )
        assert back.json() == {"proposals": 1, "unchanged": 0, "findings": []}

    async def test_is_not_the_counsellors(self, school_desk, cut, counselor):
        body = {"kind": "public", "reason": "核对"}
        assert (await school_desk.post("exports", body, counselor)).status_code == 403


class TestFunnel:
    async def test_counts_every_step(self, school_desk, cut, published, machine):
        body = (await school_desk.get("funnel")).json()
        steps = ("imported", "filled", "applied", "reviewed", "cleared", "cut", "public", "final")
        assert [body[step] for step in steps] == [8, 4, 4, 4, 4, 4, 3, 0]
        assert body["grades"]["general"] == 1
        machine.instant = datetime(2026, 9, 16, 2, tzinfo=UTC)
        await end_publicities(school_desk.parts)
        await school_desk.post("final-lists", {})
        assert (await school_desk.get("funnel")).json()["final"] == 3

    async def test_is_narrowed_by_scope_and_filters(self, school_desk, cut, counselor):
        assert (await school_desk.get("funnel", counselor)).json()["imported"] == 4
        body = (await school_desk.get("funnel", grade="general")).json()
        assert body["applied"] == 1
