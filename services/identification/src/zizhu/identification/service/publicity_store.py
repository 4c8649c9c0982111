"""Saving a publicity and telling notification, which shows and takes down its notice from that."""

from dataclasses import replace

from zizhu.common.database import Transaction
from zizhu.contracts.address import Address
from zizhu.contracts.identification import PublicityChanged
from zizhu.identification.domain.publicity import Publicity, PublicityState
from zizhu.identification.repository import publicities
from zizhu.identification.repository.publicities import Shown

EVERYBODY = Address(role="everyone")


def publicity_changed(one: Shown) -> PublicityChanged:
    """State a publicity as notification may know it: counts and instants, no row."""
    publicity = one.publicity
    is_provisional = publicity.state is PublicityState.ANNOUNCED
    return PublicityChanged.model_validate(
        {
            "publicity_id": one.id,
            "campaign_id": publicity.campaign_id,
            "title": one.title,
            "audience": EVERYBODY,
            "state": _WIRE[publicity.state],
            "rows": one.rows,
            "started_at": publicity.published_at,
            # A provisional end takes nothing down: its day may still move.
            "ends_at": None if is_provisional else publicity.ends_at,
            "is_provisional": is_provisional,
        }
    )


_WIRE = {
    PublicityState.PREPARED: "prepared",
    PublicityState.ANNOUNCED: "running",
    PublicityState.RUNNING: "running",
    PublicityState.ENDED: "ended",
    PublicityState.WITHDRAWN: "withdrawn",
    PublicityState.REFUSED: "withdrawn",
}


def announce(tx: Transaction, one: Shown) -> None:
    """Tell what a publicity is by now."""
    tx.announce(
        publicity_changed(one), subject=one.id, version=one.version, school_id=one.school_id
    )


async def keep(tx: Transaction, one: Shown, moved: Publicity) -> Shown:
    """Save a publicity that moved, and tell it where its state is another one."""
    after = replace(one, publicity=moved, version=one.version + 1)
    await publicities.save_publicity(tx, after)
    is_told = (moved.state, moved.ends_on) != (one.publicity.state, one.publicity.ends_on)
    if is_told:
        announce(tx, after)
    return after
