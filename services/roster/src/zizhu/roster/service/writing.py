"""From staged rows of stored students to what is written: overwritten, or moved in the tree.

New students are made apart from them (`making`), because there are many and they need no look at
the register.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from zizhu.common.collecting import collector_paused
from zizhu.common.keys import Keys
from zizhu.contracts.roster import StudentState
from zizhu.roster.domain.importing import ImportKind
from zizhu.roster.domain.places import Tree
from zizhu.roster.domain.staging import ChangedRow
from zizhu.roster.domain.student import Act, Move, Student, StudentStatus, moved
from zizhu.roster.service.seals import Seals, StudentCiphers
from zizhu.roster.service.secrets import state_of


@dataclass(frozen=True, slots=True)
class Writer:
    """What changing students needs besides the rows."""

    keys: Keys
    now: datetime
    account_id: UUID | None
    new_id: Callable[[], UUID]


@dataclass(slots=True)
class Changes:
    """What one transaction will write and tell of stored students."""

    students: list[Student] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    states: list[StudentState] = field(default_factory=list)


def change(
    writer: Writer,
    kind: ImportKind,
    rows: Iterable[ChangedRow],
    stored: Mapping[UUID, Student],
    tree: Tree,
) -> Changes:
    """Turn staged rows into students, moves and states. `tree` grows what it lacks."""
    changes = Changes()
    ciphers, seals = StudentCiphers(writer.keys.ring), Seals(writer.keys.public)
    with collector_paused():
        for row in rows:
            before = stored[UUID(row.student_id)]
            if kind is ImportKind.MOVES:
                student, move = _moved(writer, row, before, tree)
                changes.moves.append(move)
            else:
                student = _overwritten(ciphers, row, before)
            changes.students.append(student)
            changes.states.append(state_of(writer.keys, seals, student))
    return changes


def _overwritten(ciphers: StudentCiphers, row: ChangedRow, before: Student) -> Student:
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
    return after._replace(phone=ciphers.phone.encrypt(row.phone, before.id), phone_digest=digest)


def _moved(writer: Writer, row: ChangedRow, before: Student, tree: Tree) -> tuple[Student, Move]:
    act = Act(writer.new_id(), writer.now, row.reason or "异动导入", writer.account_id)
    status = StudentStatus(row.status) if row.status else before.status
    return moved(before, tree.grow(row.place, writer.new_id), status, act)
