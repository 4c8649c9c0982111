"""Applications of a round as judging sees them: states and scores, never an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select

from zizhu.common.among import among
from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.application import Application
from zizhu.identification.domain.eligibility import Classmate
from zizhu.identification.domain.student import DELETED, LEFT
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.judging import ApplicantUnknown
from zizhu.identification.models import (
    FormRow,
    PanelApplicantRow,
    PanelClassRow,
    PanelRow,
    StandingRow,
    StudentRow,
)
from zizhu.identification.repository.scoped import inside

_HANDED_IN = (FillState.SUBMITTED.value, FillState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of applications is narrowed to; an unset filter lets everything through."""

    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    grade: Grade | None = None
    audit: AuditState | None = None
    difference: Difference | None = None
    wants_grant: bool | None = None

    def clauses(self) -> list[Any]:
        """Give the SQL of the filters that are set."""
        return [
            getattr(FormRow, name) == value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        ]


_EVERY = Filters()


# A select of the columns that `_application` reads.
def _query(campaign_id: UUID) -> Any:  # noqa: ANN401 - more columns than its type can name
    return (
        select(
            FormRow.id,
            FormRow.student_id,
            FormRow.college_id,
            FormRow.year,
            FormRow.major_id,
            FormRow.class_id,
            FormRow.purpose,
            FormRow.fill,
            FormRow.audit,
            FormRow.difference,
            FormRow.grade,
            FormRow.raw_score,
            FormRow.effective_score,
            FormRow.is_guaranteed,
            FormRow.is_reopened,
            FormRow.is_unnamed,
            FormRow.wants_grant,
            FormRow.version,
            StudentRow.name,
            StudentRow.sort_key,
            StudentRow.student_number,
            StudentRow.birth_date,
            StudentRow.status,
            func.coalesce(StandingRow.is_left_off, False).label("is_left_off"),
        )
        .join(StudentRow, StudentRow.id == FormRow.student_id)
        .outerjoin(
            StandingRow,
            and_(
                StandingRow.campaign_id == FormRow.campaign_id,
                StandingRow.student_id == FormRow.student_id,
            ),
        )
        .where(FormRow.campaign_id == campaign_id)
    )


def _application(row: Row[Any]) -> Application:
    return Application(
        form_id=row.id,
        person_id=row.student_id,
        place=ScopeRow(row.college_id, row.year, row.major_id, row.class_id),
        name=row.name,
        sort_key=row.sort_key,
        student_number=row.student_number,
        birth_date=row.birth_date,
        status=row.status,
        purpose=Purpose.of(row.purpose) if row.purpose else None,
        fill=FillState.of(row.fill),
        audit=AuditState.of(row.audit),
        difference=Difference.of(row.difference),
        grade=Grade.of(row.grade),
        raw_score=row.raw_score or 0,
        effective_score=row.effective_score or 0,
        is_guaranteed=row.is_guaranteed,
        is_reopened=row.is_reopened,
        wants_grant=bool(row.wants_grant),
        is_left_off=row.is_left_off,
        is_unnamed=row.is_unnamed,
        version=row.version,
    )


async def list_applications(
    tx: Transaction,
    scope: Scope,
    campaign_id: UUID,
    filters: Filters = _EVERY,
    *,
    persons: Collection[UUID] | None = None,
    lock: bool = False,
) -> list[Application]:
    """Return the standing applications of a round inside the scope, in the order of place and name.

    With `lock` their forms stay as they are until the commit.
    """
    query = _query(campaign_id).where(
        inside(scope, FormRow, "student_id"),
        FormRow.purpose == Purpose.APPLY.value,
        FormRow.fill.in_(_HANDED_IN),
        *filters.clauses(),
    )
    if persons is not None:
        query = query.where(among(FormRow.student_id, persons))
    if lock:
        await _hold(tx, campaign_id)
    order = (FormRow.college_id, FormRow.year, FormRow.major_id, FormRow.class_id)
    rows = await tx.session.execute(query.order_by(*order, StudentRow.sort_key, FormRow.student_id))
    return [_application(row) for row in rows]


async def _hold(tx: Transaction, campaign_id: UUID) -> None:
    await tx.session.execute(
        select(FormRow.id)
        .where(FormRow.campaign_id == campaign_id)
        .order_by(FormRow.id)
        .with_for_update()
    )


async def find_application(
    tx: Transaction, scope: Scope, campaign_id: UUID, person_id: UUID
) -> Application:
    """Return the application of one student of the scope. Raises ApplicantUnknown."""
    found = await list_applications(tx, scope, campaign_id, persons=[person_id])
    if not found:
        raise ApplicantUnknown("本轮认定没有这名学生的申请，或者不在您的管理范围内。")
    return found[0]


async def hold_classes(tx: Transaction, campaign_id: UUID, class_ids: Collection[UUID]) -> None:
    """Let no form of these classes be withdrawn or returned until the commit."""
    await tx.session.execute(
        select(FormRow.id)
        .where(FormRow.campaign_id == campaign_id, among(FormRow.class_id, class_ids))
        .order_by(FormRow.id)
        .with_for_update(read=True)
    )


async def classmates(
    tx: Transaction, campaign_id: UUID, class_ids: Collection[UUID]
) -> dict[UUID, Classmate]:
    """Return the students of classes with the state of their form, in the order of names."""
    rows = await tx.session.execute(
        select(
            StudentRow.id,
            StudentRow.class_id,
            StudentRow.status,
            FormRow.fill,
            FormRow.purpose,
            FormRow.wants_grant,
        )
        .outerjoin(
            FormRow,
            and_(FormRow.student_id == StudentRow.id, FormRow.campaign_id == campaign_id),
        )
        .where(among(StudentRow.class_id, class_ids), StudentRow.status != DELETED)
        .order_by(StudentRow.sort_key, StudentRow.id)
    )
    return {
        row.id: Classmate(
            person_id=row.id,
            class_id=row.class_id,
            is_enrolled=row.status == "active",
            fill=FillState.of(row.fill) if row.fill else FillState.NOT_STARTED,
            purpose=Purpose.of(row.purpose) if row.purpose else None,
            wants_grant=bool(row.wants_grant),
        )
        for row in rows
    }


async def count_unevaluated(tx: Transaction, campaign_id: UUID, class_id: UUID) -> int:
    """Count a class's applicants whom no confirmed panel evaluates, where the class has one."""
    bound = exists().where(
        PanelApplicantRow.campaign_id == campaign_id,
        PanelApplicantRow.person_id == FormRow.student_id,
        PanelApplicantRow.is_bound,
    )
    confirmed = exists().where(
        PanelClassRow.class_id == class_id,
        PanelClassRow.panel_id == PanelRow.id,
        PanelRow.campaign_id == campaign_id,
        PanelRow.confirmed_at.is_not(None),
    )
    found = await tx.session.scalar(
        select(func.count()).where(
            FormRow.campaign_id == campaign_id,
            FormRow.class_id == class_id,
            FormRow.purpose == Purpose.APPLY.value,
            FormRow.fill.in_(_HANDED_IN),
            ~bound,
            confirmed,
        )
    )
    return found or 0


async def is_settled(tx: Transaction, campaign_id: UUID) -> bool:
    """Tell whether a round has applications, and none of them stands in the way of a cut.

    It looks for one and does not count: this is asked after every single visit and review.
    """

    def some(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return (
            select(FormRow.id)
            .join(StudentRow, StudentRow.id == FormRow.student_id)
            .where(
                FormRow.campaign_id == campaign_id,
                FormRow.purpose == Purpose.APPLY.value,
                FormRow.fill.in_(_HANDED_IN),
                StudentRow.status.not_in((LEFT, DELETED)),
                *conditions,
            )
            .exists()
        )

    flagged = some(FormRow.difference == Difference.ABNORMAL.value)
    uncompared = some(FormRow.difference == Difference.UNCOMPUTED.value)
    unreviewed = some(FormRow.audit == AuditState.UNREVIEWED.value)
    is_waiting = or_(flagged, uncompared, unreviewed)
    return bool(await tx.session.scalar(select(and_(~is_waiting, some()))))
