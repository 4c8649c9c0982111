from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from zizhu.common.auth import Scope
from zizhu.common.ids import new_id
from zizhu.common.paging import CursorInvalid, write_cursor
from zizhu.common.trail.lines import LineFilter, list_lines, masked

OTHER_SCHOOL = UUID("01900000-0000-7000-8000-000000000002")


class Log:
    def __init__(self, trail) -> None:
        self.trail = trail
        self.scope: Scope | None = Scope(trail.school_id)

    async def page(self, cursor=None, size=50, **wanted):
        async with self.trail.transaction() as tx:
            return await list_lines(
                tx,
                self.scope,
                self.trail.account_id,
                LineFilter(**wanted),
                cursor=cursor,
                size=size,
            )

    async def actions(self, **wanted) -> list[str]:
        return [line.action for line in (await self.page(**wanted)).items]


@pytest.fixture
def log(trail) -> Log:
    return Log(trail)


class TestListLines:
    async def test_shows_the_newest_first_with_who_and_what(self, trail, log):
        await trail.write(1, action="a")
        await trail.write(1, action="b")
        assert await log.actions() == ["b", "a"]
        [line] = (await log.page(action="a")).items
        assert (line.account_id, line.role) == (trail.account_id, "counselor")
        assert (line.ip, line.request_id) == ("10.0.0.1", "request-1")
        assert line.details == {"state": "state 0"}
        assert not line.has_erased_details

    async def test_never_shows_another_school(self, trail, log):
        async with trail.transaction(OTHER_SCHOOL) as tx:
            tx.record("elsewhere", of="thing", object_id="1")
        assert await log.actions() == []
        log.scope = Scope(OTHER_SCHOOL)
        assert await log.actions() == ["elsewhere"]

    async def test_shows_posts_within_the_school_their_own_lines_alone(self, trail, log):
        await trail.write(1, action="mine")
        trail.account_id, mine = new_id(), trail.account_id
        await trail.write(1, action="theirs")
        log.scope, trail.account_id = Scope(trail.school_id, rows=()), mine
        assert await log.actions() == ["mine"]

    async def test_shows_the_platform_what_belongs_to_no_school(self, trail, log):
        await trail.write(1)
        async with trail.databases["service"].transaction() as tx:
            tx.record("school.added", of="school", object_id="1")
        log.scope = None
        assert await log.actions() == ["school.added"]

    async def test_filters_by_actor_object_and_result(self, trail, log):
        other = new_id()
        async with trail.transaction() as tx:
            tx.record("a", of="cut", object_id="1", result="refused")
            tx.record("b", of="cut", object_id="2")
            tx.record("c", of="list", object_id="1")
        assert await log.actions(object_type="cut") == ["b", "a"]
        assert await log.actions(object_type="cut", object_id="1") == ["a"]
        assert await log.actions(result="refused") == ["a"]
        assert await log.actions(account_id=other) == []

    async def test_an_action_finds_what_lies_under_it(self, trail, log):
        for action in ("cut", "cut.made", "cutter.used", "list.made"):
            await trail.write(1, action=action)
        assert await log.actions(action="cut") == ["cut.made", "cut"]
        assert await log.actions(action="c_t") == []

    async def test_a_day_is_a_day_of_shanghai(self, trail, log, clock):
        clock.instant = datetime(2026, 9, 1, 15, 59, 59, tzinfo=UTC)
        await trail.write(1, action="on the first")
        clock.advance(timedelta(seconds=1))
        await trail.write(1, action="on the second")
        assert await log.actions(day=date(2026, 9, 1)) == ["on the first"]
        assert await log.actions(day=date(2026, 9, 2)) == ["on the second"]

    async def test_pages_neither_double_nor_hide_a_line(self, trail, log, clock):
        for number in range(7):
            await trail.write(1, action=f"act {number}")
            clock.advance(timedelta(seconds=number % 2))  # some share an instant
        seen, cursor = [], None
        while True:
            page = await log.page(cursor, size=3)
            seen += [line.action for line in page.items]
            await trail.write(1, action="meanwhile")
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == [f"act {number}" for number in reversed(range(7))]

    @pytest.mark.parametrize("cursor", ["???", write_cursor("now", 1), write_cursor(1)])
    async def test_refuses_a_cursor_that_is_not_ours(self, log, cursor):
        with pytest.raises(CursorInvalid):
            await log.page(cursor)

    async def test_says_that_details_were_erased(self, trail, log):
        await trail.write(1)
        await trail.tamper("UPDATE audit_line SET details = NULL")
        [line] = (await log.page()).items
        assert line.details is None
        assert line.has_erased_details


class TestMasked:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("证件350102200001010011有误", "证件3501**********0011有误"),
            ("35010220000101001X", "3501**********001X"),
            ("6217000000000000004", "6217***********0004"),
            ("电话13800001111", "电话138****1111"),
            (13800001111, "138****1111"),
            ({"a": ["13800001111", 3, None, True]}, {"a": ["138****1111", 3, None, True]}),
            ("01a1fbd3-4830-754b-bef1-636838727afa", "01a1fbd3-4830-754b-bef1-636838727afa"),
            ("01900000-0000-7000-8000-138000011110", "01900000-0000-7000-8000-138000011110"),
            ("2026-09-01 08:00", "2026-09-01 08:00"),
            (None, None),
        ],
    )
    def test_hides_numbers_of_people_and_nothing_else(self, value, shown):
        assert masked(value) == shown
