"""The operator's pages over HTTP: what waits, what failed, and messages to replay or discard."""

from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from sqlalchemy import MetaData, func, insert, select

from zizhu.common.auth import Role
from zizhu.common.events import Envelope, Event, Internal, Public, Sealed
from zizhu.common.ids import new_id
from zizhu.common.inbox import Consumer
from zizhu.common.jobs import start_job
from zizhu.common.logs import get_log
from zizhu.common.operations.finding import attention
from zizhu.common.parts import Service
from zizhu.common.tables import audit_line, failed_message, job, outbox, timer

OPERATIONS = "/api/v1/trial/operations"
FAILED = "/api/v1/trial/failed-messages"


class PersonChanged(Event):
    type: ClassVar[str] = "trial.person_changed.v1"

    person_id: Annotated[str, Public]
    state: Annotated[str, Public]
    note: Annotated[str, Public]
    tags: Annotated[list[str], Public]
    name: Annotated[str, Internal]
    phone: Annotated[str, Sealed]


DATA = {
    "person_id": "7",
    "state": "active",
    "note": "电话 13800138000",
    "tags": ["a", "b"],
    "name": "张三",
    "phone": "sealed-box",
}


async def refuse(_parts, _tx, _message) -> None:
    raise RuntimeError("13800138000")


@pytest.fixture
def operator(door) -> dict[str, str]:
    return door.headers(Role.PLATFORM_ADMIN)


@pytest.fixture
def hosted(door) -> Service:
    async def look(_at):
        return [attention("日历", "没有录入")]

    service = Service(
        name="trial",
        create_app=lambda parts: None,
        migrations=Path(),
        metadata=MetaData(),
        subscriptions={PersonChanged: refuse},
        checks=(look,),
    )
    door.client._transport.app.state.service = service
    return service


@pytest.fixture
def fail(door, hosted):
    """Let a message fail; return its id."""

    async def one(data=None, kind=PersonChanged.type):
        envelope = Envelope(
            id=new_id(),
            source="other",
            type=kind,
            time=door.parts.machine.now(),
            subject="7",
            version=3,
            school_id=new_id(),
            data=data or DATA,
        )
        known = {PersonChanged: refuse}
        consumer = Consumer("trial", door.parts.database, known, None, get_log("trial"))
        await consumer.deliver([envelope.to_bytes()])
        return envelope.id

    return one


class TestGetOperations:
    async def test_tells_what_waits_and_what_is_held(self, door, operator, fail):
        await fail()
        async with door.parts.database.transaction() as tx:
            await start_job(tx, "count", {"secret": "x"}, school_id=None)
            failed = {"code": "gone", "title": "没有了", "detail": "张三"}
            await tx.session.execute(
                insert(job).values(id=new_id(), kind="sum", params={}, state="failed", error=failed)
            )
            held = {"lease_token": new_id(), "leased_until": func.now() + func.make_interval(1)}
            await tx.session.execute(insert(timer).values(name="t", next_at=func.now(), **held))
            row = {"event_id": new_id(), "type": "x", "bulk": False, "body": b""}
            await tx.session.execute(insert(outbox).values(**row))
        page = (await door.client.get(OPERATIONS, headers=operator)).json()
        assert page["outbox"]["depth"] == 1
        assert page["failed"] == {"waiting": 1, "dead": 0}
        assert [(one["name"], one["is_running"]) for one in page["timers"]] == [("t", True)]
        assert [(one["holds"], one["is_overdue"]) for one in page["leases"]] == [("timer", False)]
        assert (page["jobs"]["queued"], page["jobs"]["failed"]) == (1, 1)
        errors = {one["kind"]: one["error_title"] for one in page["recent_jobs"]}
        assert errors == {"count": None, "sum": "没有了"}
        assert "张三" not in str(page)

    async def test_takes_no_sealer_for_late_that_had_nothing_to_seal(self, door, operator):
        async with door.parts.database.transaction() as tx:
            ran_out = {"lease_token": new_id(), "leased_until": func.now() - func.make_interval(1)}
            await tx.session.execute(
                insert(timer).values(name="audit.seal", next_at=func.now(), **ran_out)
            )
        page = (await door.client.get(OPERATIONS, headers=operator)).json()
        levels = {one["about"]: one["level"] for one in page["findings"]}
        assert levels["trial 租约"] == "fine"
        assert (page["timers"], page["leases"]) == ([], [])

    async def test_says_what_doctor_would_say_the_services_own_included(
        self, door, operator, hosted
    ):
        page = (await door.client.get(OPERATIONS, headers=operator)).json()
        levels = {one["about"]: one["level"] for one in page["findings"]}
        assert levels["trial 发件箱"] == "fine"
        assert levels["日历"] == "attention"
        assert page["readiness"]["database"] is True

    async def test_is_closed_to_schools(self, door):
        for path in (OPERATIONS, FAILED):
            answer = await door.client.get(path, headers=door.headers())
            assert answer.json()["code"] == "not_allowed"


class TestListFailedMessages:
    async def test_lists_the_newest_first_by_state_and_type(self, door, operator, fail):
        ids = [str(await fail()) for _ in range(3)]
        first = (await door.client.get(FAILED, headers=operator, params={"size": 2})).json()
        params = {"cursor": first["next_cursor"], "state": "waiting", "type": PersonChanged.type}
        rest = (await door.client.get(FAILED, headers=operator, params=params)).json()
        assert [one["event_id"] for one in first["items"] + rest["items"]] == ids[::-1]
        assert first["items"][0]["error"] == "RuntimeError"
        dead = await door.client.get(FAILED, headers=operator, params={"state": "dead"})
        assert dead.json()["items"] == []


class TestGetFailedMessage:
    async def test_shows_the_envelope_and_of_the_data_what_is_public(self, door, operator, fail):
        event_id = await fail()
        answer = await door.client.get(f"{FAILED}/{event_id}", headers=operator)
        found = answer.json()
        assert (found["source"], found["version"], found["is_readable"]) == ("other", 3, True)
        fields = {one["name"]: one for one in found["fields"]}
        assert fields["state"] == {
            "name": "state",
            "secrecy": "public",
            "value": "active",
            "count": None,
        }
        assert fields["note"]["value"] == "电话 138****8000"
        assert (fields["tags"]["value"], fields["tags"]["count"]) == (None, 2)
        assert (fields["name"]["value"], fields["name"]["secrecy"]) == (None, "internal")
        assert (fields["phone"]["value"], fields["phone"]["secrecy"]) == (None, "sealed")
        assert "张三" not in answer.text
        assert "sealed-box" not in answer.text

    async def test_shows_nothing_in_the_place_of_what_is_public(self, door, operator, fail):
        event_id = await fail({"person_id": {"name": "张三"}, "state": 7, "extra": "李四"})
        answer = await door.client.get(f"{FAILED}/{event_id}", headers=operator)
        assert [one["value"] for one in answer.json()["fields"]] == [None, None]
        assert "张三" not in answer.text
        assert "李四" not in answer.text

    async def test_shows_no_field_of_an_unknown_contract(self, door, operator):
        async with door.parts.database.transaction() as tx:
            values = {"type": "x", "subject": "7", "error": "Unreadable", "state": "dead"}
            event_id = new_id()
            await tx.session.execute(
                insert(failed_message).values(
                    event_id=event_id, body=b"?", next_try_at=func.now(), **values
                )
            )
        found = (await door.client.get(f"{FAILED}/{event_id}", headers=operator)).json()
        assert (found["is_readable"], found["fields"], found["source"]) == (False, [], None)

    async def test_refuses_one_that_is_not_kept(self, door, operator):
        answer = await door.client.get(f"{FAILED}/{new_id()}", headers=operator)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_message")


async def trail(door) -> list[tuple]:
    columns = (audit_line.c.action, audit_line.c.result, audit_line.c.reason, audit_line.c.role)
    async with door.parts.database.transaction() as tx:
        rows = await tx.session.execute(select(*columns).order_by(audit_line.c.seq))
        return [tuple(row) for row in rows]


class TestReplay:
    async def test_makes_it_due_with_a_reason_on_the_trail(self, door, operator, fail):
        path = f"{FAILED}/{await fail()}/replay"
        answer = await door.client.post(path, headers=operator, json={"reason": "已修复"})
        assert (answer.json()["state"], answer.json()["attempts"]) == ("waiting", 0)
        assert await trail(door) == [("message.replayed", "ok", "已修复", "platform_admin")]

    async def test_refuses_one_that_is_gone_and_notes_it(self, door, operator):
        path = f"{FAILED}/{new_id()}/replay"
        answer = await door.client.post(path, headers=operator, json={"reason": "已修复"})
        assert answer.status_code == 404
        assert [line[:2] for line in await trail(door)] == [("message.replayed", "refused")]


class TestDiscard:
    async def test_drops_it_for_good(self, door, operator, fail):
        path = f"{FAILED}/{await fail()}/discard"
        answer = await door.client.post(path, headers=operator, json={"reason": "测试数据"})
        assert answer.status_code == 200
        assert (await door.client.get(FAILED, headers=operator)).json()["items"] == []
        assert await trail(door) == [("message.discarded", "ok", "测试数据", "platform_admin")]

    async def test_asks_for_a_reason(self, door, operator, fail):
        path = f"{FAILED}/{await fail()}/discard"
        assert (await door.client.post(path, headers=operator, json={})).status_code == 422
