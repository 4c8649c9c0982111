"""Reading lists on show: by students and staff of the school, until their end by our own clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.identification.domain.publicity import PublicityState, require_readable
from zizhu.identification.repository import campaigns, publicities
from zizhu.identification.repository.publicities import Line, Shown
from zizhu.identification.service.work import Work

_ON_SHOW = (PublicityState.ANNOUNCED.value, PublicityState.RUNNING.value)


async def list_on_show(work: Work) -> list[Shown]:
    """List what the school publishes at this instant."""
    found = await publicities.on_show(work.tx, work.school_id, _ON_SHOW)
    return [one for one in found if not one.publicity.is_over(work.now)]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a list; `names` are those that it does not show, for officers of the students.

    By line; a student is given none.
    """

    shown: Shown
    lines: Sequence[Line]
    names: Mapping[int, str]


async def read_rows(work: Work, publicity_id: UUID, *, after: int, limit: int) -> Excerpt:
    """Read lines of a list on show. Raises NoSuchPublicity, PublicityOver, PublicityNotOpen."""
    found = await publicities.find_publicity(work.tx, work.school_id, publicity_id)
    require_readable(found.publicity, work.now)
    return await _excerpt(work, found, None, after=after, limit=limit)


async def _excerpt(
    work: Work, found: Shown, scope: Scope | None, *, after: int, limit: int
) -> Excerpt:
    lines = await publicities.list_rows(work.tx, found.id, scope, after=after, limit=limit)
    is_student = work.scope.person_id is not None
    names = {} if is_student else await publicities.register_names(work.tx, work.scope, found.id)
    return Excerpt(found, lines, names)


async def list_all(work: Work, campaign_id: UUID) -> list[Shown]:
    """List every publicity of a round for its officers. Raises NoSuchCampaign."""
    await campaigns.find_round(work.tx, work.scope, campaign_id)
    return await publicities.list_publicities(work.tx, campaign_id)


async def read_frozen(work: Work, publicity_id: UUID, *, after: int, limit: int) -> Excerpt:
    """Read frozen lines of a staff scope in any state, as the archive. Raises NoSuchPublicity."""
    found = await publicities.find_publicity(work.tx, work.school_id, publicity_id)
    return await _excerpt(work, found, work.scope, after=after, limit=limit)


async def check_integrity(work: Work, publicity_id: UUID) -> tuple[Shown, str]:
    """Compute the digest of the stored lines anew. Raises NoSuchPublicity."""
    found = await publicities.find_publicity(work.tx, work.school_id, publicity_id)
    return found, (await publicities.snapshot_of(work.tx, found)).digest
