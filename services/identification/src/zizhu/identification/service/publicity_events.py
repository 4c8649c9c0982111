"""What moves a publicity from outside: the release of its notice, its withdrawal, and the clock.

An event of an attempt that is over finds that attempt's own row and changes nothing that follows.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from zizhu.common.inbox import TooEarly
from zizhu.common.workdays import CalendarDays, PublicityEnd, publicity_end
from zizhu.identification.domain import publicity as domain
from zizhu.identification.domain.publicity import Event, Outcome, Publicity, PublicityState
from zizhu.identification.errors.results import NoSuchPublicity
from zizhu.identification.repository import applications, campaigns, publicities, register
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.service import publicity_store as store
from zizhu.identification.service import tasks
from zizhu.identification.service.final_due import tell_finalise
from zizhu.identification.service.work import Work


async def on_released(work: Work, publicity_id: UUID, released_at: datetime) -> Outcome:
    """Start the clock of a list that officers released. Raises TooEarly."""
    found = await _hold(work, publicity_id)
    days = await register.calendar_days(work.tx)
    event = Event(found.publicity.attempt, released_at)
    moved, outcome = domain.on_released(found.publicity, event, _end_of(days))
    if outcome is Outcome.MOVED:
        await store.keep(work.tx, replace(found, days=days), moved)
        await _note_published(work, moved)
        await _tell_applicants(work, moved)
    return outcome


async def on_withdrawn(work: Work, publicity_id: UUID, withdrawn_at: datetime) -> Outcome:
    """Take in that the notice is gone: before its end the count begins anew. Raises TooEarly."""
    found = await _hold(work, publicity_id)
    event = Event(found.publicity.attempt, withdrawn_at)
    moved, outcome = domain.on_taken_down(found.publicity, event)
    if outcome is Outcome.MOVED:
        await _keep(work, found, moved)
    return outcome


async def _hold(work: Work, publicity_id: UUID) -> Shown:
    """Lock the round first, then its publicity, as every act of an officer does."""
    try:
        seen = await publicities.find_publicity(work.tx, work.school_id, publicity_id)
        await campaigns.find_round(work.tx, work.scope, seen.publicity.campaign_id, lock="own")
        return await publicities.find_publicity(work.tx, work.school_id, publicity_id, lock=True)
    except NoSuchPublicity:
        raise TooEarly(f"公示 {publicity_id} 尚未到达，稍后重试。") from None


def _end_of(days: CalendarDays) -> domain.EndOf:
    def end_of(day: date) -> PublicityEnd:
        return publicity_end(day, days)

    return end_of


async def _keep(work: Work, found: Shown, moved: Publicity) -> None:
    await store.keep(work.tx, found, moved)
    if moved.state is PublicityState.ENDED:
        await tell_finalise(work, moved.campaign_id)


async def _note_published(work: Work, moved: Publicity) -> None:
    """From the first release on a round is never cancelled."""
    one = await campaigns.find_round(work.tx, work.scope, moved.campaign_id)
    if one.published_at is None:
        told = replace(one, published_at=moved.published_at, version=one.version + 1)
        await campaigns.save_round(work.tx, told)


async def _tell_applicants(work: Work, moved: Publicity) -> None:
    """Tell everybody concerned that results are public; what they are, each reads on their own."""
    persons = [moved.person_id] if moved.person_id else None
    listed = await applications.list_applications(
        work.tx, work.scope, moved.campaign_id, persons=persons
    )
    for application in listed:
        tasks.send_message(
            work.tx,
            kind="result_published",
            address=tasks.to_student(application.person_id),
            title="认定结果开始公示",
            body="可以查看您的认定结果；如有异议，请在公示期内提出。",
            link=f"/identification/campaigns/{moved.campaign_id}/result",
        )


async def tick(work: Work) -> int:
    """End what stood its time, count provisional ends again; return how many moved."""
    due = (PublicityState.RUNNING.value, PublicityState.ANNOUNCED.value)
    days = await register.calendar_days(work.tx)
    moved_count = 0
    for found in await publicities.in_state(work.tx, work.school_id, due):
        moved, outcome = domain.recount(found.publicity, _end_of(days))
        counted = replace(found, days=days) if outcome is Outcome.MOVED else found
        ended, clock = domain.on_clock(moved, work.now)
        if Outcome.MOVED in {outcome, clock}:
            await _keep(work, counted, ended)
            moved_count += 1
    return moved_count
