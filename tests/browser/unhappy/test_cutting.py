"""Deciding twice, and two who decide: sheets, cut, publicity and its notice."""

import re

import pytest

import evaluation
import filing
import reviewing
from acts import ROUND, SLOW, dialog, hear, press, press_in_dialog
from mishaps import Writes, click_twice

pytestmark = pytest.mark.browser
FRESH = r"^(401|403) POST \S+/cuts$"


@pytest.fixture(scope="module")
async def seated(campus):
    """A round with forms and panels; nobody has evaluated yet."""
    await filing.open_round(campus)
    await filing.file_forms(campus)
    await evaluation.seat_panels(campus)
    return campus


@pytest.fixture(scope="module")
async def judged(seated):
    """Everything is reviewed, compared and cleared: the lines can be drawn."""
    await evaluation.evaluate(seated)
    await reviewing.review(seated)
    await reviewing.compare(seated)
    await reviewing.clear(seated)
    return seated


def button(person, name):
    return person.page.get_by_role("button", name=name, exact=True)


async def cuts_of(campus):
    return await campus.officer.get(f"{ROUND}/{campus.campaign_id}/cuts")


async def at_cut(school, campus):
    person = await school()
    person.allow(FRESH)
    await person.goto(f"{ROUND}/{campus.campaign_id}/cut")
    await button(person, "切线").wait_for(timeout=SLOW)
    return person


class TestSheets:
    async def test_are_handed_in_once(self, phone, seated):
        _, panel = filing.choose_people(seated)
        person = await phone(panel[0].phone)
        sent = Writes.of(person)
        page = person.page
        await page.get_by_text("民主评议任务待完成").first.click()
        await page.get_by_text("待评议").first.click()
        card = page.get_by_role("article")
        for group in await card.get_by_role("group").all():
            await group.locator("label").first.click()
        await page.get_by_role("button", name="名单", exact=True).click()
        await click_twice(button(person, "提交已评的 1 份"))
        question = page.get_by_role("dialog").filter(visible=True)
        assert await question.count() == 1
        await click_twice(question.get_by_role("button", name="确认提交"))
        await hear(person, "已提交 1 份")
        await person.settle()
        assert await page.get_by_role("alert").filter(visible=True).count() == 0
        assert sent.ending("/panel-tasks/sheets") == 1


class TestCut:
    async def test_is_made_once(self, school, judged):
        person = await at_cut(school, judged)
        sent = Writes.of(person)
        await click_twice(button(person, "切线"))
        await click_twice(dialog(person).get_by_role("button", name="切线", exact=True))
        await hear(person, "第 1 次", SLOW)
        await person.settle()
        assert await person.page.get_by_role("dialog").filter(visible=True).count() == 0
        assert sent.ending("/cuts") == 1
        assert len(await cuts_of(judged)) == 1

    async def test_who_cuts_second_hears_of_the_first(self, school, judged):
        first, second = await at_cut(school, judged), await at_cut(school, judged)
        before = len(await cuts_of(judged))
        line = second.page.get_by_role("spinbutton", name="其他困难分数线")
        await first.page.get_by_role("spinbutton", name="其他困难分数线").fill("40")
        await first.page.keyboard.press("Enter")
        await press(first, "切线")
        await press_in_dialog(first, "切线")
        await hear(first, f"第 {before + 1} 次", SLOW)
        await line.fill("45")
        await second.page.keyboard.press("Enter")
        second.allow(r"^409 POST \S+/cuts$")
        await press(second, "切线")
        await press_in_dialog(second, "切线")
        await hear(second, f"其他人完成了第 {before + 1} 次切线")
        await second.look("unhappy/cut-meanwhile")
        assert await line.input_value() == "45"
        assert len(await cuts_of(judged)) == before + 1
        await press(second, "切线")
        await press_in_dialog(second, "切线")
        await hear(second, f"第 {before + 2} 次", SLOW)


class TestPublicity:
    async def test_is_frozen_and_released_once(self, school, judged):
        person = await school()
        sent = Writes.of(person)
        page = person.page
        await person.goto(f"{ROUND}/{judged.campaign_id}/publicity")
        await click_twice(button(person, "冻结名单，准备公示"))
        await page.get_by_label("公示情况").wait_for(timeout=SLOW)
        await person.settle()
        assert await page.locator(".refusal").filter(visible=True).count() == 0
        assert sent.ending("/publicities") == 1
        await person.goto("/notification/announcements")
        await page.get_by_role("button", name=re.compile("公示")).first.click(timeout=SLOW)
        for act, confirm, said in (("审核", "审核通过", "待发布"), ("发布", "发布", "已发布")):
            notice = page.get_by_label("公告内容")
            await click_twice(notice.get_by_role("button", name=act, exact=True))
            await click_twice(dialog(person).get_by_role("button", name=confirm, exact=True))
            await notice.get_by_text(said).first.wait_for(timeout=SLOW)
        assert (sent.ending("/review"), sent.ending("/release")) == (1, 1)
        await person.settle()
        assert await page.locator(".refusal").filter(visible=True).count() == 0
