"""How many students there are, and how many of them handed something in."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain.vocabulary import FillState
from zizhu.identification.models import FormRow, StudentRow
from zizhu.identification.repository.applications import Filters
from zizhu.identification.repository.scoped import inside

_PLACES = ("college_id", "year", "major_id", "class_id")


async def count_filed(
    tx: Transaction, scope: Scope, campaign_id: UUID, filters: Filters
) -> tuple[int, int]:
    """Count enrolled students in scope, and those who handed a form in, for whatever purpose."""
    clauses: list[Any] = [
        getattr(StudentRow, name) == getattr(filters, name)
        for name in _PLACES
        if getattr(filters, name) is not None
    ]
    has_form = FormRow.fill.in_((FillState.SUBMITTED.value, FillState.RETURNED.value))
    row = (
        await tx.session.execute(
            select(func.count(), func.count().filter(has_form))
            .select_from(StudentRow)
            .outerjoin(
                FormRow,
                and_(FormRow.student_id == StudentRow.id, FormRow.campaign_id == campaign_id),
            )
            .where(inside(scope, StudentRow, "id"), StudentRow.status == "active", *clauses)
        )
    ).one()
    return row[0], row[1]
