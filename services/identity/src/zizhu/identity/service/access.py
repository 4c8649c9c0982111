"""Ending what people may do: tokens turn stale and sessions end, with the change that ends it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Transaction
from zizhu.common.tables import not_before
from zizhu.contracts.identity import AccessChanged
from zizhu.identity.domain.accounts import Account
from zizhu.identity.domain.freshness import stale_from
from zizhu.identity.repository.accounts import lock_account, touch_account
from zizhu.identity.repository.sessions import end_sessions


async def make_stale(tx: Transaction, account: Account) -> None:
    """Let no token of a locked account pass that was issued before this change.

    Announces AccessChanged, so that every service knows within moments; without the bus it is
    over after ten minutes anyway.
    """
    since = stale_from(tx.machine_now, account.token_at)
    version = account.access_version + 1
    await touch_account(tx, account.id, not_before=since, access_version=version)
    fresh = insert(not_before).values(account_id=account.id, version=version, not_before=since)
    await tx.session.execute(
        fresh.on_conflict_do_update(
            index_elements=[not_before.c.account_id],
            set_={
                "version": fresh.excluded.version,
                "not_before": func.greatest(not_before.c.not_before, fresh.excluded.not_before),
            },
        )
    )
    tx.announce(
        AccessChanged(account_id=account.id, not_before=since), subject=account.id, version=version
    )


async def cut_off(tx: Transaction, account_ids: Sequence[UUID], reason: str) -> None:
    """End every session of some accounts and make their tokens stale."""
    for account_id in sorted(account_ids):  # in one order, so that two of these never cross
        await make_stale(tx, await lock_account(tx, account_id))
    await end_sessions(tx, account_ids, tx.machine_now, reason)
