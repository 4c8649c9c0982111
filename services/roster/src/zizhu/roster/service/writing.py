"""From staged rows to the register: everything is made ready first, then written in one go.

Making ready costs time and needs no lock; the transaction only moves arrays and checks that the
register is still the one that was looked at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from zizhu.common.collecting import collector_paused
from zizhu.common.keys import Keys
from zizhu.contracts.roster import StudentState
from zizhu.roster.domain.importing import ImportKind
from zizhu.roster.domain.places import Tree, Unit
from zizhu.roster.domain.staging import StagedRow
from zizhu.roster.domain.student import Act, Move, Student, StudentStatus, moved
from zizhu.roster.service.secrets import Seals, StudentCiphers, phone_of


@dataclass(frozen=True, slots=True)
class Writer:
    """What making ready needs besides the rows."""

    keys: Keys
    ciphers: StudentCiphers
    school_id: UUID
    now: datetime
    account_id: UUID | None
    new_id: Callable[[], UUID]


@dataclass(slots=True)
class Ready:
    """What one transaction will write and tell."""

    units: list[Unit] = field(default_factory=list)
    new: list[Student] = field(default_factory=list)
    changed: list[Student] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    states: list[StudentState] = field(default_factory=list)


def make_ready(
    writer: Writer,
    kind: ImportKind,
    rows: Iterable[StagedRow],
    stored: Mapping[UUID, Student],
    tree: Tree,
) -> Ready:
    """Turn staged rows into students, moves and states. `tree` grows what it lacks."""
    with collector_paused():
        return _ready(writer, kind, rows, stored, tree)


def _ready(
    writer: Writer,
    kind: ImportKind,
    rows: Iterable[StagedRow],
    stored: Mapping[UUID, Student],
    tree: Tree,
) -> Ready:
    ready = Ready()
    seals = Seals(writer.keys)
    for row in rows:
        if row.student_id is None:
            student = _new(writer, row, tree)
            ready.new.append(student)
            phone = row.phone
        else:
            before = stored[UUID(row.student_id)]
            if kind is ImportKind.MOVES:
                student, move = _moved(writer, row, before, tree)
                ready.moves.append(move)
            else:
                student = _overwritten(writer, row, before)
            ready.changed.append(student)
            phone = phone_of(writer.keys, student)
        ready.states.append(seals.state(student, row.document, phone))
    ready.units = tree.grown
    return ready


def _new(writer: Writer, row: StagedRow, tree: Tree) -> Student:
    student_id = writer.new_id()
    ciphers, own = writer.ciphers, str(student_id)
    return Student(
        student_id,
        writer.school_id,
        *tree.grow(row.place, writer.new_id),
        row.name,
        row.comparison_name,
        row.sort_key,
        row.sex,
        date.fromisoformat(row.birth_date) if row.birth_date else None,
        row.ethnic,
        row.document_kind,
        ciphers.document.encrypt(row.document, own),
        ciphers.original.encrypt(row.original, own) if row.original else None,
        bytes.fromhex(row.person),
        ciphers.phone.encrypt(row.phone, own) if row.phone else None,
        bytes.fromhex(row.phone_digest) if row.phone_digest else None,
        row.student_number,
        StudentStatus.ACTIVE,
        None,
        1,
        writer.now,
        None,
    )


def _overwritten(writer: Writer, row: StagedRow, before: Student) -> Student:
    """Blank cells keep what the student filled in; document and place stay as they are."""
    after = before._replace(
        name=row.name,
        comparison_name=row.comparison_name,
        sort_key=row.sort_key,
        sex=row.sex,
        ethnic=row.ethnic,
        student_number=row.student_number or before.student_number,
        version=before.version + 1,
    )
    if row.phone is None or row.phone_digest is None:
        return after
    digest = bytes.fromhex(row.phone_digest)
    if digest == before.phone_digest:
        return after
    phone = writer.ciphers.phone.encrypt(row.phone, before.id)
    return after._replace(phone=phone, phone_digest=digest)


def _moved(writer: Writer, row: StagedRow, before: Student, tree: Tree) -> tuple[Student, Move]:
    act = Act(writer.new_id(), writer.now, row.reason or "异动导入", writer.account_id)
    status = StudentStatus(row.status) if row.status else before.status
    return moved(before, tree.grow(row.place, writer.new_id), status, act)


def fingerprinted(students: Sequence[Student]) -> list[tuple[object, int]]:
    """Return ids and versions, for the digest that ends a bulk."""
    return [(student.id, student.version) for student in students]
