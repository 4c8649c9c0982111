"""The register as a workbook: what a filter finds inside the scope of who asked."""

from collections.abc import Iterable
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.jobs import Made
from zizhu.common.keys import Keys
from zizhu.common.parts import Parts
from zizhu.common.workbook.write import Sheet
from zizhu.roster.domain import sheet
from zizhu.roster.domain.places import Tree
from zizhu.roster.domain.search import StudentFilter
from zizhu.roster.domain.student import Student
from zizhu.roster.repository import students as repository
from zizhu.roster.repository.register import load_tree
from zizhu.roster.service.view import search_filter, view_of

EXPORT = "students.export"
SHEET = "学生信息表"
_COLUMNS = (*sheet.STUDENT_COLUMNS, sheet.STATUS)
_PAGE = 1_000


async def export_students(
    parts: Parts, tx: Transaction, asked: Asked, wanted: StudentFilter
) -> Made:
    """Return the sheet of exactly what the filter finds."""
    if wanted.text:
        wanted = search_filter(parts, wanted.text, wanted)
    students, tree = await _collect(tx, asked.principal.scope, wanted)
    rows = _rows(parts.keys, tree, students, is_plain=asked.request.is_plain)
    return Made([Sheet(SHEET, _COLUMNS, rows)], len(students))


async def _collect(
    tx: Transaction, scope: Scope, wanted: StudentFilter
) -> tuple[list[Student], Tree]:
    """Return every student that a filter finds, and the tree, for an export."""
    students: list[Student] = []
    after: UUID | None = None
    while page := await repository.list_students(tx, scope, wanted, after=after, limit=_PAGE):
        students += page
        after = page[-1].id
    return students, await load_tree(tx)


def _rows(
    keys: Keys, tree: Tree, students: Iterable[Student], *, is_plain: bool
) -> Iterable[dict[str, str]]:
    """Yield the cells of an export, by the keys of the sheet's columns."""
    for student in students:
        view = view_of(keys, tree, student, is_plain=is_plain)
        yield {
            "name": student.name,
            "phone": view.phone or "",
            "document_kind": view.document_kind,
            "document": view.document,
            "ethnic": view.ethnic,
            "sex": view.sex,
            "college": view.place.college,
            "year": f"{student.year}级",
            "major": view.place.major,
            "class_name": view.place.class_name,
            "student_number": student.student_number or "",
            "status": student.status.label,
        }
