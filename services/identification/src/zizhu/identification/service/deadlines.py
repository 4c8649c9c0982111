"""Ends of phases for those who judge, with the extensions that move them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.clock import business_day, day_start
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.workdays import add_working_days
from zizhu.identification.domain import deadlines
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.setup import Setup, Task
from zizhu.identification.domain.vocabulary import Actor, PhaseName
from zizhu.identification.domain.window import Extension, Person
from zizhu.identification.repository import campaigns, register
from zizhu.identification.repository.panels import Panel
from zizhu.identification.service.ends import Ends, applicants_of, people_of
from zizhu.identification.service.extensions import keep_extension
from zizhu.identification.service.work import Work

WORKING_DAYS_MORE = 3  # what comes back, or is added, after its phase gets so long


async def working_days_on(tx: Transaction, one: Round, now: datetime) -> datetime:
    """Return the end of the third working day from now; breaks do not count, by the rules."""
    days = await register.calendar_days(tx)
    pauses = one.campaign.rules.pauses_in_breaks
    today = business_day(now)
    last = add_working_days(today, WORKING_DAYS_MORE, days, pause_in_breaks=pauses).day
    return day_start(last + timedelta(days=1))


async def _moved_ends(
    tx: Transaction, one: Round, name: PhaseName, now: datetime
) -> list[Extension]:
    """Extensions matter only outside the phase."""
    phase = one.campaign.phase(name)
    if phase is None or phase.holds(now):
        return []
    return await campaigns.extensions_of(tx, one.id, name)


async def require_may_evaluate(
    work: Work, one: Round, found: Panel, member_id: UUID, tasks: Collection[Task]
) -> None:
    """Refuse sheets outside the phase. Raises EvaluationClosed."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    for person in people_of(found, tasks, found.setup):
        member = Person(member_id, person.class_id, person.college_id)
        deadlines.require_may_evaluate(one.campaign, held, (person, member), work.now)


async def require_evaluation_ahead(work: Work, one: Round, found: Panel) -> None:
    """Refuse to confirm a panel after the phase. Raises EvaluationClosed."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    people = applicants_of(found, found.setup)
    deadlines.require_evaluation_ahead(one.campaign, held, people, work.now)


async def give_time_to_evaluate(
    work: Work, one: Round, found: Panel, setup: Setup, opened: Collection[Task], *, reason: str
) -> None:
    """Give members three working days for what was added after the phase (补充评议)."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    until = await working_days_on(work.tx, one, work.now)
    for person in people_of(found, opened, setup):
        more = deadlines.allow_added_evaluation(
            one.campaign,
            held,
            person,
            extension_id=new_id(),
            until=until,
            reason=reason,
            by=work.by,
            now=work.now,
        )
        if more is not None:
            await keep_extension(work.tx, one, more)


class ReviewEnds:
    """When each form of a round has to be reviewed by an office, extensions included."""

    def __init__(self, ends: Ends | None) -> None:
        self._ends = ends

    @classmethod
    async def of(cls, tx: Transaction, one: Round, office: Actor) -> "ReviewEnds":
        name = deadlines.REVIEWED_IN.get(office)
        if name is PhaseName.CONFIRMATION:
            return cls(await Ends.of_flags(tx, one))
        return cls(await Ends.of(tx, one, name) if name else None)

    def end_for(self, filed: Filed) -> datetime | None:
        place = filed.place
        if self._ends is None or place.class_id is None:
            return None
        return self._ends.for_person(Person(filed.student_id, place.class_id, place.college_id))

    def is_late(self, filed: Filed, now: datetime) -> bool:
        """Tell whether a review now would be late; late reviews are done, and marked."""
        return deadlines.is_review_late(self.end_for(filed), filed.submitted_at, now)
