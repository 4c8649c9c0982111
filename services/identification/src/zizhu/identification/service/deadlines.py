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
from zizhu.identification.domain.window import Extension, Person, phase_end
from zizhu.identification.repository import campaigns, register
from zizhu.identification.repository.panels import Panel
from zizhu.identification.service.extensions import keep_extension
from zizhu.identification.service.work import Work

WORKING_DAYS_MORE = 3  # what comes back, or is added, after its phase gets so long


async def working_days_on(tx: Transaction, now: datetime) -> datetime:
    """Return the end of the third working day from now."""
    days = await register.calendar_days(tx)
    last = add_working_days(business_day(now), WORKING_DAYS_MORE, days).day
    return day_start(last + timedelta(days=1))


async def _moved_ends(
    tx: Transaction, one: Round, name: PhaseName, now: datetime
) -> list[Extension]:
    """Extensions matter only outside the phase."""
    phase = one.campaign.phase(name)
    if phase is None or phase.holds(now):
        return []
    return await campaigns.extensions_of(tx, one.id, name)


def _people(found: Panel, applicant_ids: Collection[UUID], setup: Setup) -> list[Person]:
    colleges = {place.class_id: place.college_id for place in found.places}
    some = next(iter(colleges.values()))
    return [
        Person(one.person_id, one.class_id, colleges.get(one.class_id, some))
        for one in setup.applicants
        if one.person_id in applicant_ids
    ]


async def require_may_evaluate(
    work: Work, one: Round, found: Panel, member_id: UUID, tasks: Collection[Task]
) -> None:
    """Refuse sheets outside the phase. Raises EvaluationClosed."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    for person in _people(found, {task.applicant_id for task in tasks}, found.setup):
        member = Person(member_id, person.class_id, person.college_id)
        deadlines.require_may_evaluate(one.campaign, held, (person, member), work.now)


async def require_evaluation_ahead(work: Work, one: Round, found: Panel) -> None:
    """Refuse to confirm a panel after the phase. Raises EvaluationClosed."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    chosen = {applicant.person_id for applicant in found.setup.applicants}
    people = _people(found, chosen, found.setup)
    deadlines.require_evaluation_ahead(one.campaign, held, people, work.now)


async def give_time_to_evaluate(
    work: Work, one: Round, found: Panel, setup: Setup, opened: Collection[Task], *, reason: str
) -> None:
    """Give members three working days for what was added after the phase (补充评议)."""
    held = await _moved_ends(work.tx, one, PhaseName.EVALUATION, work.now)
    until = await working_days_on(work.tx, work.now)
    for person in _people(found, {task.applicant_id for task in opened}, setup):
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

    def __init__(self, one: Round, name: PhaseName | None, held: Collection[Extension]) -> None:
        self._one, self._name, self._held = one, name, held

    @classmethod
    async def of(cls, tx: Transaction, one: Round, office: Actor) -> "ReviewEnds":
        name = deadlines.REVIEWED_IN.get(office)
        held = await campaigns.extensions_of(tx, one.id, name) if name else ()
        return cls(one, name, held)

    def end_for(self, filed: Filed) -> datetime | None:
        place = filed.place
        if self._name is None or place.class_id is None:
            return None
        person = Person(filed.student_id, place.class_id, place.college_id)
        return phase_end(self._one.campaign, self._held, self._name, person)

    def is_late(self, filed: Filed, now: datetime) -> bool:
        """Tell whether a review now would be late; late reviews are done, and marked."""
        return deadlines.is_review_late(self.end_for(filed), filed.submitted_at, now)
