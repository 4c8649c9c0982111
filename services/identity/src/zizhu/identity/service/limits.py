"""Counting tries at the door, each in a transaction of its own so that a refused one counts."""

from zizhu.identity.domain.allowance import Limit
from zizhu.identity.errors import TriedTooOften
from zizhu.identity.repository.limits import take_allowance
from zizhu.identity.service.desk import Begin


async def spend(begin: Begin, kind: str, key: bytes, limit: Limit) -> None:
    """Count one try of a person, phone or school. Raises TriedTooOften."""
    async with begin() as tx:
        taken = await take_allowance(tx, kind, key, limit, tx.machine_now)
    if not taken.is_allowed:
        minutes = -(-taken.wait_seconds // 60)
        raise TriedTooOften(
            f"尝试次数过多，请约 {minutes} 分钟后再试。", retry_after=taken.wait_seconds
        )
