"""A notice written, reviewed, mended, released, read on a phone, and taken away."""

import re

import pytest

import filing
from acts import give_reason, hear, press, press_in_dialog
from campuses import file_some

pytestmark = pytest.mark.browser
TITLE = "关于填报时间的通知"


@pytest.fixture(scope="module")
async def reader(campus):
    """A student who is active."""
    await filing.open_round(campus)
    student = campus.university.students[0]
    await file_some(campus, [], [student])
    return student


def body_of(person):
    """The field of the text: how much is written stands in its name."""
    return person.page.get_by_label("公告内容").get_by_label(re.compile("^正文"))


async def write(person, title, body):
    await body_of(person).fill(body)
    await person.page.get_by_label("公告内容").get_by_label(re.compile("^标题")).fill(title)


class TestAnnouncement:
    async def test_is_reviewed_again_when_it_was_changed_and_then_released(
        self, school, phone, reader
    ):
        person = await school()
        await person.goto("/notification/announcements")
        await person.look("steps/announcements-none")
        await press(person, "写公告")
        await write(person, TITLE, "请各位同学按时填报。")
        await person.look("steps/announcement-write")
        await press(person, "保存，等待审核")
        await hear(person, "已保存，等待审核")
        await press(person, "审核")
        await press_in_dialog(person, "审核通过")
        await hear(person, "已审核，等待发布")
        await press(person, "修改")
        await write(person, TITLE, "请各位同学于本周五前填报。")
        await press(person, "保存，等待审核")
        assert not await person.page.get_by_role("button", name="发布", exact=True).count()
        await press(person, "审核")
        await press_in_dialog(person, "审核通过")
        await press(person, "发布")
        await person.look("steps/announcement-release")
        await press_in_dialog(person, "发布")
        await hear(person, "已发布")
        student = await phone(reader.phone)
        await student.goto("/m/announcements")
        await student.page.get_by_text(TITLE).first.click()
        await hear(student, "请各位同学于本周五前填报。")
        await student.look("steps/announcement")

    async def test_numbers_of_people_are_refused_and_what_was_typed_stays(self, school, reader):
        person = await school()
        person.allow(r"^4\d\d POST \S+/desk/announcements$")
        await person.goto("/notification/announcements")
        await press(person, "写公告")
        await write(person, "名单", f"请 {reader.document} 到办公室")
        await press(person, "保存，等待审核")
        await person.page.get_by_role("alert").first.wait_for()
        await person.look("steps/announcement-refused")
        assert reader.document in await body_of(person).input_value()

    async def test_is_deleted_with_a_reason(self, school, phone, reader):
        person = await school()
        await person.goto("/notification/announcements")
        await press(person, TITLE)
        await press(person, "删除…")
        await give_reason(person, "已不适用", "删除")
        await hear(person, "已删除")
        student = await phone(reader.phone)
        await student.goto("/m/announcements")
        await student.settle()
        assert not await student.page.get_by_text(TITLE).count()
