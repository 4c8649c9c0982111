"""Publicities with their frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.workdays import CalendarDays
from zizhu.identification.domain.publicity import Publicity, PublicityState
from zizhu.identification.domain.snapshot import PublicRow, Snapshot
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.results import NoSuchPublicity
from zizhu.identification.models import PublicityRow, PublishedRow, StudentRow
from zizhu.identification.models.tables import table_of
from zizhu.identification.repository.scoped import inside


@dataclass(frozen=True, slots=True)
class Shown:
    """A publicity with what the row keeps beside it; `days` are those a running one counts by."""

    publicity: Publicity
    school_id: UUID
    title: str
    rows: int
    version: int
    days: CalendarDays | None = None

    @property
    def id(self) -> UUID:
        return self.publicity.publicity_id

    @property
    def is_in_break(self) -> bool:
        """Whether a released list stands partly in a break, as breaks were at its release."""
        one = self.publicity
        if self.days is None or one.published_at is None or one.ends_on is None:
            return False
        last_day = one.ends_on - timedelta(days=1)
        return self.days.in_break(business_day(one.published_at), last_day)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A frozen line with the place of its student at that instant, by which scopes see it."""

    row: PublicRow
    place: ScopeRow


def _shown(row: PublicityRow) -> Shown:
    publicity = Publicity(
        publicity_id=row.id,
        campaign_id=row.campaign_id,
        digest=row.digest,
        prepared_at=row.prepared_at,
        state=PublicityState.of(row.state),
        attempt=row.attempt,
        published_at=row.published_at,
        ends_on=row.ends_on,
        withdrawn_at=row.withdrawn_at,
        person_id=row.person_id,
        changed=frozenset(UUID(one) for one in row.changed),
    )
    days = CalendarDays.from_years(row.days) if row.days is not None else None
    return Shown(publicity, row.school_id, row.title, row.rows, row.version, days)


# Values of every column type that a publicity moves.
def _values(one: Shown) -> dict[str, object]:
    publicity = one.publicity
    ends_on: date | None = publicity.ends_on
    return {
        "attempt": publicity.attempt,
        "digest": publicity.digest,
        "rows": one.rows,
        "state": publicity.state.value,
        "prepared_at": publicity.prepared_at,
        "published_at": publicity.published_at,
        "ends_on": ends_on,
        "withdrawn_at": publicity.withdrawn_at,
        "changed": sorted(map(str, publicity.changed)),
        "days": one.days.to_years() if one.days is not None else None,
        "version": one.version,
    }


async def add_publicity(tx: Transaction, one: Shown, rows: Sequence[PlacedRow]) -> None:
    """Insert a publicity and freeze its rows in the order of the snapshot."""
    await tx.session.execute(
        insert(PublicityRow).values(
            id=one.id,
            school_id=one.school_id,
            campaign_id=one.publicity.campaign_id,
            person_id=one.publicity.person_id,
            title=one.title,
            **_values(one),
        )
    )
    frozen = [
        {
            "publicity_id": one.id,
            "seq": seq,
            "school_id": one.school_id,
            "college_id": placed.place.college_id,
            "year": placed.place.year,
            "major_id": placed.place.major_id,
            "class_id": placed.place.class_id,
            "person_id": placed.row.person_id,
            "name": placed.row.name,
            "college_name": placed.row.college,
            "year_name": placed.row.year,
            "major_name": placed.row.major,
            "class_name": placed.row.class_name,
            "grade": placed.row.grade.value,
            "award": placed.row.award,
        }
        for seq, placed in enumerate(rows, start=1)
    ]
    await tx.session.execute(insert(table_of(PublishedRow)), frozen)


async def save_publicity(tx: Transaction, one: Shown) -> None:
    await tx.session.execute(
        update(PublicityRow).where(PublicityRow.id == one.id).values(**_values(one))
    )


async def find_publicity(
    tx: Transaction, school_id: UUID, publicity_id: UUID, *, lock: bool = False
) -> Shown:
    """Return a publicity of a school. Raises NoSuchPublicity."""
    query = (
        select(PublicityRow)
        .where(PublicityRow.id == publicity_id, PublicityRow.school_id == school_id)
        .execution_options(populate_existing=True)
    )
    row = await tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NoSuchPublicity
    return _shown(row)


async def list_publicities(
    tx: Transaction, campaign_id: UUID, *, lock: bool = False
) -> list[Shown]:
    """Return every publicity of a round, oldest first: main lists, attempts, supplements."""
    query = (
        select(PublicityRow)
        .where(PublicityRow.campaign_id == campaign_id)
        .order_by(PublicityRow.prepared_at, PublicityRow.id)
        .execution_options(populate_existing=True)
    )
    rows = await tx.session.execute(query.with_for_update() if lock else query)
    return [_shown(row) for row in rows.scalars()]


async def in_state(tx: Transaction, school_id: UUID, states: Sequence[str]) -> list[Shown]:
    """Return, locked, the publicities of a school in some states."""
    rows = await tx.session.execute(
        select(PublicityRow)
        .where(PublicityRow.school_id == school_id, PublicityRow.state.in_(states))
        .order_by(PublicityRow.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [_shown(row) for row in rows.scalars()]


def main_of(found: Sequence[Shown]) -> Shown | None:
    """Give the newest attempt of the main list."""
    mains = [one for one in found if not one.publicity.is_supplement]
    return mains[-1] if mains else None


def supplements_of(found: Sequence[Shown]) -> list[Shown]:
    """Give of each student with supplements the newest one."""
    newest = {one.publicity.person_id: one for one in found if one.publicity.person_id is not None}
    return list(newest.values())


@dataclass(frozen=True, slots=True)
class Line:
    """A frozen line as it is shown, with its number in the list."""

    seq: int
    row: PublicRow


async def list_rows(
    tx: Transaction,
    publicity_id: UUID,
    scope: Scope | None,
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[Line]:
    """Return frozen lines in their order: of a staff scope, or all where there is none."""
    query = select(PublishedRow).where(
        PublishedRow.publicity_id == publicity_id, PublishedRow.seq > after
    )
    if scope is not None:
        query = query.where(inside(scope, PublishedRow, "person_id"))
    rows = await tx.session.execute(query.order_by(PublishedRow.seq).limit(limit))
    return [Line(row.seq, _public(row)) for row in rows.scalars()]


def _public(row: PublishedRow) -> PublicRow:
    return PublicRow(
        person_id=row.person_id,
        name=row.name,
        college=row.college_name,
        year=row.year_name,
        major=row.major_name,
        class_name=row.class_name,
        grade=Grade.of(row.grade),
        award=row.award,
    )


async def find_row(tx: Transaction, publicity_id: UUID, person_id: UUID) -> PlacedRow | None:
    """Return the frozen line about one student."""
    row = await tx.session.scalar(
        select(PublishedRow).where(
            PublishedRow.publicity_id == publicity_id, PublishedRow.person_id == person_id
        )
    )
    if row is None:
        return None
    return PlacedRow(_public(row), ScopeRow(row.college_id, row.year, row.major_id, row.class_id))


async def is_on_list(tx: Transaction, campaign_id: UUID, person_id: UUID) -> bool:
    """Tell whether a list of a round that is on show, or was, holds a line about one student."""
    down = (PublicityState.WITHDRAWN.value, PublicityState.REFUSED.value)
    found = await tx.session.scalar(
        select(PublishedRow.seq)
        .join(PublicityRow, PublicityRow.id == PublishedRow.publicity_id)
        .where(
            PublicityRow.campaign_id == campaign_id,
            PublicityRow.state.not_in(down),
            PublishedRow.person_id == person_id,
        )
        .limit(1)
    )
    return found is not None


async def register_names(tx: Transaction, scope: Scope, publicity_id: UUID) -> dict[int, str]:
    """Return, by line, the names that a list does not show as the register has them, in a scope."""
    rows = await tx.session.execute(
        select(PublishedRow.seq, StudentRow.name)
        .join(StudentRow, StudentRow.id == PublishedRow.person_id)
        .where(
            PublishedRow.publicity_id == publicity_id,
            PublishedRow.name != StudentRow.name,
            inside(scope, PublishedRow, "person_id"),
        )
    )
    return {row.seq: row.name for row in rows}


async def snapshot_of(tx: Transaction, one: Shown) -> Snapshot:
    """Return the snapshot as it is stored, to compare its digest."""
    lines = await list_rows(tx, one.id, None)
    return Snapshot(one.publicity.campaign_id, tuple(line.row for line in lines))


async def on_show(tx: Transaction, school_id: UUID, states: Sequence[str]) -> list[Shown]:
    """Return the publicities of a school in some states, the newest first."""
    rows = await tx.session.execute(
        select(PublicityRow)
        .where(PublicityRow.school_id == school_id, PublicityRow.state.in_(states))
        .order_by(PublicityRow.prepared_at.desc(), PublicityRow.id)
    )
    return [_shown(row) for row in rows.scalars()]


async def every_publicity(tx: Transaction) -> list[Shown]:
    """Return every publicity of the transaction's school, oldest first."""
    rows = await tx.session.execute(select(PublicityRow).order_by(PublicityRow.id))
    return [_shown(row) for row in rows.scalars()]
