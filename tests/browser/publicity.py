"""A list that is made public, as its officer releases it."""

from acts import ROUND, hear, press, press_in_dialog
from zizhu.embedded.demo.stage import until


async def publicities(cut):
    return await cut.officer.get(f"{ROUND}/{cut.campaign_id}/publicities")


async def release(person, cut):
    """Confirm a prepared list's notice twice; its clock runs from then on."""
    await person.goto("/notification/announcements")
    await (
        person.page.get_by_role("row")
        .filter(has_text="待审核")
        .get_by_role("button")
        .first.click(timeout=60_000)
    )
    await press(person, "审核")
    await press_in_dialog(person, "审核通过")
    await hear(person, "已审核，等待发布")
    await person.look("steps/notice-reviewed")
    await press(person, "发布")
    await press_in_dialog(person, "发布")
    await hear(person, "已发布")
    await until(
        lambda: publicities(cut), lambda some: all(one["state"] != "prepared" for one in some)
    )
