"""To-dos and messages over HTTP: whose they are, what they are about, and how they go away."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.contracts.address import Address
from zizhu.contracts.identification import MessageSent, TodoChanged
from zizhu.contracts.identity import BusinessClockShifted
from zizhu_testing.harness import Place

API = "/api/v1/notification"
SCHOOL, TODO, CAMPAIGN = new_id(), new_id(), new_id()


def todo(**changes: Any) -> TodoChanged:
    values: dict[str, Any] = {
        "todo_id": TODO,
        "kind": "cut_due",
        "address": Address(role="school_admin"),
        "title": "可以切线",
        "link": f"/identification/campaigns/{CAMPAIGN}/cut",
        "facts": {"campaign_id": str(CAMPAIGN)},
        "is_open": True,
    }
    return TodoChanged(**values | changes)


@pytest.fixture
def admin(place: Place) -> Any:
    return place.token(Role.SCHOOL_ADMIN, SCHOOL)


class TestListTodos:
    async def test_tells_where_it_is_done(self, place: Place, hear: Any, admin: Any) -> None:
        await hear(todo(), subject=TODO, school_id=SCHOOL)
        (one,) = (await place.get(f"{API}/todos", admin)).json()
        assert (one["kind"], one["link"]) == (
            "cut_due",
            f"/identification/campaigns/{CAMPAIGN}/cut",
        )
        assert one["facts"] == {"campaign_id": str(CAMPAIGN)}

    async def test_leaves_out_what_is_done(self, place: Place, hear: Any, admin: Any) -> None:
        await hear(todo(is_open=False), subject=TODO, school_id=SCHOOL, version=2)
        await hear(todo(), subject=TODO, school_id=SCHOOL, version=1)  # late
        assert (await place.get(f"{API}/todos", admin)).json() == []

    async def test_shows_nothing_of_another_role(self, place: Place, hear: Any) -> None:
        await hear(todo(), subject=TODO, school_id=SCHOOL)
        counselor = place.token(Role.COUNSELOR, SCHOOL)
        assert (await place.get(f"{API}/todos", counselor)).json() == []


class TestMarkRead:
    async def test_counts_a_message_until_it_is_read(
        self, place: Place, hear: Any, admin: Any
    ) -> None:
        message = MessageSent(
            message_id=new_id(),
            kind="reminder",
            address=Address(role="school_admin"),
            title="提醒",
            body="请及时办理。",
        )
        await hear(message, subject=message.message_id, school_id=SCHOOL)
        unread = {"open_todos": 0, "unread_messages": 1}
        assert (await place.get(f"{API}/counts", admin)).json() == unread
        ids = {"message_ids": [str(message.message_id)]}
        for marked in (1, 0):
            answer = await place.post(f"{API}/messages/read", admin, json=ids)
            assert answer.json() == {"marked": marked}
        assert (await place.get(f"{API}/counts", admin)).json()["unread_messages"] == 0

    async def test_is_dated_by_the_business_clock(
        self, place: Place, hear: Any, admin: Any
    ) -> None:
        moved = BusinessClockShifted(shift_seconds=40 * 86_400)
        await hear(moved, subject=new_id(), school_id=SCHOOL)
        message = MessageSent(
            message_id=new_id(),
            kind="result_published",
            address=Address(role="school_admin"),
            title="认定结果开始公示",
            body="可以查看认定结果。",
        )
        before = place.machine.now()
        await hear(message, subject=message.message_id, school_id=SCHOOL)
        (shown,) = (await place.get(f"{API}/messages", admin)).json()["items"]
        dated = datetime.fromisoformat(shown["sent_at"]) - timedelta(days=40)
        assert before <= dated <= place.machine.now()
