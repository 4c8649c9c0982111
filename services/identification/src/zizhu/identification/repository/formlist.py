"""Lists of forms as officers look through them: by filters, in order of names (domain.md 5.2)."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from zizhu.common.among import among
from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.student import ENROLLED
from zizhu.identification.models import FormRow, StudentRow
from zizhu.identification.repository.scoped import inside


@dataclass(frozen=True, slots=True)
class FormFilter:
    """What a list is narrowed to; an unset filter lets everything through.

    `text` is part of a name or a whole student number, `person` the digest of a document.
    """

    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    fill: str | None = None
    audit: str | None = None
    difference: str | None = None
    grade: str | None = None
    purpose: str | None = None
    wants_grant: bool | None = None
    wants_scholarship: bool | None = None
    wants_work_study: bool | None = None
    is_guaranteed: bool | None = None
    text: str | None = None
    person: bytes | None = None


_PLACE = ("college_id", "year", "major_id", "class_id")
_SEARCH = ("text", "person")


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One line of the list; `form_id` is None for a student who has not begun."""

    form_id: UUID | None
    student_id: UUID
    name: str
    sort_key: str
    student_number: str | None
    status: str
    place: ScopeRow
    version: int | None = None
    purpose: str | None = None
    fill: str | None = None
    audit: str | None = None
    difference: str | None = None
    grade: str | None = None
    raw_score: int | None = None
    effective_score: int | None = None
    is_guaranteed: bool | None = None
    wants_grant: bool | None = None
    wants_scholarship: bool | None = None
    wants_work_study: bool | None = None
    submissions: int = 0
    submitted_at: object = None


_STUDENT = ("name", "sort_key", "student_number", "status")
_FORM = tuple(
    field.name
    for field in fields(ListedForm)
    if field.name not in {"form_id", "student_id", "place", *_STUDENT}
)


def _searched(wanted: FormFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.text:
        clauses.append(
            or_(
                StudentRow.name.icontains(wanted.text, autoescape=True),
                StudentRow.student_number == wanted.text,
            )
        )
    if wanted.person is not None:
        clauses.append(StudentRow.person == wanted.person)
    return clauses


def _equal(wanted: FormFilter, model: Any, names: tuple[str, ...]) -> list[ColumnElement[bool]]:  # noqa: ANN401 - either of two declarative classes
    return [
        getattr(model, name) == getattr(wanted, name)
        for name in names
        if getattr(wanted, name) is not None
    ]


async def list_forms(
    tx: Transaction,
    scope: Scope,
    campaign_id: UUID,
    wanted: FormFilter,
    *,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[ListedForm]:
    """Return forms of a round inside the scope, in the order of names."""
    names = tuple(f.name for f in fields(FormFilter) if f.name not in _SEARCH)
    query = (
        select(
            FormRow.id,
            FormRow.student_id,
            *(getattr(FormRow, name) for name in (*_PLACE, *_FORM)),
            *(getattr(StudentRow, name) for name in _STUDENT),
        )
        .join(StudentRow, StudentRow.id == FormRow.student_id)
        .where(
            FormRow.campaign_id == campaign_id,
            inside(scope, FormRow, "student_id"),
            *_equal(wanted, FormRow, names),
            *_searched(wanted),
        )
    )
    rows = await tx.session.execute(_paged(query, after, limit))
    return [
        ListedForm(
            form_id=row.id,
            student_id=row.student_id,
            place=ScopeRow(*(getattr(row, name) for name in _PLACE)),
            **{name: getattr(row, name) for name in (*_STUDENT, *_FORM)},
        )
        for row in rows
    ]


# Rows of whichever columns the query names.
def _paged(query: Select[Any], after: tuple[str, UUID] | None, limit: int) -> Select[Any]:
    if after is not None:
        sort_key, student_id = after
        query = query.where(
            or_(
                StudentRow.sort_key > sort_key,
                and_(StudentRow.sort_key == sort_key, StudentRow.id > student_id),
            )
        )
    return query.order_by(StudentRow.sort_key, StudentRow.id).limit(limit)


async def list_not_begun(
    tx: Transaction,
    scope: Scope,
    campaign_id: UUID,
    wanted: FormFilter,
    *,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[ListedForm]:
    """Return the enrolled students inside the scope who have no form in a round."""
    begun = (
        select(FormRow.id)
        .where(FormRow.campaign_id == campaign_id, FormRow.student_id == StudentRow.id)
        .exists()
    )
    query = select(
        StudentRow.id, *(getattr(StudentRow, name) for name in (*_PLACE, *_STUDENT))
    ).where(
        inside(scope, StudentRow, "id"),
        StudentRow.status.in_(ENROLLED),
        ~begun,
        *_equal(wanted, StudentRow, _PLACE),
        *_searched(wanted),
    )
    rows = await tx.session.execute(_paged(query, after, limit))
    return [
        ListedForm(
            form_id=None,
            student_id=row.id,
            place=ScopeRow(*(getattr(row, name) for name in _PLACE)),
            **{name: getattr(row, name) for name in _STUDENT},
        )
        for row in rows
    ]


async def list_people(
    tx: Transaction, scope: Scope, student_ids: Collection[UUID]
) -> list[ListedForm]:
    """Return students inside the scope, in the order of names."""
    rows = await tx.session.execute(
        select(StudentRow.id, *(getattr(StudentRow, name) for name in (*_PLACE, *_STUDENT)))
        .where(among(StudentRow.id, student_ids), inside(scope, StudentRow, "id"))
        .order_by(StudentRow.sort_key, StudentRow.id)
    )
    return [
        ListedForm(
            form_id=None,
            student_id=row.id,
            place=ScopeRow(*(getattr(row, name) for name in _PLACE)),
            **{name: getattr(row, name) for name in _STUDENT},
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """How far one class is: its enrolled students, and its forms by state."""

    place: ScopeRow
    students: int
    filling: int
    submitted: int
    reviewed: int
    returned: int
    withdrawn: int
    abnormal: int

    @property
    def not_begun(self) -> int:
        begun = self.filling + self.submitted + self.reviewed + self.returned + self.withdrawn
        return max(0, self.students - begun)


def _count(clause: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.count(case((clause, 1))).label(name)


async def progress(tx: Transaction, scope: Scope, campaign_id: UUID) -> list[ClassProgress]:
    """Return how far each class inside the scope is."""
    handed_in = FormRow.fill == "submitted"
    forms = await tx.session.execute(
        select(
            FormRow.class_id,
            _count(FormRow.fill == "filling", "filling"),
            _count(and_(handed_in, FormRow.audit == "unreviewed"), "submitted"),
            _count(and_(handed_in, FormRow.audit != "unreviewed"), "reviewed"),
            _count(FormRow.fill == "returned", "returned"),
            _count(FormRow.fill == "withdrawn", "withdrawn"),
            _count(FormRow.difference == "abnormal", "abnormal"),
        )
        .where(FormRow.campaign_id == campaign_id, inside(scope, FormRow, "student_id"))
        .group_by(FormRow.class_id)
    )
    by_class = {row.class_id: row[1:] for row in forms}
    places = [getattr(StudentRow, name) for name in _PLACE]
    students = await tx.session.execute(
        select(*places, func.count())
        .where(inside(scope, StudentRow, "id"), StudentRow.status.in_(ENROLLED))
        .group_by(*places)
        .order_by(*places)
    )
    nothing = (0,) * 6
    return [
        ClassProgress(ScopeRow(*row[:4]), row[4], *by_class.get(row[3], nothing))
        for row in students
    ]
