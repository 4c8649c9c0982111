"""Erasing the details of audit lines when the law asks (个人信息保护法 art. 47), and nothing else.

The chain covers only the digest of details, so it still verifies. Neither the service's role nor
the sealer's may change a line: only the owner can, so erasing is an operator's command.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.common.errors import Invalid
from zizhu.common.tables import audit_line

ERASED = "audit.details_erased"


class ReasonMissing(Invalid):
    code = "reason_missing"
    title = "缺少理由"


async def erase_details(tx: Transaction, line_ids: Sequence[UUID], *, reason: str) -> int:
    """Erase the details of lines, leaving an audit line for each; return how many had any.

    `tx` is a transaction of the owner role.

    Raises:
        ReasonMissing: no reason was given.
    """
    if not reason.strip():
        raise ReasonMissing("请填写清除审计明细的理由，例如当事人申请的编号。")
    found = await tx.session.execute(
        select(audit_line.c.id)
        .where(among(audit_line.c.id, line_ids), audit_line.c.details.is_not(None))
        .with_for_update()
    )
    erased = list(found.scalars())
    await tx.session.execute(
        update(audit_line).where(among(audit_line.c.id, erased)).values(details=None)
    )
    for line_id in erased:
        tx.record(ERASED, of="audit_line", object_id=line_id, reason=reason)
    return len(erased)
