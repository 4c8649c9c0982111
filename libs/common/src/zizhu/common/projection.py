"""Versioned projections: what arrives late or twice changes nothing, whatever the order.

`INSERT … ON CONFLICT DO UPDATE … WHERE version < EXCLUDED.version`, many rows at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

MAX_PARAMETERS = 32_000  # PostgreSQL's protocol allows 32,767 a statement

Row = Mapping[str, Any]


def _newest(rows: Sequence[Row], key: Sequence[str], version: str) -> list[Row]:
    """One statement may not touch a row twice: keep the highest version of each key."""
    best: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        name = tuple(row[column] for column in key)
        if name not in best or best[name][version] < row[version]:
            best[name] = row
    # In key order, so that two transactions never wait for each other crosswise.
    return [best[name] for name in sorted(best, key=str)]


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    size = max(1, MAX_PARAMETERS // len(rows[0]))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


async def project(
    session: AsyncSession,
    table: Table,
    rows: Sequence[Row],
    *,
    key: Sequence[str] = ("id",),
    version: str = "version",
) -> int:
    """Bring `table` up to `rows` where they are newer; return how many rows changed.

    Every row names the same columns. Columns that no row names keep their values.
    """
    changed = 0
    newest = _newest(rows, key, version)
    for chunk in _chunks(newest) if newest else ():
        fresh = insert(table).values([dict(row) for row in chunk])
        taken = {name: fresh.excluded[name] for name in chunk[0] if name not in key}
        statement = fresh.on_conflict_do_update(
            index_elements=list(key),
            set_=taken,
            where=table.c[version] < fresh.excluded[version],
        ).returning(*(table.c[name] for name in key))
        changed += len((await session.execute(statement)).all())
    return changed
