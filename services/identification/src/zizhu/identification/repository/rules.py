"""Released schemes, questionnaires and parameters of a school."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.models import RuleDocumentRow


@dataclass(frozen=True, slots=True)
class Released:
    """One released document; the default ones were released with the package, by nobody."""

    kind: str
    version: str
    title: str
    digest: str
    released_at: datetime | None
    content: str


_FIELDS = [getattr(RuleDocumentRow, name) for name in Released.__slots__]


async def list_released(tx: Transaction, scope: Scope, kind: str) -> list[Released]:
    """Return what the school released of one kind, oldest first."""
    rows = await tx.session.execute(
        select(*_FIELDS)
        .where(RuleDocumentRow.school_id == scope.school_id, RuleDocumentRow.kind == kind)
        .order_by(RuleDocumentRow.released_at, RuleDocumentRow.version)
    )
    return [Released(*row) for row in rows]


async def find_released(
    tx: Transaction, school_id: UUID, kind: str, version: str
) -> Released | None:
    row = (
        await tx.session.execute(
            select(*_FIELDS).where(
                RuleDocumentRow.school_id == school_id,
                RuleDocumentRow.kind == kind,
                RuleDocumentRow.version == version,
            )
        )
    ).first()
    return Released(*row) if row else None


async def add_released(
    tx: Transaction, school_id: UUID, released: Released, *, by: UUID | None
) -> None:
    values = {name: getattr(released, name) for name in Released.__slots__}
    await tx.session.execute(
        insert(RuleDocumentRow).values(school_id=school_id, released_by=by, **values)
    )
