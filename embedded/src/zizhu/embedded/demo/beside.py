"""The services of a folder as seen from a process beside the one that runs them.

What is announced here waits in the outbox for the relays over there.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from zizhu.common.parts import Parts
from zizhu.embedded.catalogue import NAMES, SERVICES
from zizhu.embedded.installation import installation_at
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.hashing import Hashing
from zizhu.identity.service.signing import Signer
from zizhu.identity.service.sms import ShownOnScreen


@asynccontextmanager
async def services_of(home: Path) -> AsyncIterator[tuple[Mapping[str, Parts], Desk]]:
    """Open every service of an installation's folder, and what identity's use cases work with."""
    async with installation_at(home, SERVICES) as installation, AsyncExitStack() as stack:
        parts = {
            name: (await stack.enter_async_context(installation.at_rest(name))).parts
            for name in NAMES
        }
        identity = parts["identity"]
        sms = ShownOnScreen(identity.keys)
        yield parts, Desk(identity, Hashing(), Signer(identity), sms)
