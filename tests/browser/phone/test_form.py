"""The application on a phone: saved at each answer, whatever happens to the line."""

from io import BytesIO

import pytest
from PIL import Image

import filing

pytestmark = pytest.mark.browser

SAVED = "已保存到学校服务器"


def photograph() -> bytes:
    """A large picture, as a camera takes it."""
    kept = BytesIO()
    Image.effect_noise((1500, 1100), 30).resize((3200, 2400)).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


async def expire(route):
    problem = {"code": "token_stale", "title": "登录已过期", "detail": "请重新登录", "status": 401}
    await route.fulfill(status=401, content_type="application/problem+json", json=problem)


async def press(person, name):
    await person.page.get_by_role("button", name=name, exact=True).click()
    await person.settle()


async def pick(person, question, answer):
    group = person.page.get_by_role("group", name=question, exact=True)
    await group.get_by_text(answer, exact=True).click()


class TestFiling:
    async def test_goes_from_the_notice_to_the_signature(self, form_page, open_round):
        student, _ = await open_round.take()
        person = await form_page(student)
        page = person.page
        await person.look("form-begin")
        await press(person, "开始申请")
        await page.get_by_text("同意，包括敏感信息").click()
        await person.look("form-consent")
        await press(person, "下一步")
        await page.get_by_text("申请家庭经济困难认定").click()
        await press(person, "下一步")
        await page.get_by_label("家庭人口（含本人）").fill("2")
        await person.look("form-basic")
        await press(person, "下一步")
        await page.get_by_label("家庭详细地址").fill("示例省示例县示例镇示例村1号")
        await press(person, "下一步")
        await press(person, "添加一位家人")
        card = page.get_by_label("第 1 位家人", exact=True)
        await card.get_by_role("button", name="母亲", exact=True).click()
        for label, text in (
            ("姓名", "示例甲"),
            ("年龄", "46"),
            ("职业", "务农"),
            ("年收入", "9000"),
        ):
            await card.get_by_label(label, exact=True).fill(text)
        await person.look("form-members")
        for _ in range(3):
            await press(person, "下一步")
        await page.get_by_text("建议选“农村”").wait_for()
        await press(person, "采用")
        await pick(person, "健康状况", "健康")
        await pick(person, "抚养状况", "一方去世")
        await page.get_by_role("textbox", name="学费和住宿费").fill("8000")
        await person.look("form-block")
        await press(person, "下一步")
        await pick(person, "父亲就业情况", "无业、丧失劳动力或去世")
        await pick(person, "母亲就业情况", "务农")
        assert "4,500 元" in await page.inner_text("main")
        await press(person, "下一步")
        await press(person, "没有，都是 0")
        for name in ("需赡养老人", "负债"):
            await page.get_by_role("textbox", name=name).fill("0")
        await pick(person, "家庭成员重病或残疾（除本人）", "无")
        await pick(person, "突发事件（自然灾害或意外）", "无")
        await pick(person, "住房情况", "商品房")
        await press(person, "下一步")
        await pick(person, "国家助学贷款", "未办理")
        await pick(person, "高中或上学年受助", "否")
        await press(person, "下一步")
        for wish in ("申请国家助学金吗？", "申请国家奖学金吗？", "参加勤工助学吗？"):
            await pick(person, wish, "是")
        await press(person, "下一步")
        person.allow(r"^400 POST \S+/form/submit$")
        await page.get_by_label("本人签名").fill(student.name)
        await press(person, "签名并提交")
        await page.get_by_text("还有 1 处需要填写或修改").wait_for()
        await person.look("form-omission")
        await page.get_by_text("请回答：勤工助学").click()
        await pick(person, "勤工助学", "不在岗")
        await press(person, "下一步")
        await press(person, "下一步")
        await page.get_by_label("本人签名").fill(student.name)
        await press(person, "签名并提交")
        await page.get_by_text("等待辅导员审核").wait_for()
        await person.look("form-submitted")

    async def test_returned_form_says_why_and_leads_to_the_marks(self, form_page, open_round):
        student, client = await open_round.take()
        form = filing.form_of(student, seed=3)
        await open_round.begin(client, **form)
        await client.post(f"{open_round.path}/form/submit", filing.commitment_of(student))
        marks = {"members.0.annual_income": "请按全年收入填写"}
        await open_round.return_form(student, "收入填写不清楚", marks)
        person = await form_page(student)
        await person.page.get_by_text("收入填写不清楚").wait_for()
        await person.look("form-returned")
        await person.page.get_by_text("第 1 位家人的年收入").click()
        await person.page.get_by_text("审核意见：请按全年收入填写").wait_for()
        await person.look("form-remark")

    async def test_is_withdrawn_after_a_warning(self, form_page, open_round):
        student, client = await open_round.take()
        await open_round.begin(client)
        person = await form_page(student)
        await press(person, "撤回申请")
        await person.page.get_by_text("会立即删除").wait_for()
        await person.page.get_by_role("button", name="确认撤回").click()
        await person.page.get_by_text("已撤回").first.wait_for()
        assert (await client.get(f"{open_round.path}/form"))["fill"] == "withdrawn"


class TestSaving:
    async def test_says_what_is_not_saved_and_saves_it_when_the_line_is_back(
        self, form_page, open_round
    ):
        student, client = await open_round.take()
        await open_round.begin(client)
        person = await form_page(student, "block-C")
        person.allow(r"^lost ")
        await person.page.context.set_offline(True)
        await pick(person, "住房情况", "商品房")
        await person.page.get_by_text("这些内容还没有保存").wait_for()
        await person.look("form-offline")
        await person.page.context.set_offline(False)
        await person.page.get_by_text(SAVED).wait_for()
        kept = await client.get(f"{open_round.path}/form")
        assert kept["form"]["answers"]["C6"] in ("bought", ["bought"])

    async def test_session_that_ends_in_between_loses_nothing(self, form_page, open_round):
        student, client = await open_round.take()
        await open_round.begin(client)
        person = await form_page(student, "block-C")
        person.allow(r"^401 ")
        again = await open_round.stage.platform.sign_in(student.phone, open_round.stage.password)
        await again.call("DELETE", "/identity/sessions")
        # The access token would still do for a few minutes: this is how its end looks.
        await person.page.route("**/form", expire, times=1)
        await pick(person, "住房情况", "危房或无房")
        await person.page.get_by_text("您填写的内容还在").wait_for()
        await person.look("form-sign-in-again")
        await person.page.get_by_label("手机号", exact=True).fill(student.phone)
        await person.page.get_by_label("密码", exact=True).fill(open_round.stage.password)
        await press(person, "登录并继续")
        await person.page.get_by_text(SAVED).wait_for()
        fresh = await open_round.stage.platform.sign_in(student.phone, open_round.stage.password)
        assert "C6" in (await fresh.get(f"{open_round.path}/form"))["form"]["answers"]

    async def test_two_devices_hear_of_each_other(self, form_page, open_round):
        student, client = await open_round.take()
        await open_round.begin(client)
        person = await form_page(student, "block-A")
        person.allow(r"^412 PATCH ")
        path = f"{open_round.path}/form"
        await client.patch(path, {"changes": {"answers": {"A3": "divorced"}}})
        await pick(person, "生源地和户籍", "城区")
        await person.page.get_by_text("另一台设备刚改了：抚养状况").wait_for()
        await press(person, "知道了")
        await client.patch(path, {"changes": {"answers": {"A2": "town"}}})
        await pick(person, "生源地和户籍", "农村")
        await person.page.get_by_text("请选择保留哪一个").wait_for()
        await person.look("form-two-devices")
        await press(person, "用我刚填的")
        await person.page.get_by_text(SAVED).wait_for()
        kept = (await client.get(path))["form"]["answers"]
        assert (kept["A2"], kept["A3"]) == ("rural", "divorced")


class TestEvidence:
    async def test_picture_is_shrunk_and_sent_again_after_a_broken_line(
        self, form_page, open_round
    ):
        student, client = await open_round.take()
        await open_round.begin(client, answers={"A1": "serious"})
        person = await form_page(student, "block-A")
        person.allow(r"^lost POST \S+/uploads")
        await person.page.route("**/uploads", lambda route: route.abort(), times=1)
        large = photograph()
        choose = person.page.locator("input[type=file]").nth(1)
        picture = {"name": "证明.jpg", "mimeType": "image/jpeg", "buffer": large}
        await choose.set_input_files(picture)
        await person.page.get_by_text("网络连接中断").wait_for()
        await press(person, "重试")
        await person.page.get_by_text("图片 1").wait_for()
        (kept,) = (await client.get(f"{open_round.path}/form"))["evidence"]
        assert (kept["target"], kept["media_type"]) == ("A1", "image/jpeg")
        assert kept["size"] < len(large) * 0.7
        await press(person, "查看")
        await person.page.get_by_alt_text("佐证材料图片").wait_for()
        await person.look("form-evidence")

    @pytest.mark.parametrize(
        "agent",
        [
            "Mozilla/5.0 (Linux; Android 13) Chrome/116.0 Mobile MicroMessenger/8.0.44",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 QQ/9.0.0",
        ],
    )
    async def test_pdf_in_wechat_and_qq_says_to_open_the_browser(
        self, form_page, open_round, agent
    ):
        student, client = await open_round.take()
        await open_round.begin(client, answers={"A1": "serious"})
        person = await form_page(student, "block-A")
        await person.page.add_init_script(
            f"Object.defineProperty(navigator, 'userAgent', {{ get: () => '{agent}' }})"
        )
        await person.page.reload()
        kept = BytesIO()
        Image.new("RGB", (200, 200), "white").save(kept, "PDF")
        document = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": kept.getvalue()}
        await person.page.locator("input[type=file]").nth(1).set_input_files(document)
        await person.page.get_by_text("PDF 1").wait_for()
        await press(person, "查看")
        await person.page.get_by_text("请在浏览器中打开").wait_for()
        assert await person.page.get_by_label("链接").input_value() == person.page.url
        await person.look("in-browser")
