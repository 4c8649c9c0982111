"""When a phase of a round ends for somebody: its own end, what extensions give, what breaks pause.

Every to-do that shows the end of such a phase asks here.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain import deadlines
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.setup import Setup, Task, pending_of
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.domain.window import Extension, Person, phase_end
from zizhu.identification.repository import campaigns, register
from zizhu.identification.repository.panels import Panel

_NOBODY = UUID(int=0)


class Ends:
    """The ends of one phase; `least` is the earliest that any can be, where a clock paused."""

    def __init__(
        self,
        one: Round,
        name: PhaseName,
        held: Collection[Extension],
        least: datetime | None = None,
    ) -> None:
        self._one, self._name, self._held, self._least = one, name, held, least

    @classmethod
    async def of(cls, tx: Transaction, one: Round, name: PhaseName) -> "Ends":
        return cls(one, name, await campaigns.extensions_of(tx, one.id, name))

    @classmethod
    async def of_flags(cls, tx: Transaction, one: Round) -> "Ends":
        """Give until when departments look into flags: this clock pauses in breaks (10.7)."""
        name = PhaseName.CONFIRMATION
        phase, least = one.campaign.phase(name), None
        if phase is not None and one.campaign.rules.pauses_in_breaks:
            least = deadlines.paused_end(phase, await register.calendar_days(tx))
        return cls(one, name, await campaigns.extensions_of(tx, one.id, name), least)

    @property
    def is_extended(self) -> bool:
        return bool(self._held)

    def for_person(self, person: Person) -> datetime | None:
        end = phase_end(self._one.campaign, self._held, self._name, person)
        return max(end, self._least) if end and self._least else end

    def for_college(self, college_id: UUID) -> datetime | None:
        return self.for_person(Person(_NOBODY, _NOBODY, college_id))

    def for_class(self, place: ScopeRow) -> datetime | None:
        return self.for_person(Person(_NOBODY, place.class_id or _NOBODY, place.college_id))

    def for_member(
        self, panel: Panel, setup: Setup, member_id: UUID, now: datetime
    ) -> datetime | None:
        """Give the next end among the applicants whom a panel member has still to evaluate.

        A sheet is in time while the phase is open for its applicant or for the member.
        """
        ends = [
            max(both)
            for person in people_of(panel, pending_of(setup, member_id), setup)
            for member in [Person(member_id, person.class_id, person.college_id)]
            if (both := [end for one in (person, member) if (end := self.for_person(one))])
        ]
        return deadlines.next_end(ends, now)


def applicants_of(panel: Panel, setup: Setup) -> list[Person]:
    """Name the applicants of a panel, where they are ranked."""
    colleges = {place.class_id: place.college_id for place in panel.places}
    some = next(iter(colleges.values()))
    return [
        Person(one.person_id, one.class_id, colleges.get(one.class_id, some))
        for one in setup.applicants
    ]


def people_of(panel: Panel, about: Collection[Task], setup: Setup) -> list[Person]:
    """Name the applicants whom these tasks are about."""
    wanted = {task.applicant_id for task in about}
    return [one for one in applicants_of(panel, setup) if one.student_id in wanted]
