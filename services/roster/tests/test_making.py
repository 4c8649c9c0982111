"""New students made in a thread or in a process of its own: what they are, sealed and told."""

from datetime import UTC, date, datetime
from uuid import UUID

import orjson
import pytest

from zizhu.common.crypto.encoding import to_text
from zizhu.common.crypto.sealed import Unsealer
from zizhu.common.keys import fresh_keys
from zizhu.contracts.roster import StudentsChanged, StudentState
from zizhu.contracts.sealing import STUDENT, seal_context
from zizhu.roster.domain.newrow import NewRow
from zizhu.roster.service.making import Order
from zizhu.roster.service.making_process import MakingStopped, making

PLACE = UUID(int=1), 2026, UUID(int=2), UUID(int=3)
KEYS = fresh_keys(["roster", "identity", "identification"])
ORDER = Order(
    KEYS["roster"].ring,
    KEYS["roster"].public,
    UUID(int=9),
    datetime(2026, 9, 1, tzinfo=UTC),
    [PLACE],
)
ROW = NewRow(
    name="张三",
    comparison_name="张三",
    sort_key="zhang1 san1  张三",
    sex="male",
    ethnic="01",
    birth_date="2000-01-01",
    document_kind="resident_id",
    document="350102200001010011",
    original=None,
    person="ab" * 32,
    phone="13800000001",
    phone_digest="cd" * 32,
    student_number="1",
    place=0,
)
PLAIN = ROW._replace(birth_date=None, phone=None, phone_digest=None, student_number=None)


def packed(*rows):
    return orjson.dumps([[*row] for row in rows])


@pytest.fixture(params=["thread", "process"])
async def made(request):
    parts = [packed(*[ROW] * 500, PLAIN)]
    if request.param == "process":
        parts.append(packed(ROW))
    async with making(parts) as make:
        return [some async for some in make(ORDER)]


class TestMake:
    async def test_tells_each_student_once_in_events_of_500(self, made):
        events = [StudentsChanged.model_validate_json(data) for data in made[0].events]
        assert [len(event.entries) for event in events] == [500, 1]
        told = [str(entry.student_id) for event in events for entry in event.entries]
        assert told == list(made[0].ids)
        assert len(set(told)) == 501

    async def test_states_whole_students(self, made):
        (entry, *_), (plain,) = (orjson.loads(data)["entries"] for data in made[0].events)
        assert list(entry) == list(StudentState.model_fields)
        state = StudentState.model_validate(entry)
        assert (state.version, state.status, state.name) == (1, "active", "张三")
        assert (state.college_id, state.year, state.major_id, state.class_id) == PLACE
        assert state.birth_date == date(2000, 1, 1)
        assert state.person == to_text(bytes.fromhex(ROW.person))
        assert (plain["phone"], plain["birth_date"], plain["student_number"]) == ({}, None, None)

    async def test_seals_for_each_reader_what_it_needs(self, made):
        entry = orjson.loads(made[0].events[0])["entries"][0]
        sealed = {
            ("document", "identification"),
            ("phone", "identification"),
            ("phone", "identity"),
        }
        assert {(name, to) for name in ("document", "phone") for to in entry[name]} == sealed
        for name, reader in sealed:
            context = seal_context(STUDENT, entry["student_id"], name)
            opened = Unsealer(KEYS[reader].private).unseal(entry[name][reader], context)
            assert opened == ROW._asdict()[name]

    async def test_writes_no_plain_number(self, made):
        written = b"".join([made[0].rows, *made[0].events])
        assert ROW.document.encode() not in written
        assert ROW.phone.encode() not in written


class TestProcess:
    async def test_answers_in_the_order_of_the_parts(self):
        parts = [packed(*[ROW] * count) for count in (3, 1, 2)]
        async with making(parts) as make:
            assert [len(some.ids) async for some in make(ORDER)] == [3, 1, 2]

    async def test_that_dies_is_told_apart_from_one_that_is_done(self):
        async with making([packed(ROW), b"no rows"]) as make:
            answers = make(ORDER)
            await anext(answers)
            with pytest.raises(MakingStopped):
                await anext(answers)

    async def test_ends_when_nobody_asks_for_more(self):
        async with making([packed(ROW)] * 3) as make:
            answers = make(ORDER)
            await anext(answers)
            await answers.aclose()

    def test_is_given_no_key_but_the_current_one(self):
        ring = ORDER.ring.turned("k2")
        given = Order(ring, ORDER.public, ORDER.school_id, ORDER.now, ORDER.places).to_json()
        assert set(orjson.loads(given)["ring"]["keys"]) == {"k2"}
        assert orjson.loads(given)["ring"]["peppers"] == {}
        assert set(orjson.loads(given)["public"]) == {"identity", "identification"}
