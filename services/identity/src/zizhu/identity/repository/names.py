"""Names of accounts by id, as pages beside other services' rows show them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identity.models import AccountRow
from zizhu.identity.repository.staff import visible


async def names_of(
    tx: Transaction, scope: Scope, own_id: UUID, account_ids: Sequence[UUID]
) -> list[tuple[UUID, str]]:
    """Return `(account_id, name)` of those whom a scope may know, in no order.

    The whole school's scope knows its students too; a narrower one the staff inside it, and itself.
    """
    query = select(AccountRow.id, AccountRow.name).where(
        AccountRow.school_id == scope.school_id, among(AccountRow.id, account_ids)
    )
    if not scope.is_school_wide:
        query = query.where(or_(AccountRow.id == own_id, visible(scope)))
    return [(row[0], row[1]) for row in await tx.session.execute(query)]
