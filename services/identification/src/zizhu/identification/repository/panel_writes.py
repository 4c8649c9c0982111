"""Writing set-ups back: only the rows that an act changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.among import among
from zizhu.common.auth import ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.setup import Departure, Setup
from zizhu.identification.models import (
    PanelApplicantRow,
    PanelClassRow,
    PanelMemberRow,
    PanelRow,
    PanelTaskRow,
)
from zizhu.identification.models.tables import table_of
from zizhu.identification.repository.panels import Panel


async def add_panel(tx: Transaction, school_id: UUID, panel: Panel) -> None:
    """Insert an empty draft with its classes."""
    await tx.session.execute(
        insert(PanelRow).values(
            id=panel.id,
            school_id=school_id,
            campaign_id=panel.campaign_id,
            created_at=panel.created_at,
            version=panel.version,
            **_head(panel.setup),
        )
    )
    await _put_classes(tx, school_id, panel.id, panel.places)


async def save_panel(tx: Transaction, school_id: UUID, before: Panel, after: Setup) -> None:
    """Write what differs, and raise the version."""
    old = before.setup
    await tx.session.execute(
        update(PanelRow)
        .where(PanelRow.id == before.id)
        .values(version=before.version + 1, **_head(after))
    )
    await _save_members(tx, school_id, old, after)
    await _save_applicants(tx, school_id, before.campaign_id, old, after)
    await _save_tasks(tx, school_id, before.campaign_id, old, after)


async def replace_classes(
    tx: Transaction, school_id: UUID, panel: Panel, places: Sequence[ScopeRow]
) -> None:
    """Let a draft belong to other classes."""
    await tx.session.execute(delete(PanelClassRow).where(PanelClassRow.panel_id == panel.id))
    await _put_classes(tx, school_id, panel.id, places)


async def delete_panel(tx: Transaction, panel_id: UUID) -> None:
    """Delete a draft."""
    await tx.session.execute(delete(PanelRow).where(PanelRow.id == panel_id))


def _head(setup: Setup) -> dict[str, object]:
    return {
        "minimum": setup.minimum,
        "confirmed_at": setup.confirmed_at,
        "exceptions": [
            {
                "kind": one.kind.value,
                "at": one.at.isoformat(),
                "by": str(one.by),
                "reason": one.reason,
            }
            for one in setup.exceptions
        ],
    }


async def _put_classes(
    tx: Transaction, school_id: UUID, panel_id: UUID, places: Sequence[ScopeRow]
) -> None:
    rows = [
        {
            "panel_id": panel_id,
            "school_id": school_id,
            "college_id": place.college_id,
            "year": place.year,
            "major_id": place.major_id,
            "class_id": place.class_id,
        }
        for place in places
    ]
    await tx.session.execute(insert(PanelClassRow).values(rows))


def _gone(departure: Departure | None) -> dict[str, object]:
    return {
        "gone_at": departure.at if departure else None,
        "gone_by": departure.by if departure else None,
        "gone_reason": departure.reason if departure else None,
    }


async def _save_members(tx: Transaction, school_id: UUID, old: Setup, new: Setup) -> None:
    known = {one.person_id: (seq, one) for seq, one in enumerate(old.members)}
    rows = [
        {
            "panel_id": new.setup_id,
            "person_id": one.person_id,
            "school_id": school_id,
            "seq": seq,
            "kind": one.kind.value,
            "position": one.position,
            **_gone(one.withdrawn),
        }
        for seq, one in enumerate(new.members)
        if known.get(one.person_id) != (seq, one)
    ]
    kept = {one.person_id for one in new.members}
    await _drop(tx, PanelMemberRow, new.setup_id, known.keys() - kept)
    await _put(tx, PanelMemberRow, rows)


async def _save_applicants(
    tx: Transaction, school_id: UUID, campaign_id: UUID, old: Setup, new: Setup
) -> None:
    is_same_state = old.confirmed_at == new.confirmed_at
    known = {one.person_id: (seq, one) for seq, one in enumerate(old.applicants)}
    rows = [
        {
            "panel_id": new.setup_id,
            "person_id": one.person_id,
            "school_id": school_id,
            "campaign_id": campaign_id,
            "class_id": one.class_id,
            "seq": seq,
            "is_bound": new.confirmed_at is not None and one.removed is None,
            "completed_at": one.completed_at,
            **_gone(one.removed),
        }
        for seq, one in enumerate(new.applicants)
        if not is_same_state or known.get(one.person_id) != (seq, one)
    ]
    kept = {one.person_id for one in new.applicants}
    await _drop(tx, PanelApplicantRow, new.setup_id, known.keys() - kept)
    await _put(tx, PanelApplicantRow, rows)


async def _save_tasks(
    tx: Transaction, school_id: UUID, campaign_id: UUID, old: Setup, new: Setup
) -> None:
    known = {one.task_id: one for one in old.tasks}
    fresh = [
        {
            "id": one.task_id,
            "school_id": school_id,
            "campaign_id": campaign_id,
            "panel_id": new.setup_id,
            "member_id": one.member_id,
            "applicant_id": one.applicant_id,
            "state": one.state.value,
        }
        for one in new.tasks
        if one.task_id not in known
    ]
    if fresh:
        await tx.session.execute(insert(table_of(PanelTaskRow)), fresh)
    for one in new.tasks:
        if one.task_id in known and known[one.task_id].state is not one.state:
            await tx.session.execute(
                update(PanelTaskRow)
                .where(PanelTaskRow.id == one.task_id)
                .values(state=one.state.value)
            )


Model = type[PanelMemberRow] | type[PanelApplicantRow]


async def _drop(tx: Transaction, model: Model, panel_id: UUID, persons: set[UUID]) -> None:
    if persons:
        await tx.session.execute(
            delete(model).where(model.panel_id == panel_id, among(model.person_id, persons))
        )


async def _put(tx: Transaction, model: Model, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    fresh = insert(table_of(model)).values([dict(row) for row in rows])
    keys = ("panel_id", "person_id")
    taken = {name: fresh.excluded[name] for name in rows[0] if name not in keys}
    await tx.session.execute(fresh.on_conflict_do_update(index_elements=list(keys), set_=taken))
