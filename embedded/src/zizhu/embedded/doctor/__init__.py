"""What an operator should look at. Each check is a value; a new one is added to `CHECKS`."""

from collections.abc import AsyncIterator, Sequence

from zizhu.embedded.doctor.finding import Check, Finding
from zizhu.embedded.doctor.services import SERVICE_CHECKS
from zizhu.embedded.doctor.surroundings import CHECKS
from zizhu.embedded.installation import Installation

__all__ = ["CHECKS", "SERVICE_CHECKS", "Check", "Finding", "examine"]


async def examine(
    installation: Installation, checks: Sequence[Check] = CHECKS
) -> AsyncIterator[Finding]:
    """Run every check, and those of each service whose database answers."""
    for check in checks:
        for finding in await check(installation):
            yield finding
    for service in installation.services:
        async with installation.database(service.name) as database:
            for look in SERVICE_CHECKS:
                found = await look(installation, service, database)
                for finding in found:
                    yield finding
                if any(finding.is_final for finding in found):
                    break
