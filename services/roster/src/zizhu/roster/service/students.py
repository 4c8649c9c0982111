"""What officers do to one student or to a chosen few.

Whoever changes the register holds its row first, so that an import and an edit never wait for each
other crosswise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding, Refusal, StaleVersion
from zizhu.common.keys import Keys
from zizhu.common.people import NotValid
from zizhu.common.people.phones import normalise_phone
from zizhu.common.web import expect_version
from zizhu.roster.domain import student as rules
from zizhu.roster.domain.student import Act, Contact, Student, StudentStatus
from zizhu.roster.errors.students import (
    NoSuchStudent,
    NothingToShow,
    PersonEnteredAgain,
    StudentInvalid,
)
from zizhu.roster.repository import students as repository
from zizhu.roster.repository.bulk import update_students
from zizhu.roster.repository.register import lock_register, raise_register
from zizhu.roster.service.announce import announce_states, tell_student
from zizhu.roster.service.seals import PHONE, Seals
from zizhu.roster.service.secrets import document_of, encrypt, phone_of, state_of

_LONGEST_NUMBER = 40
KEPT = "\x00"  # no typed text: what was not given stays as it is


@dataclass(frozen=True, slots=True)
class Wanted:
    """Phone and student number as they shall be: None empties, `KEPT` leaves alone."""

    phone: str | None = field(default=KEPT, repr=False)
    student_number: str | None = KEPT


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an officer works: the transaction, the keys, and what may be touched."""

    tx: Transaction
    keys: Keys
    scope: Scope

    async def hold(self, student_id: UUID, seen: int) -> Student:
        """Return a student to be changed, which nobody else changes meanwhile.

        Raises:
            NoSuchStudent, StaleVersion.
        """
        await lock_register(self.tx, self.scope.school_id)
        student = await repository.find_student(self.tx, self.scope, student_id, lock=True)
        expect_version(student.version, seen)
        return student

    async def save(self, student: Student) -> Student:
        await repository.save_student(self.tx, student)
        await tell_student(self.tx, self.keys, student)
        return student


async def change_status(desk: Desk, student: Student, status: StudentStatus, act: Act) -> Student:
    """Suspend a student, let them leave, or take them back, with a move.

    Raises:
        StudentDeleted, StatusUnchanged.
    """
    after, move = rules.change_status(student, status, act)
    await repository.save_move(desk.tx, move, student.school_id)
    desk.tx.record(
        "student.status", of="student", object_id=student.id, reason=act.reason, status=status.value
    )
    return await desk.save(after)


async def edit_contact(desk: Desk, student: Student, wanted: Wanted) -> Student:
    """Write phone and student number where they are given.

    Raises:
        StudentInvalid, StudentDeleted, NothingChanged.
    """
    phone, digest = student.phone, student.phone_digest
    if wanted.phone is not KEPT:
        plain = _phone(wanted.phone) if wanted.phone else None
        phone = encrypt(desk.keys, student.id, PHONE, plain) if plain else None
        digest = desk.keys.phone(plain) if plain else None
    number = student.student_number
    if wanted.student_number is not KEPT:
        number = _number(wanted.student_number)
    after = rules.edit_contact(student, Contact(phone, digest, number))
    desk.tx.record(
        "student.contact",
        of="student",
        object_id=student.id,
        has_new_phone=after.phone_digest != student.phone_digest,
        has_new_number=after.student_number != student.student_number,
    )
    return await desk.save(after)


def _number(text: str | None) -> str | None:
    number = "".join((text or "").split())
    if len(number) > _LONGEST_NUMBER:
        raise StudentInvalid(
            "学号过长，请核对。",
            errors=[Finding(f"学号最长 {_LONGEST_NUMBER} 个字符。", field="student_number")],
        )
    return number or None


def _phone(text: str) -> str:
    try:
        return normalise_phone(text)
    except NotValid as wrong:
        raise StudentInvalid(
            "手机号不正确，请核对。", errors=[Finding(wrong.message, field="phone")]
        ) from wrong


async def delete_student(desk: Desk, student: Student) -> Student:
    """Put a tombstone on a student; it can be undone. Raises StudentDeleted, StudentInUse."""
    uses = await repository.uses_of(desk.tx, [student.id])
    after = rules.delete(student, uses.get(student.id, ()))
    desk.tx.record("student.delete", of="student", object_id=student.id)
    return await desk.save(after)


async def restore_student(desk: Desk, student: Student) -> Student:
    """Undo a deletion. Raises StudentNotDeleted, PersonEnteredAgain."""
    after = rules.restore(student)
    if await repository.living_with(desk.tx, student.person) is not None:
        raise PersonEnteredAgain(f"{student.name}的证件号码已在花名册中重新导入，不能撤销删除。")
    desk.tx.record("student.restore", of="student", object_id=student.id)
    return await desk.save(after)


@dataclass(frozen=True, slots=True)
class Deletions:
    """What a bulk deletion did, and why it left the others alone."""

    deleted: Sequence[Student]
    refused: Mapping[UUID, tuple[str, Refusal]]


async def delete_students(desk: Desk, seen: Mapping[UUID, int]) -> Deletions:
    """Delete the chosen students that are as the officer saw them and that nobody needs."""
    tx, school_id = desk.tx, desk.scope.school_id
    await lock_register(tx, school_id)
    found = await repository.find_students(tx, desk.scope, seen, lock=True)
    uses = await repository.uses_of(tx, found)
    deleted: list[Student] = []
    refused: dict[UUID, tuple[str, Refusal]] = {}
    for student_id, version in seen.items():
        student = found.get(student_id)
        try:
            if student is None:
                raise NoSuchStudent
            if student.version != version:
                raise StaleVersion(f"{student.name}的信息已被他人修改，请刷新后重新选择。")
            deleted.append(rules.delete(student, uses.get(student_id, ())))
        except Refusal as refusal:
            refused[student_id] = (student.name if student else "", refusal)
    if deleted:
        await update_students(tx, deleted)
        version = await raise_register(tx, school_id)
        seals = Seals(desk.keys.public)
        states = [state_of(desk.keys, seals, student) for student in deleted]
        await announce_states(tx, school_id, states, version)
    for student in deleted:
        tx.record("student.delete", of="student", object_id=student.id)
    return Deletions(deleted, refused)


def reveal(desk: Desk, student: Student, field: str, reason: str) -> str:
    """Return a plain value and leave an audit line. Raises NothingToShow."""
    plain = document_of(desk.keys, student) if field != PHONE else phone_of(desk.keys, student)
    if plain is None:
        raise NothingToShow("该学生还没有填写手机号。")
    desk.tx.record("student.reveal", of="student", object_id=student.id, reason=reason, field=field)
    return plain
