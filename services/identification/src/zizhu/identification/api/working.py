"""From a caller to the work of a judging act."""

from zizhu.common.database import Transaction
from zizhu.common.web import Caller
from zizhu.identification.service.work import Work


def work_of(caller: Caller, tx: Transaction) -> Work:
    """Give what every judging act works with, for this caller and this transaction."""
    return Work(
        tx=tx,
        ring=caller.parts.keys.ring,
        scope=caller.scope,
        by=caller.principal.account_id,
        now=caller.now,
    )
