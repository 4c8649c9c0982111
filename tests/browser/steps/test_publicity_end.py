"""A list made public at the end of the last year whose working days are known.

It has a university of its own: the clock goes back afterwards, which nobody's clock does.
"""

from datetime import UTC, datetime, timedelta

import pytest

from acts import ROUND, give_reason, hear, press, press_in_dialog
from publicity import publicities, release

pytestmark = pytest.mark.browser


async def today_and_last_day(cut):
    """Now, and a day so late that a list published on it ends in a year nobody knows yet."""
    years = await cut.officer.get("/roster/calendar")
    day = datetime(max(one["year"] for one in years), 12, 31, 1, tzinfo=UTC)
    now = datetime.fromisoformat((await cut.officer.get("/identity/clock"))["business_now"])
    return now, max(now, day)


class TestConfirmEnd:
    async def test_is_asked_of_the_officer_where_no_calendar_is_known(self, school, cut):
        now, late = await today_and_last_day(cut)
        await cut.platform_admin.post("/identity/clock/shift", {"to": late.isoformat()})
        try:
            person = await school()
            path = f"{ROUND}/{cut.campaign_id}/publicity"
            await person.goto(path)
            await press(person, "冻结名单，准备公示")
            await hear(person, "名单已冻结，公告在")
            await release(person, cut)
            await person.goto(path)
            await hear(person, "放假安排尚未公布")
            last = (late + timedelta(days=14)).date()
            await person.page.get_by_label("公示的最后一天").fill(str(last))
            await press(person, "确认结束日期")
            await person.look("steps/publicity-end")
            await press_in_dialog(person, "确认")
            await hear(person, f"{last.month}月{last.day}日 24:00 前截止")
            (one,) = await publicities(cut)
            assert (one["state"], one["ends_on"]) == ("running", str(last + timedelta(days=1)))
            await press(person, "撤下…")
            await give_reason(person, "名单有误，更正后重新公示", "撤下")
            await hear(person, "已撤下")
        finally:
            back = {"to": (now + timedelta(minutes=5)).isoformat()}
            await cut.platform_admin.post("/identity/clock/shift", back)
