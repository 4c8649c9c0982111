"""Rounds, their rules, and the special-group list, as the school's office works on them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.browser
PHASES = (
    "filing", "evaluation", "review", "confirmation", "cutting", "publicity", "final",
)  # fmt: skip


async def _draft(stage, title: str) -> str:
    """Draft a round that lacks nothing, over HTTP; returns its id."""
    officer = stage.officer
    made = await officer.post("/identification/campaigns", {"term": "202601", "title": title})
    today = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    phases = [
        {
            "name": name,
            "opens_at": (today + timedelta(days=7 * at)).isoformat(),
            "ends_at": (today + timedelta(days=7 * at + 20)).isoformat(),
        }
        for at, name in enumerate(PHASES)
    ]
    plan = {"title": title, "phases": phases, "subsistence_line": 9000}
    path = f"/identification/campaigns/{made['id']}/plan"
    await officer.put(path, plan, headers={"If-Match": f'"{made["version"]}"'})
    return str(made["id"])


class TestCampaigns:
    async def test_drafts_a_round_from_nothing_and_says_what_it_lacks(self, officer, stage):
        person = await officer()
        await person.goto("/identification/campaigns")
        await person.look("campaigns")
        page = person.page
        await page.get_by_role("button", name="新建批次").first.click()
        dialog = page.get_by_role("dialog", name="新建批次")
        await dialog.get_by_label("批次名称（学生能看到）").fill("浏览器测试新建批次")
        await dialog.get_by_role("button", name="新建（草拟）").click()
        await page.wait_for_url(re.compile(r"/identification/campaigns/[0-9a-f-]{36}$"))
        await person.settle()
        await person.look("campaign-draft")
        assert await page.get_by_text("草拟", exact=False).first.is_visible()


class TestCampaign:
    async def test_opens_only_when_its_title_is_typed(self, officer, stage):
        title = "浏览器测试开启批次"
        campaign_id = await _draft(stage, title)
        person = await officer()
        await person.goto(f"/identification/campaigns/{campaign_id}")
        page = person.page
        await page.get_by_role("button", name="开启本批次").click()
        dialog = page.get_by_role("dialog", name="开启本批次")
        act = dialog.get_by_role("button", name="开启", exact=True)
        assert await act.is_disabled()
        await dialog.get_by_placeholder(title).fill(title)
        await act.click()
        await page.get_by_role("button", name="结束本批次").wait_for()
        await person.settle()
        await person.look("campaign-opened")
        assert await page.get_by_text("已锁定：开启后阶段时间不再改动").is_visible()

    async def test_keeps_what_was_typed_when_somebody_saved_first(self, officer, stage):
        title = "浏览器测试同时修改"
        campaign_id = await _draft(stage, title)
        person = await officer()
        person.allow(r"^412 PUT ")
        await person.goto(f"/identification/campaigns/{campaign_id}")
        page = person.page
        await page.get_by_role("button", name="修改时间、名称和低保线").click()
        await page.get_by_label("批次名称").fill(f"{title}（改）")
        path = f"/identification/campaigns/{campaign_id}"
        other = await stage.officer.get(path)
        plan = {"title": title, "phases": other["phases"], "subsistence_line": 9600}
        match = {"If-Match": f'"{other["version"]}"'}
        await stage.officer.put(f"{path}/plan", plan, headers=match)
        await page.get_by_role("button", name="保存", exact=True).click()
        await page.get_by_text("低保线：9600 元/年").wait_for()
        assert await page.get_by_label("批次名称").input_value() == f"{title}（改）"


class TestRules:
    async def test_shows_the_total_and_the_students_form(self, officer):
        person = await officer()
        await person.goto("/identification/rules")
        await person.look("rules")
        assert await person.page.get_by_text("合计 90 / 90 分").is_visible()
        await person.page.get_by_role("button", name="学生看到的样子").click()
        await person.settle()
        await person.look("rules-preview")

    async def test_says_what_a_wrong_file_is(self, officer):
        person = await officer()
        await person.goto("/identification/rules")
        await person.page.get_by_role("button", name="导入新版本").click()
        wrong = {"name": "a.json", "mimeType": "application/json", "buffer": b"{}"}
        await person.page.get_by_label("选择文件").set_input_files([wrong])
        await person.page.get_by_role("alert").wait_for()
        await person.look("rules-wrong-file")

    async def test_changes_a_version_in_place_while_the_sums_stay_in_sight(self, officer):
        person = await officer()
        page = person.page
        await person.goto("/identification/rules")
        await page.get_by_role("button", name="导入新版本").click()
        await page.get_by_role("button", name="以当前版本为底稿").click()
        release = page.get_by_role("button", name="发布", exact=True)
        top = page.get_by_label("健康状况：重大疾病的分数")
        await top.fill("7")
        await top.press("Tab")
        await page.get_by_text("选项最多只能得 7 分，与最高分 8 分不符").wait_for()
        await person.look("rules-editing")
        assert await release.is_disabled()
        await top.fill("8")
        await top.press("Tab")
        await page.get_by_label("健康状况：健康的分数").fill("1")
        await page.get_by_label("版本号").fill("browser-v1")
        await release.click()
        await page.get_by_role("dialog").get_by_role("button", name="发布", exact=True).click()
        await page.get_by_text("已发布 browser-v1").wait_for()


class TestSpecialList:
    async def test_offers_the_import_while_there_is_no_list(self, officer, stage):
        campaign_id = await _draft(stage, "浏览器测试名单")
        person = await officer()
        await person.goto(f"/identification/campaigns/{campaign_id}/special-list")
        await person.look("special-list-empty")
        assert await person.page.get_by_text("批次不在进行中，不能导入名单").is_visible()
