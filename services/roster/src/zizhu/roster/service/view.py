"""Students as officers see them: names of units, labels, and numbers masked unless asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.keys import Keys
from zizhu.common.parts import Parts
from zizhu.common.people import NotValid
from zizhu.common.people.documents import DocumentKind, normalise_document
from zizhu.common.people.ethnic import ETHNIC_GROUPS
from zizhu.common.people.masking import mask_document, mask_phone
from zizhu.common.people.phones import normalise_phone
from zizhu.common.people.sex import Sex
from zizhu.roster.domain.places import PlaceNames, Tree
from zizhu.roster.domain.search import StudentFilter
from zizhu.roster.domain.student import Student
from zizhu.roster.repository.register import load_tree
from zizhu.roster.service.secrets import document_of, phone_of

_ETHNIC = {group.code: group.label for group in ETHNIC_GROUPS}


@dataclass(frozen=True, slots=True)
class StudentView:
    """One student ready to be shown."""

    student: Student
    place: PlaceNames
    document: str = field(repr=False)
    phone: str | None = field(repr=False)

    @property
    def ethnic(self) -> str:
        return _ETHNIC.get(self.student.ethnic, self.student.ethnic)

    @property
    def sex(self) -> str:
        return Sex(self.student.sex).label

    @property
    def document_kind(self) -> str:
        return DocumentKind(self.student.document_kind).label


def view_of(keys: Keys, tree: Tree, student: Student, *, is_plain: bool = False) -> StudentView:
    document, phone = document_of(keys, student), phone_of(keys, student)
    if not is_plain:
        document, phone = mask_document(document), mask_phone(phone) if phone else None
    return StudentView(student, tree.names_of(student.place), document, phone)


async def view_all(tx: Transaction, keys: Keys, students: Sequence[Student]) -> list[StudentView]:
    """Return masked views of a page."""
    ids: set[UUID] = set()
    for student in students:
        ids |= {student.college_id, student.major_id, student.class_id}
    tree = await load_tree(tx, ids)
    return [view_of(keys, tree, student) for student in students]


def typed_numbers(keys: Keys, text: str, today: date) -> tuple[tuple[bytes, ...], bytes | None]:
    """Return the digests under which a typed number may be in the register: documents and phone."""
    documents: list[tuple[str, str]] = []
    for kind in DocumentKind:
        try:
            documents.append((kind.value, normalise_document(kind, text, today=today).number))
        except NotValid:
            continue
    try:
        phone = keys.phone(normalise_phone(text))
    except NotValid:
        phone = None
    return tuple(keys.persons(documents)), phone


def search_filter(parts: Parts, text: str, others: StudentFilter) -> StudentFilter:
    """Return a filter that also finds an exact document number or phone (domain.md 11)."""
    persons, phone = typed_numbers(parts.keys, text, business_day(parts.business.now()))
    return StudentFilter(
        text=text,
        college_id=others.college_id,
        year=others.year,
        major_id=others.major_id,
        class_id=others.class_id,
        status=others.status,
        persons=persons,
        phone=phone,
    )
