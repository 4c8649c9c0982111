"""Who may be chosen for a panel and who may be evaluated, each with sentences that say why not."""

from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.identification.domain.eligibility import (
    class_size,
    is_applicant,
    min_student_members,
)
from zizhu.identification.domain.seating import evaluated_eligibility, member_eligibility
from zizhu.identification.domain.setup import Member, MemberKind
from zizhu.identification.repository import campaigns, people
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.people import Staff
from zizhu.identification.service.panel_desk import view_of
from zizhu.identification.service.work import Work


@dataclass(frozen=True, slots=True)
class Candidate:
    """A classmate or staff member with every reason why they cannot be chosen, as sentences."""

    person_id: UUID
    kind: MemberKind
    name: str
    detail: str
    as_member: tuple[str, ...]
    as_applicant: tuple[str, ...]
    applies: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that the choice of a panel looks at."""

    students: int
    applicants: int
    minimum: int
    candidates: tuple[Candidate, ...]


async def list_candidates(work: Work, found: Panel) -> Choice:
    """List classmates and staff for a panel, each with sentences that say why not."""
    one = await campaigns.find_round(work.tx, work.scope, found.campaign_id)
    setup, view = found.setup, await view_of(work, one, found.setup)
    size = class_size([*view.classmates.values()])
    named = await people.named_students(work.tx, view.classmates)
    candidates = []
    for mate in view.classmates.values():
        member = member_eligibility(setup, view, Member(mate.person_id, MemberKind.STUDENT))
        evaluated = evaluated_eligibility(setup, view, mate.person_id)
        known = named[mate.person_id]
        candidates.append(
            Candidate(
                person_id=mate.person_id,
                kind=MemberKind.STUDENT,
                name=known.name,
                detail=known.student_number or "",
                as_member=member.sentences,
                as_applicant=evaluated.sentences,
                applies=is_applicant(mate),
            )
        )
    staff = await people.staff_of(work.tx, work.scope)
    near = [one for one in staff.values() if _is_near(one, found)]
    for person in near:
        answer = member_eligibility(setup, view, Member(person.account_id, MemberKind.STAFF))
        candidates.append(_staff_candidate(person, answer.sentences))
    minimum = min_student_members(size, view.rules)
    return Choice(size.students, size.applicants, minimum, tuple(candidates))


def _staff_candidate(person: Staff, sentences: tuple[str, ...]) -> Candidate:
    label = Role(person.role).label if person.role in set(Role) else person.role
    return Candidate(
        person.account_id, MemberKind.STAFF, person.name, label, sentences, (), applies=False
    )


def _is_near(person: Staff, found: Panel) -> bool:
    """Staff of the same college, and those of the whole school."""
    colleges = {place.college_id for place in found.places}
    return not person.rows or any(row.college_id in colleges for row in person.rows)
