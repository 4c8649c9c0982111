"""What identity does when roster reports a change."""

from zizhu.common.database import Transaction
from zizhu.common.events import Message
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.contracts.roster import SchoolChanged
from zizhu.identity.service.schools import take_over_school


async def on_school_changed(parts: Parts, tx: Transaction, message: Message[SchoolChanged]) -> None:
    """Open, correct or cut off a school's account."""
    await take_over_school(parts, tx, message.data, message.envelope.version)


SUBSCRIPTIONS: Subscriptions[Parts] = {SchoolChanged: on_school_changed}
