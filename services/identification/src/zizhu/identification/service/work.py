"""What every judging act of an officer or of the service works with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.identification.domain.round import Round, require_open
from zizhu.identification.errors.filing import CampaignStateForbids
from zizhu.identification.repository import campaigns, finals


@dataclass(frozen=True, slots=True)
class Work:
    """The transaction, whose rows it may see, who acts, and the business instant."""

    tx: Transaction
    ring: KeyRing
    scope: Scope
    by: UUID
    now: datetime

    @property
    def school_id(self) -> UUID:
        return self.scope.school_id


async def open_round(
    work: Work, campaign_id: UUID, *, lock: str = "share", may_be_final: bool = False
) -> Round:
    """Return a round that is open and, unless that does not matter, not final; it stays so.

    Raises NoSuchCampaign, CampaignStateForbids.
    """
    one = await campaigns.find_round(work.tx, work.scope, campaign_id, lock=lock)
    require_open(one)
    if not may_be_final and await finals.standing_final(work.tx, one.id) is not None:
        raise CampaignStateForbids("本轮认定已终审，只能查看；个别结果请使用“认定变更”。")
    return one


NOBODY = UUID(int=0)  # who acts where no account does: the register moved, or a clock ran out


def work_of_service(tx: Transaction, ring: KeyRing, school_id: UUID, *, now: datetime) -> Work:
    """Give the work of an act that follows from an event or a clock."""
    return Work(tx, ring, Scope(school_id), NOBODY, now)
