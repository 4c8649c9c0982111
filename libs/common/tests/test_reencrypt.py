from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common.crypto.fields import Place, decrypt_field, encrypt_field, key_name
from zizhu.common.files import Files, LocalFolder
from zizhu.common.ids import new_id
from zizhu.common.provision import role_name
from zizhu.common.reencrypt import FILE_KEYS, EncryptedColumn, count_by_key, reencrypt

student = Table(
    "student",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("school_id", Uuid, nullable=False),
    Column("phone", Text),
)
PHONE = EncryptedColumn(student, "phone")
SCHOOLS = [UUID(f"01900000-0000-7000-8000-00000000000{n}") for n in (1, 2)]


def _place(row_id: UUID) -> Place:
    return Place("trial", "student", "phone", row_id)


@pytest.fixture
async def students(trial, databases, keys) -> dict[UUID, str]:
    """Twelve students of two schools under row-level security, one without a phone."""
    engine = create_async_engine(trial.dsn("owner"))
    school = "nullif(current_setting('zizhu.school', true), '')::uuid"
    phones = {new_id(): f"1380000{number:04}" for number in range(12)}
    async with engine.begin() as connection:
        await connection.run_sync(student.metadata.create_all)
        for statement in (
            "ALTER TABLE student ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE student FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY one_school ON student USING (school_id = {school})",
            f'GRANT SELECT, UPDATE ON student TO "{role_name("trial", "service")}"',
        ):
            await connection.execute(text(statement))
        rows = [
            {
                "id": row_id,
                "school_id": SCHOOLS[number % 2],
                "phone": encrypt_field(keys.ring, phone, _place(row_id)),
            }
            for number, (row_id, phone) in enumerate(phones.items())
        ]
        rows.append({"id": new_id(), "school_id": SCHOOLS[0], "phone": None})
        await connection.execute(insert(student), rows)
    await engine.dispose()
    return phones


@pytest.fixture
def turned(keys):
    return keys.ring.turned("k2")


async def _stored(databases) -> dict[UUID, str]:
    async with databases["owner"].transaction() as tx:
        rows = await tx.session.execute(
            select(student.c.id, student.c.phone).where(student.c.phone.is_not(None))
        )
        return {row.id: row.phone for row in rows}


class TestReencrypt:
    async def test_as_owner_turns_every_school_and_keeps_the_values(
        self, students, databases, turned
    ):
        rotation = await reencrypt(databases["owner"], turned, PHONE, batch=5)
        assert (rotation.done, rotation.unreadable) == (12, ())
        stored = await _stored(databases)
        assert {key_name(ciphertext) for ciphertext in stored.values()} == {"k2"}
        opened = {
            row_id: decrypt_field(turned, ciphertext, _place(row_id))
            for row_id, ciphertext in stored.items()
        }
        assert opened == students

    async def test_as_service_turns_one_school_at_a_time(self, students, databases, turned):
        service = databases["service"]
        assert (await reencrypt(service, turned, PHONE)).done == 0
        assert (await reencrypt(service, turned, PHONE, school_id=SCHOOLS[0])).done == 6
        assert await count_by_key(databases["owner"], PHONE) == {"k1": 6, "k2": 6}

    async def test_a_repeat_changes_nothing(self, students, databases, turned):
        await reencrypt(databases["owner"], turned, PHONE)
        before = await _stored(databases)
        assert (await reencrypt(databases["owner"], turned, PHONE)).done == 0
        assert await _stored(databases) == before

    async def test_goes_on_after_it_was_stopped(self, students, databases, turned):
        async def stop(done: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            await reencrypt(databases["owner"], turned, PHONE, progress=stop, batch=5)
        assert await count_by_key(databases["owner"], PHONE) == {"k1": 7, "k2": 5}
        assert (await reencrypt(databases["owner"], turned, PHONE, batch=5)).done == 7

    async def test_tells_how_far_it_is(self, students, databases, turned):
        told: list[int] = []

        async def tell(done: int) -> None:
            told.append(done)

        await reencrypt(databases["owner"], turned, PHONE, progress=tell, batch=5)
        assert told == [5, 10, 12]

    async def test_leaves_and_names_what_does_not_open(self, students, databases, turned):
        broken, moved = sorted(students)[3:5]
        stored = await _stored(databases)
        async with databases["owner"].transaction() as tx:
            for row_id, value in ((broken, "A256GCM:k1:AAAA:AAAA"), (moved, stored[broken])):
                await tx.session.execute(
                    update(student).where(student.c.id == row_id).values(phone=value)
                )
        rotation = await reencrypt(databases["owner"], turned, PHONE, batch=2)
        assert rotation.done == 10
        assert rotation.unreadable == (str(broken), str(moved))
        assert (await _stored(databases))[moved] == stored[broken]

    async def test_a_key_whose_name_continues_the_current_one_is_another(
        self, students, databases, keys
    ):
        longer = keys.ring.turned("k1x")
        await reencrypt(databases["owner"], longer, PHONE)
        back = replace(longer, current="k1")
        assert (await reencrypt(databases["owner"], back, PHONE)).done == 12


class TestTwoPartKeys:
    async def test_bind_each_value_to_both_parts_of_its_row(self, databases, keys, turned):
        member = Table(
            "member",
            MetaData(),
            Column("panel_id", Uuid, primary_key=True),
            Column("person_id", Uuid, primary_key=True),
            Column("reason", Text),
        )
        target = EncryptedColumn(member, "reason", row_id="panel_id:person_id")
        rows = [(panel, person) for panel in SCHOOLS for person in SCHOOLS]
        owner = databases["owner"]
        async with owner.transaction() as tx:
            await (await tx.session.connection()).run_sync(member.metadata.create_all)
            for number, (panel, person) in enumerate(rows):
                place = Place("trial", "member", "reason", f"{panel}:{person}")
                closed = encrypt_field(keys.ring, f"reason {number}", place)
                values = {"panel_id": panel, "person_id": person, "reason": closed}
                await tx.session.execute(insert(member).values(values))
        rotation = await reencrypt(owner, turned, target, batch=3)
        assert (rotation.done, rotation.unreadable) == (4, ())
        async with owner.transaction() as tx:
            kept = (await tx.session.execute(select(member).order_by(*target.key))).all()
        opened = [decrypt_field(turned, row.reason, target.place("trial", row[:2])) for row in kept]
        assert opened == [f"reason {number}" for number in range(4)]
        assert await count_by_key(owner, target) == {"k2": 4}


class TestFileKeys:
    async def test_a_file_opens_after_its_key_was_wrapped_anew(
        self, parts, databases, tmp_path, school_id
    ):
        async def content():
            yield b"a,b\n"

        made = await parts.files.write(content(), media_type="text/csv", display_name="导出")
        owner_id = new_id()
        async with parts.database.transaction(school_id) as tx:
            await parts.files.keep(tx, made, "export", owner_id)
        turned = parts.keys.ring.turned("k2")
        assert (await reencrypt(databases["owner"], turned, FILE_KEYS)).done == 1
        only_new = replace(turned, keys={"k2": turned.keys["k2"]})
        renewed = Files(LocalFolder(tmp_path / "files"), only_new, "trial")
        async with parts.database.transaction(school_id) as tx:
            opened = await renewed.open_file(tx, made.id, owner_type="export", owner_id=owner_id)
        assert await opened.read() == b"a,b\n"
