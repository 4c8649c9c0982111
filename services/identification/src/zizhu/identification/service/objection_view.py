"""Cases as they are kept and as officers and objectors read them; who objects is never shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.identification.domain.objection import Objection, ObjectionStep
from zizhu.identification.domain.vocabulary import Grade, ObjectionState
from zizhu.identification.repository import applications, campaigns, people, publicities
from zizhu.identification.repository import objections as repository
from zizhu.identification.repository.objections import KeptObjection
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.work import Work


@dataclass(frozen=True, slots=True)
class ObjectionSeen:
    """A case without who opened it: only what was said and what became of it.

    `grade`: what the student is graded now; told to officers alone.
    """

    id: UUID
    campaign_id: UUID
    publicity_id: UUID
    about: UUID
    name: str
    grade: Grade | None
    state: ObjectionState
    is_overdue: bool
    reply_due_on: date
    steps: tuple[ObjectionStep, ...]
    change_id: UUID | None
    created_at: datetime
    version: int


def closed_steps(ring: KeyRing, one: Objection) -> str:
    steps = [
        {
            "state": step.state.value,
            "by": str(step.by),
            "at": step.at.isoformat(),
            "note": step.note,
        }
        for step in one.steps
    ]
    plain = json.dumps(steps, ensure_ascii=False)
    return close_text(ring, plain, "objection", "steps", one.objection_id)


def opened(ring: KeyRing, kept: KeptObjection) -> Objection:
    """Return a case with its steps."""
    steps = json.loads(open_text(ring, kept.steps, "objection", "steps", kept.id))
    return Objection(
        objection_id=kept.id,
        publicity_id=kept.publicity_id,
        about=kept.about,
        reply_due_on=kept.reply_due_on,
        steps=tuple(
            ObjectionStep(
                ObjectionState.of(step["state"]),
                UUID(step["by"]),
                datetime.fromisoformat(step["at"]),
                step["note"],
            )
            for step in steps
        ),
        change_id=kept.change_id,
    )


async def seen_case(
    work: Work, kept: KeptObjection, *, name: str | None = None, grade: Grade | None = None
) -> ObjectionSeen:
    """Show a case; without a `name`, with the one that the list shows.

    Who stands on no list is the objector, who may read their own name.
    """
    if name is None:
        row = await publicities.find_row(work.tx, kept.publicity_id, kept.about)
        names = {} if row else await people.named_students(work.tx, [kept.about])
        name = row.row.name if row else names[kept.about].name if names else ""
    case = opened(work.ring, kept)
    return ObjectionSeen(
        id=kept.id,
        campaign_id=kept.campaign_id,
        publicity_id=kept.publicity_id,
        about=kept.about,
        name=name,
        grade=grade,
        state=kept.state,
        is_overdue=case.is_overdue(work.now),
        reply_due_on=kept.reply_due_on,
        steps=case.steps,
        change_id=kept.change_id,
        created_at=kept.created_at,
        version=kept.version,
    )


async def show(work: Work, objection_id: UUID) -> ObjectionSeen:
    """Show a case to an officer of the student it is about. Raises NoSuchObjection."""
    (seen,) = await by_name(
        work, [await repository.find_objection(work.tx, work.scope, objection_id)]
    )
    return seen


async def by_name(work: Work, cases: Sequence[KeptObjection]) -> list[ObjectionSeen]:
    """Show cases to officers of the students they are about, who are named as they are."""
    names = await people.named_students(work.tx, [kept.about for kept in cases])
    grades = await _grades(work, cases)
    return [
        await seen_case(
            work,
            kept,
            name=names[kept.about].name if kept.about in names else None,
            grade=grades.get((kept.campaign_id, kept.about)),
        )
        for kept in cases
    ]


async def _grades(work: Work, cases: Sequence[KeptObjection]) -> dict[tuple[UUID, UUID], Grade]:
    """The grades now of whom the cases are about; who left the round has none."""
    found: dict[tuple[UUID, UUID], Grade] = {}
    for campaign_id in {kept.campaign_id for kept in cases}:
        about = [kept.about for kept in cases if kept.campaign_id == campaign_id]
        some = await applications.list_applications(work.tx, work.scope, campaign_id, persons=about)
        found |= {(campaign_id, one.person_id): one.grade for one in some}
    return found


async def list_cases(
    work: Work, campaign_id: UUID, *, state: ObjectionState | None = None
) -> list[ObjectionSeen]:
    """List the cases of a round inside a staff scope, the newest first. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    found = await repository.list_objections(work.tx, work.scope, one.id, state=state)
    return await by_name(work, found)


async def list_own(work: Work) -> list[ObjectionSeen]:
    """List the cases that the caller opened, with the replies."""
    return [
        await seen_case(work, kept)
        for kept in await repository.list_own(work.tx, work.scope, work.by)
    ]
