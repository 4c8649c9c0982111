"""A school's breaks: entered by the school, read by its members, told to who counts days."""

from datetime import date
from uuid import UUID

import pytest

from zizhu.common.auth import Role
from zizhu.common.resync import resync
from zizhu.common.workdays import Break
from zizhu.roster.domain.breaks import BreakKind, SchoolBreak, school_breaks
from zizhu.roster.errors.calendar import BreaksInvalid
from zizhu.roster.service.republish import REPUBLISHERS

BREAKS = "/api/v1/roster/school/breaks"
SCHOOL = UUID(int=1)
WINTER = {"kind": "winter", "first_day": "2027-01-18", "last_day": "2027-02-28"}
SUMMER = {"kind": "summer", "first_day": "2026-07-11", "last_day": "2026-08-31"}


def a_break(first_day: date, last_day: date) -> SchoolBreak:
    return SchoolBreak(BreakKind.WINTER, Break(first_day, last_day))


class TestBreaks:
    @pytest.mark.parametrize(
        "breaks",
        [
            [a_break(date(2027, 2, 1), date(2027, 1, 1))],
            [a_break(date(2027, 1, 1), date(2027, 5, 1))],
            [
                a_break(date(2027, 1, 1), date(2027, 2, 1)),
                a_break(date(2027, 2, 1), date(2027, 3, 1)),
            ],
        ],
    )
    def test_end_after_they_begin_are_short_and_stand_apart(self, breaks):
        with pytest.raises(BreaksInvalid):
            school_breaks(SCHOOL, breaks, version=1)

    def test_stand_in_order_in_the_term_they_begin_in(self):
        later = a_break(date(2027, 1, 18), date(2027, 2, 28))
        earlier = SchoolBreak(BreakKind.SUMMER, Break(date(2026, 7, 11), date(2026, 8, 31)))
        one = school_breaks(SCHOOL, [later, earlier], version=1)
        assert [each.term.code for each in one.breaks] == ["202502", "202601"]


@pytest.fixture
def put(place, admin):
    async def send(*breaks, seen=0, headers=None):
        sent = {**(headers or admin), "if-match": f'"{seen}"'}
        return await place.client.put(BREAKS, headers=sent, json={"breaks": breaks})

    return send


class TestPut:
    async def test_is_read_by_every_member_of_the_school(self, place, put, school):
        assert (await put(WINTER, SUMMER)).status_code == 200
        seen = await place.get(BREAKS, place.token(Role.STUDENT, school))
        labels = [(one["kind_label"], one["term"]) for one in seen.json()["breaks"]]
        assert labels == [("暑假", "202502"), ("寒假", "202601")]
        assert seen.headers["etag"] == '"1"'

    async def test_is_nothing_before_and_elsewhere(self, place, put, admin, open_school):
        other = place.token(Role.SCHOOL_ADMIN, UUID((await open_school(2))["id"]))
        await put(WINTER)
        assert (await place.get(BREAKS, other)).json() == {"breaks": [], "version": 0}

    async def test_replaces_only_what_was_seen(self, put):
        await put(WINTER)
        assert (await put(SUMMER)).status_code == 412
        assert (await put(seen=1)).json() == {"breaks": [], "version": 2}

    async def test_says_what_is_wrong(self, put):
        answer = await put({**WINTER, "last_day": "2026-12-01"})
        assert (answer.status_code, answer.json()["code"]) == (400, "breaks_invalid")

    async def test_is_for_the_school(self, place, put, school):
        for role in (Role.DEPT, Role.COUNSELOR, Role.STUDENT):
            answer = await put(WINTER, headers=place.token(role, school))
            assert answer.status_code == 403

    async def test_is_told_and_republished(self, place, put, announced, school):
        await put(WINTER)
        (event,) = await announced("breaks_changed")
        assert (event.subject, event.version, event.school_id) == (str(school), 1, school)
        assert event.data["breaks"] == [WINTER]
        assert await resync(place.parts("roster"), REPUBLISHERS[4:], to="identification") == 1
