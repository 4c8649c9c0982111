"""What officers see of panels: members, applicants, how far each one is, who handed in.

A score appears only where the last sheet about the applicant is in (domain.md 5.7 rule 7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.peer import may_see_sheet, show_score
from zizhu.identification.domain.seating import missing_students
from zizhu.identification.domain.setup import (
    Applicant,
    ExceptionKind,
    Member,
    MemberKind,
    Setup,
    is_complete,
    pending_of,
)
from zizhu.identification.domain.vocabulary import SetupState, TaskState
from zizhu.identification.repository import campaigns, people, sheets
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.people import Named, Staff
from zizhu.identification.repository.register import names_of
from zizhu.identification.repository.sheets import TaskSeen
from zizhu.identification.service import panel_effects
from zizhu.identification.service.work import Work


@dataclass(frozen=True, slots=True)
class MemberSeen:
    person_id: UUID
    kind: MemberKind
    name: str
    position: str
    pending: int
    submitted: int
    withdrawn_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ApplicantSeen:
    """`peer_score` is shown with two decimals, and only when the evaluation is complete."""

    person_id: UUID
    name: str
    class_id: UUID
    is_complete: bool
    peer_score: str | None
    removed_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PanelSeen:
    """One panel as officers see it; `matrix` holds by applicant and member how far a task is."""

    panel_id: UUID
    campaign_id: UUID
    version: int
    state: SetupState
    class_ids: tuple[UUID, ...]
    class_names: tuple[str, ...]
    minimum: int
    missing_students: int
    confirmed_at: datetime | None
    exceptions: tuple[ExceptionKind, ...]
    members: tuple[MemberSeen, ...]
    applicants: tuple[ApplicantSeen, ...]
    matrix: Mapping[UUID, Mapping[UUID, TaskState]]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One line of the feedback list (S004)."""

    number: int
    term: str
    task_id: UUID
    applicant: str
    member: str
    position: str
    total: int | None
    submitted_at: datetime | None
    is_submitted: bool
    may_open: bool


async def show_panels(work: Work, found: Sequence[Panel]) -> list[PanelSeen]:
    """Show panels with names, counts and states; no sheet and no score before its time."""
    members = {member.person_id for one in found for member in one.setup.members}
    applicants = {person.person_id for one in found for person in one.setup.applicants}
    students = await people.named_students(work.tx, members | applicants)
    staff = await people.staff_of(work.tx, work.scope, members) if members else {}
    classes = await names_of(
        work.tx, [place.class_id for one in found for place in one.places if place.class_id]
    )
    campaign_ids = {one.campaign_id for one in found}
    scores: dict[UUID, dict[UUID, str]] = {}
    for campaign_id in sorted(campaign_ids):
        peers = await sheets.peer_scores(work.tx, campaign_id, sorted(applicants))
        scores[campaign_id] = {key: show_score(peer.score) for key, peer in peers.items()}
    names = _Names(students, staff, classes)
    return [_seen(work, one, names, scores[one.campaign_id]) for one in found]


@dataclass(frozen=True, slots=True)
class _Names:
    students: Mapping[UUID, Named]
    staff: Mapping[UUID, Staff]
    classes: Mapping[UUID, str] = field(default_factory=dict)

    def of(self, person_id: UUID, kind: MemberKind = MemberKind.STUDENT) -> str:
        found = (self.students if kind is MemberKind.STUDENT else self.staff).get(person_id)
        return found.name if found else ""


def _seen(
    work: Work,
    one: Panel,
    names: _Names,
    scores: Mapping[UUID, str],
) -> PanelSeen:
    setup = one.setup
    class_ids = tuple(place.class_id for place in one.places if place.class_id)
    return PanelSeen(
        panel_id=one.id,
        campaign_id=one.campaign_id,
        version=one.version,
        state=setup.state,
        class_ids=class_ids,
        class_names=tuple(names.classes.get(class_id, "") for class_id in class_ids),
        minimum=setup.minimum,
        missing_students=missing_students(setup) if setup.confirmed_at else 0,
        confirmed_at=setup.confirmed_at,
        exceptions=tuple(exception.kind for exception in setup.exceptions),
        members=tuple(_member(work, setup, member, names) for member in setup.members),
        applicants=tuple(_applicant(work, setup, one, names, scores) for one in setup.applicants),
        matrix=_matrix(setup),
    )


def _member(work: Work, setup: Setup, member: Member, names: _Names) -> MemberSeen:
    handed_in = sum(
        1
        for task in setup.tasks
        if task.member_id == member.person_id and task.state is TaskState.SUBMITTED
    )
    return MemberSeen(
        person_id=member.person_id,
        kind=member.kind,
        name=names.of(member.person_id, member.kind),
        position=member.position,
        pending=len(pending_of(setup, member.person_id)),
        submitted=handed_in,
        withdrawn_at=member.withdrawn.at if member.withdrawn else None,
        reason=panel_effects.departure_reason(work.ring, setup, member),
    )


def _applicant(
    work: Work, setup: Setup, one: Applicant, names: _Names, scores: Mapping[UUID, str]
) -> ApplicantSeen:
    is_over = is_complete(setup, one.person_id)
    return ApplicantSeen(
        person_id=one.person_id,
        name=names.of(one.person_id),
        class_id=one.class_id,
        is_complete=is_over,
        peer_score=scores.get(one.person_id) if is_over else None,
        removed_at=one.removed.at if one.removed else None,
        reason=panel_effects.departure_reason(work.ring, setup, one),
    )


def _matrix(setup: Setup) -> dict[UUID, dict[UUID, TaskState]]:
    table: dict[UUID, dict[UUID, TaskState]] = {one.person_id: {} for one in setup.applicants}
    for task in setup.tasks:
        row = table.setdefault(task.applicant_id, {})
        # A cancelled task gives way to the one that came after it.
        if row.get(task.member_id) in {None, TaskState.CANCELLED}:
            row[task.member_id] = task.state
    return table


async def list_feedback(work: Work, found: Panel) -> list[Feedback]:
    """List the tasks of a panel (反馈列表); totals only of complete evaluations."""
    one = await campaigns.find_round(work.tx, work.scope, found.campaign_id)
    tasks = await sheets.tasks_of_panel(work.tx, found.id)
    live = [task for task in tasks if task.state is not TaskState.CANCELLED]
    members = {member.person_id: member for member in found.setup.members}
    persons = {task.applicant_id for task in live} | set(members)
    names = _Names(
        await people.named_students(work.tx, persons), await people.staff_of(work.tx, work.scope)
    )
    shows_scores = any(is_complete(found.setup, task.applicant_id) for task in live)
    if shows_scores:
        work.tx.record("panel.read_scores", of="panel", object_id=found.id)
    term = one.campaign.term.code
    return [
        _feedback(found.setup, task, members[task.member_id], names, number=number, term=term)
        for number, task in enumerate(live, start=1)
    ]


def _feedback(
    setup: Setup, task: TaskSeen, member: Member, names: _Names, *, number: int, term: str
) -> Feedback:
    may_open = may_see_sheet(setup, task.task_id)
    return Feedback(
        number=number,
        term=term,
        task_id=task.task_id,
        applicant=names.of(task.applicant_id),
        member=names.of(member.person_id, member.kind),
        position=member.position,
        total=task.total if may_open else None,
        submitted_at=task.submitted_at,
        is_submitted=task.state is TaskState.SUBMITTED,
        may_open=may_open,
    )
