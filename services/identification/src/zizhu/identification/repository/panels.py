"""Set-ups as whole values: loaded with everything that an act decides on.

Sheets are no part of it: `sheets` alone reads and writes them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from zizhu.common.among import among
from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.setup import (
    Applicant,
    Departure,
    ExceptionKind,
    Member,
    MemberKind,
    PanelException,
    Setup,
    Task,
)
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.errors.panels import NoSuchPanel
from zizhu.identification.models import (
    PanelApplicantRow,
    PanelClassRow,
    PanelMemberRow,
    PanelRow,
    PanelTaskRow,
)
from zizhu.identification.repository.scoped import inside

_BINDING = 5_001  # the first number of our advisory locks of this kind


@dataclass(frozen=True, slots=True)
class Panel:
    """A set-up with the round it belongs to, the places of its classes, and its row's version."""

    setup: Setup
    campaign_id: UUID
    places: tuple[ScopeRow, ...]
    created_at: datetime
    version: int

    @property
    def id(self) -> UUID:
        return self.setup.setup_id


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    return exists().where(
        PanelClassRow.panel_id == PanelRow.id, inside(scope, PanelClassRow, "panel_id")
    )


async def find_panel(tx: Transaction, scope: Scope, panel_id: UUID, *, lock: bool = False) -> Panel:
    """Return a panel that has a class inside the scope. Raises NoSuchPanel."""
    if lock:
        await _hold(tx, [panel_id])
    query = select(PanelRow).where(PanelRow.id == panel_id, _in_scope(scope))
    found = await _load(tx, (await tx.session.execute(query)).scalars().all())
    if not found:
        raise NoSuchPanel
    return found[0]


async def _hold(tx: Transaction, panel_ids: Collection[UUID]) -> None:
    """Lock panels in one order; what is read afterwards is what their last holder left."""
    await tx.session.execute(
        select(PanelRow.id)
        .where(among(PanelRow.id, panel_ids))
        .order_by(PanelRow.id)
        .with_for_update()
    )


async def list_panels(
    tx: Transaction, scope: Scope, campaign_id: UUID, *, class_id: UUID | None = None
) -> list[Panel]:
    """Return the panels of a round inside the scope, of one class where it is named."""
    query = select(PanelRow).where(PanelRow.campaign_id == campaign_id, _in_scope(scope))
    if class_id is not None:
        query = query.where(
            exists().where(
                PanelClassRow.panel_id == PanelRow.id, PanelClassRow.class_id == class_id
            )
        )
    rows = await tx.session.execute(query.order_by(PanelRow.id))
    return await _load(tx, rows.scalars().all())


async def panels_by_id(tx: Transaction, panel_ids: Collection[UUID]) -> list[Panel]:
    """Return panels of the transaction's school as they are, unlocked."""
    rows = await tx.session.execute(select(PanelRow).where(among(PanelRow.id, panel_ids)))
    return await _load(tx, rows.scalars().all())


async def panels_of_tasks(
    tx: Transaction, scope: Scope, member_id: UUID, task_ids: Collection[UUID]
) -> list[Panel]:
    """Return, locked, the panels that gave these tasks to a member of the scope's school."""
    found = await tx.session.scalars(
        select(PanelTaskRow.panel_id)
        .where(
            among(PanelTaskRow.id, task_ids),
            PanelTaskRow.member_id == member_id,
            PanelTaskRow.school_id == scope.school_id,
        )
        .distinct()
    )
    panel_ids = list(found)
    await _hold(tx, panel_ids)
    rows = await tx.session.execute(
        select(PanelRow).where(among(PanelRow.id, panel_ids)).order_by(PanelRow.id)
    )
    return await _load(tx, rows.scalars().all())


async def panels_evaluating(
    tx: Transaction, campaign_id: UUID | None, person_id: UUID
) -> list[Panel]:
    """Return, locked, the confirmed panels in which a student is an applicant who was not removed.

    Without a round, of every round.
    """
    query = select(PanelApplicantRow.panel_id).where(
        PanelApplicantRow.person_id == person_id, PanelApplicantRow.is_bound
    )
    if campaign_id is not None:
        query = query.where(PanelApplicantRow.campaign_id == campaign_id)
    panel_ids = list(await tx.session.scalars(query))
    await _hold(tx, panel_ids)
    rows = await tx.session.execute(
        select(PanelRow).where(among(PanelRow.id, panel_ids)).order_by(PanelRow.id)
    )
    return await _load(tx, rows.scalars().all())


async def is_seated(tx: Transaction, campaign_id: UUID, person_id: UUID) -> bool:
    """Tell whether a confirmed panel of the round evaluates a student, or has them as a member."""
    bound = exists().where(
        PanelApplicantRow.campaign_id == campaign_id,
        PanelApplicantRow.person_id == person_id,
        PanelApplicantRow.is_bound,
    )
    member = exists().where(
        PanelMemberRow.panel_id == PanelRow.id,
        PanelRow.campaign_id == campaign_id,
        PanelRow.confirmed_at.is_not(None),
        PanelMemberRow.person_id == person_id,
        PanelMemberRow.gone_at.is_(None),
    )
    return bool(await tx.session.scalar(select(or_(bound, member))))


async def hold_binding(tx: Transaction, campaign_id: UUID) -> None:
    """Let nobody else bind applicants of this round to a panel until the commit."""
    await tx.session.execute(
        select(func.pg_advisory_xact_lock(_BINDING, func.hashtext(str(campaign_id))))
    )


async def bound_elsewhere(
    tx: Transaction, campaign_id: UUID, panel_id: UUID, person_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return which of these students another confirmed panel of the round evaluates."""
    found = await tx.session.scalars(
        select(PanelApplicantRow.person_id).where(
            PanelApplicantRow.campaign_id == campaign_id,
            PanelApplicantRow.panel_id != panel_id,
            PanelApplicantRow.is_bound,
            among(PanelApplicantRow.person_id, person_ids),
        )
    )
    return frozenset(found)


async def _load(tx: Transaction, rows: Sequence[PanelRow]) -> list[Panel]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    classes = await _classes(tx, ids)
    members = await _members(tx, ids)
    applicants = await _applicants(tx, ids)
    tasks = await _tasks(tx, ids)
    return [
        Panel(
            setup=Setup(
                setup_id=row.id,
                class_ids=frozenset(place.class_id for place in classes[row.id] if place.class_id),
                members=tuple(members[row.id]),
                applicants=tuple(applicants[row.id]),
                tasks=tuple(tasks[row.id]),
                exceptions=tuple(_exception(one) for one in row.exceptions),
                minimum=row.minimum,
                confirmed_at=row.confirmed_at,
            ),
            campaign_id=row.campaign_id,
            places=tuple(classes[row.id]),
            created_at=row.created_at,
            version=row.version,
        )
        for row in rows
    ]


def _exception(kept: dict[str, str]) -> PanelException:
    return PanelException(
        ExceptionKind.of(kept["kind"]),
        datetime.fromisoformat(kept["at"]),
        UUID(kept["by"]),
        kept["reason"],
    )


def _departure(row: PanelMemberRow | PanelApplicantRow) -> Departure | None:
    if row.gone_at is None or row.gone_by is None:
        return None
    return Departure(row.gone_at, row.gone_by, row.gone_reason or "")


async def _classes(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, list[ScopeRow]]:
    found: dict[UUID, list[ScopeRow]] = {one: [] for one in ids}
    rows = await tx.session.execute(
        select(PanelClassRow)
        .where(among(PanelClassRow.panel_id, ids))
        .order_by(PanelClassRow.class_id)
    )
    for row in rows.scalars():
        place = ScopeRow(row.college_id, row.year, row.major_id, row.class_id)
        found[row.panel_id].append(place)
    return found


async def _members(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    found: dict[UUID, list[Member]] = {one: [] for one in ids}
    rows = await tx.session.execute(
        select(PanelMemberRow)
        .where(among(PanelMemberRow.panel_id, ids))
        .order_by(PanelMemberRow.seq)
        .execution_options(populate_existing=True)
    )
    for row in rows.scalars():
        kind = MemberKind.of(row.kind)
        member = Member(row.person_id, kind, row.position, _departure(row))
        found[row.panel_id].append(member)
    return found


async def _applicants(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, list[Applicant]]:
    found: dict[UUID, list[Applicant]] = {one: [] for one in ids}
    rows = await tx.session.execute(
        select(PanelApplicantRow)
        .where(among(PanelApplicantRow.panel_id, ids))
        .order_by(PanelApplicantRow.seq)
        .execution_options(populate_existing=True)
    )
    for row in rows.scalars():
        one = Applicant(row.person_id, row.class_id, row.completed_at, _departure(row))
        found[row.panel_id].append(one)
    return found


async def _tasks(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, list[Task]]:
    found: dict[UUID, list[Task]] = {one: [] for one in ids}
    rows = await tx.session.execute(
        select(
            PanelTaskRow.panel_id,
            PanelTaskRow.id,
            PanelTaskRow.member_id,
            PanelTaskRow.applicant_id,
            PanelTaskRow.state,
        )
        .where(among(PanelTaskRow.panel_id, ids))
        .order_by(PanelTaskRow.id)
    )
    for row in rows:
        task = Task(row.id, row.member_id, row.applicant_id, TaskState.of(row.state))
        found[row.panel_id].append(task)
    return found
