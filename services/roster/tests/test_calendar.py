"""Working days: seeded, read by everybody, changed by the platform, told to the others."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.resync import resync
from zizhu.roster.domain.calendar import calendar_year
from zizhu.roster.errors.calendar import CalendarInvalid
from zizhu.roster.jobs.timers import seed_days
from zizhu.roster.service.calendar import missing_years, seeded_years
from zizhu.roster.service.republish import REPUBLISHERS

CALENDAR = "/api/v1/roster/calendar"
NOTICE = {"off": ["2027-01-01"], "on": ["2027-01-03"], "source": "测试通知"}


@pytest.fixture
async def seeded(place):
    await seed_days(place.parts("roster"))


class TestYear:
    def test_refuses_a_weekend_off_a_weekday_worked_and_another_year(self):
        with pytest.raises(CalendarInvalid) as refused:
            calendar_year(
                2027, [date(2027, 1, 2), date(2026, 1, 1)], [date(2027, 1, 1)], "测试通知"
            )
        assert [finding.field for finding in refused.value.errors] == ["off", "off", "on"]

    def test_is_valid_as_seeded(self):
        assert [one.year for one in seeded_years()] == list(range(2018, 2027))


class TestSeed:
    async def test_announces_each_year_once(self, place, seeded, announced):
        await seed_days(place.parts("roster"))
        years = [event.data["year"] for event in await announced("calendar_changed")]
        assert sorted(years) == list(range(2018, 2027))

    async def test_tells_doctor_which_year_is_missing(self, place, seeded):
        async with place.parts("roster").database.transaction() as tx:
            assert await missing_years(tx, datetime(2026, 6, 1, tzinfo=UTC)) == [2027]
            # Already the next day, and year, in Shanghai.
            assert await missing_years(tx, datetime(2026, 12, 31, 17, tzinfo=UTC)) == [2027, 2028]


class TestRead:
    async def test_is_for_everybody_who_is_signed_in(self, place, seeded):
        for role in (Role.STUDENT, Role.COUNSELOR, Role.PLATFORM_ADMIN):
            headers = place.token(role, new_id())
            years = (await place.get(CALENDAR, headers)).json()
            assert [one["year"] for one in years] == list(range(2018, 2027))
        missing = await place.get(f"{CALENDAR}/2027", place.token(Role.STUDENT, new_id()))
        assert missing.json()["code"] == "year_unknown"


class TestChange:
    @pytest.fixture
    def put(self, place, platform):
        async def send(body=None, *, seen=0, path="2027", **more):
            headers = {**platform, "if-match": f'"{seen}"'}
            if body is not None:
                more["json"] = body
            return await place.client.put(f"{CALENDAR}/{path}", headers=headers, **more)

        return send

    async def test_adds_a_later_year_and_tells_the_others(self, put, seeded, announced):
        answer = await put(NOTICE)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
        *_, event = await announced("calendar_changed")
        assert (event.data["year"], event.data["off"], event.version) == (2027, ["2027-01-01"], 1)

    async def test_changes_only_the_version_that_was_seen(self, put, seeded):
        await put(NOTICE)
        assert (await put(NOTICE)).status_code == 412
        assert (await put({**NOTICE, "on": []}, seen=1)).json()["version"] == 2

    async def test_takes_a_workbook(self, put, seeded):
        book = openpyxl.Workbook()
        for row in (["日期", "类型"], ["2027-01-01", "休息"], ["2027/1/3", "上班"]):
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        files = {"file": ("2027.xlsx", target.getvalue())}
        answer = await put(path="2027/workbook", files=files, data={"source": "测试通知"})
        assert (answer.json()["off"], answer.json()["on"]) == (["2027-01-01"], ["2027-01-03"])

    async def test_is_for_the_platform(self, place):
        headers = {**place.token(Role.SCHOOL_ADMIN, new_id()), "if-match": '"0"'}
        answer = await place.client.put(f"{CALENDAR}/2027", headers=headers, json=NOTICE)
        assert answer.status_code == 403

    async def test_is_republished(self, place, seeded, announced):
        before = len(await announced("calendar_changed"))
        assert await resync(place.parts("roster"), REPUBLISHERS[3:4], to="notification") == 9
        assert len(await announced("calendar_changed")) == before + 9
