"""The school's winter and summer breaks, which its own account enters."""

import pytest

from acts import choose, hear, press

pytestmark = pytest.mark.browser
BREAKS = "寒暑假"


async def add(person, kind: str, first: str, last: str) -> None:
    card = person.page.get_by_label(BREAKS, exact=True)
    await press(person, "增加", within=card)
    row = card.locator("form > .row").nth(-2)  # the last row holds the buttons
    await choose(person, "假期", kind, within=row)
    await row.get_by_label("第一天").fill(first)
    await row.get_by_label("最后一天").fill(last)


class TestBreaks:
    async def test_are_entered_as_a_whole(self, school):
        person = await school()
        await person.goto("/roster/calendar")
        await press(person, "修改", within=person.page.get_by_label(BREAKS, exact=True))
        await add(person, "寒假", "2027-01-16", "2027-02-28")
        await add(person, "暑假", "2027-07-10", "2027-08-31")
        await person.look("steps/breaks-editing")
        await press(person, "保存")
        await hear(person, "2027-01-16 至 2027-02-28")
        await hear(person, "2027-07-10 至 2027-08-31")
        await person.look("steps/breaks")

    async def test_that_end_before_they_begin_are_refused_in_words(self, school):
        person = await school()
        person.allow(r"^(400|409|422) PUT \S+/breaks$")
        await person.goto("/roster/calendar")
        await press(person, "修改", within=person.page.get_by_label(BREAKS, exact=True))
        await add(person, "寒假", "2028-02-20", "2028-01-16")
        await press(person, "保存")
        await person.page.get_by_role("alert").first.wait_for()
        await person.look("steps/breaks-refused")

    async def test_are_seen_and_not_changed_by_a_department(self, department):
        person = await department()
        await person.goto("/roster/calendar")
        await hear(person, "2027-01-16 至 2027-02-28")
        card = person.page.get_by_label(BREAKS, exact=True)
        assert not await card.get_by_role("button", name="修改").count()
