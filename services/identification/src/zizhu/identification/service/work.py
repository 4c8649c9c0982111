"""What every judging act of an officer or of the service works with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.identification.domain.round import Round, require_open
from zizhu.identification.repository import campaigns


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


async def open_round(work: Work, campaign_id: UUID, *, lock: str = "share") -> Round:
    """Return a round that is open; it stays so until the commit.

    Raises NoSuchCampaign, CampaignStateForbids.
    """
    one = await campaigns.find_round(work.tx, work.scope, campaign_id, lock=lock)
    require_open(one)
    return one


NOBODY = UUID(int=0)  # who acts where no account does: the register moved, or a clock ran out


def work_of_service(tx: Transaction, ring: KeyRing, school_id: UUID, *, now: datetime) -> Work:
    """Give the work of an act that follows from an event or a clock."""
    return Work(tx, ring, Scope(school_id), NOBODY, now)
