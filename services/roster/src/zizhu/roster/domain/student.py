"""A student of the register: place, status, and what may be done to the row.

Nothing is ever lost: a deletion is a tombstone that can be undone, and every change of place or
status leaves a move (domain.md 4.2, 4.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from zizhu.roster.domain.places import Place
from zizhu.roster.errors.students import (
    NothingChanged,
    StatusUnchanged,
    StudentDeleted,
    StudentInUse,
    StudentNotDeleted,
)


class StudentStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    DELETED = "deleted"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    StudentStatus.ACTIVE: "在读",
    StudentStatus.SUSPENDED: "休学",
    StudentStatus.LEFT: "离校",
    StudentStatus.DELETED: "已删除",
}

_USES = {
    "form": "认定申请",
    "panel": "评议小组成员身份",
    "sheet": "评议打分",
    "list": "认定名单",
    "grant": "资助名单",
}


class Student(NamedTuple):
    """One row; `document`, `original` and `phone` are ciphertexts, `person` a keyed digest.

    A tuple, because an import makes 50,000 of them and hands their columns to the database.
    """

    id: UUID
    school_id: UUID
    college_id: UUID
    year: int
    major_id: UUID
    class_id: UUID
    name: str
    comparison_name: str
    sort_key: str
    sex: str
    birth_date: date | None
    ethnic: str
    document_kind: str
    document: str
    original: str | None
    person: bytes
    phone: str | None
    phone_digest: bytes | None
    student_number: str | None
    status: StudentStatus
    left_as: StudentStatus | None
    version: int
    created_at: datetime
    activated_at: datetime | None

    def __repr__(self) -> str:
        return f"Student({self.id}, version={self.version})"

    @property
    def place(self) -> Place:
        return Place(self.college_id, self.year, self.major_id, self.class_id)


@dataclass(frozen=True, slots=True)
class Move:
    """One change of place or status."""

    id: UUID
    student_id: UUID
    from_place: Place
    from_status: StudentStatus
    to_place: Place
    to_status: StudentStatus
    reason: str
    effective_at: datetime
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class Act:
    """By whom, when and why something is done to a student; with the id of its move."""

    move_id: UUID
    now: datetime
    reason: str
    account_id: UUID | None


def change_status(student: Student, status: StudentStatus, act: Act) -> tuple[Student, Move]:
    """Suspend, let leave, or take back a student.

    Raises:
        StudentDeleted, StatusUnchanged.
    """
    if student.status is StudentStatus.DELETED:
        raise StudentDeleted
    if student.status is status:
        raise StatusUnchanged(f"该学生的学籍状态已经是{status.label}。")
    return moved(student, student.place, status, act)


def moved(student: Student, place: Place, status: StudentStatus, act: Act) -> tuple[Student, Move]:
    """Return a student at another place or status, and the move that tells of it."""
    after = student._replace(**place._asdict(), status=status, version=student.version + 1)
    move = Move(
        act.move_id,
        student.id,
        student.place,
        student.status,
        place,
        status,
        act.reason,
        act.now,
        act.account_id,
    )
    return after, move


def delete(student: Student, uses: Sequence[str]) -> Student:
    """Put a tombstone on a student whom nobody else needs.

    Raises:
        StudentDeleted: it already has one.
        StudentInUse: naming the student and what there is.
    """
    if student.status is StudentStatus.DELETED:
        raise StudentDeleted
    if uses:
        raise StudentInUse(in_use_sentence(student.name, uses))
    return student._replace(
        status=StudentStatus.DELETED,
        left_as=student.status,
        version=student.version + 1,
    )


def in_use_sentence(name: str, uses: Sequence[str]) -> str:
    found = "、".join(dict.fromkeys(_USES.get(use, "业务数据") for use in uses))
    return f"{name}已有{found}，不能删除；如已不在校，请把学籍状态改为离校。"


def restore(student: Student) -> Student:
    """Undo a deletion: the student is what they were. Raises StudentNotDeleted."""
    if student.status is not StudentStatus.DELETED:
        raise StudentNotDeleted("该学生没有被删除，无需撤销。")
    return student._replace(
        status=student.left_as or StudentStatus.ACTIVE,
        left_as=None,
        version=student.version + 1,
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """What students fill in later: phone (with its digest) and student number."""

    phone: str | None = field(repr=False)
    phone_digest: bytes | None = field(repr=False)
    student_number: str | None


def edit_contact(student: Student, contact: Contact) -> Student:
    """Return a student with another phone or student number.

    Raises:
        StudentDeleted, NothingChanged.
    """
    if student.status is StudentStatus.DELETED:
        raise StudentDeleted
    same_phone = student.phone_digest == contact.phone_digest
    if same_phone and student.student_number == contact.student_number:
        raise NothingChanged("手机号和学号都没有变化。")
    return student._replace(
        phone=student.phone if same_phone else contact.phone,
        phone_digest=contact.phone_digest,
        student_number=contact.student_number,
        version=student.version + 1,
    )
