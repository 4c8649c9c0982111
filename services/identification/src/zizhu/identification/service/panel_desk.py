"""What the acts on a panel share: what they look at, whom they name, and how each ends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.eligibility import Classmate, PanelRules, StaffCandidate
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.seating import ClassView, Effect
from zizhu.identification.domain.setup import Applicant, Member, MemberKind, Setup
from zizhu.identification.errors.panels import ClassesNotKnown, PeopleNotKnown
from zizhu.identification.repository import applications, people
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.people import ClassUnit
from zizhu.identification.service import panel_effects
from zizhu.identification.service.work import Work

NOTHING = Effect()


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as an officer names them; staff by their account."""

    person_id: UUID
    kind: MemberKind
    position: str = ""


async def view_of(work: Work, one: Round, setup: Setup) -> ClassView:
    """Give what every act on a panel looks at."""
    mates = await applications.classmates(work.tx, one.id, setup.class_ids)
    staff = await people.staff_of(work.tx, work.scope)
    elsewhere = await repository.bound_elsewhere(work.tx, one.id, setup.setup_id, mates)
    return ClassView(
        classmates=mates,
        rules=PanelRules.of(one.campaign.rules),
        staff={
            one.account_id: StaffCandidate(one.account_id, one.is_open) for one in staff.values()
        },
        elsewhere=elsewhere,
    )


def chosen(
    view: ClassView, seats: Sequence[Seat], applicant_ids: Sequence[UUID]
) -> tuple[tuple[Member, ...], tuple[Applicant, ...]]:
    """Read the people an officer named. Raises PeopleNotKnown."""
    known: Mapping[MemberKind, Collection[UUID]] = {
        MemberKind.STUDENT: view.classmates,
        MemberKind.STAFF: view.staff,
    }
    mates: Mapping[UUID, Classmate] = view.classmates
    named = {seat.person_id: seat for seat in seats}
    unknown = [one for one in named.values() if one.person_id not in known[one.kind]]
    if unknown or any(one not in mates for one in applicant_ids):
        raise PeopleNotKnown
    members = tuple(Member(one.person_id, one.kind, one.position) for one in named.values())
    applicants = tuple(Applicant(one, mates[one].class_id) for one in dict.fromkeys(applicant_ids))
    return members, applicants


async def known_classes(work: Work, class_ids: Collection[UUID]) -> list[ClassUnit]:
    found = await people.find_classes(work.tx, work.scope, class_ids)
    if not found or len(found) != len(set(class_ids)):
        raise ClassesNotKnown
    return found


@dataclass(frozen=True, slots=True)
class Done:
    """An act as the rules decided it: the panel before, the set-up after, what it brought about."""

    before: Panel
    after: Setup
    effect: Effect = NOTHING


async def save(
    work: Work,
    one: Round,
    done: Done,
    action: str,
    *,
    reason: str | None = None,
    **details: object,
) -> Panel:
    """Write an act on a panel with everything that follows, and its audit line."""
    panel = await panel_effects.settle(work, one, done.before, done.after, done.effect)
    record(work, action, panel, reason=reason, **details)
    return panel


def record(
    work: Work, action: str, one: Panel, *, reason: str | None = None, **details: object
) -> None:
    """Write the audit line of an act: states, counts and ids."""
    facts = {"state": one.setup.state.value, **details}
    work.tx.record(action, of="panel", object_id=one.id, result="ok", reason=reason, facts=facts)
