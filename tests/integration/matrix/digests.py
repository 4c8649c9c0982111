"""Tables as digests: equal digests, equal rows, byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# What every request may write without having done anything, and what workers keep for themselves.
LEFT_OUT = frozenset(
    {"alembic_version", "audit_line", "audit_seal", "failed_message", "idempotency_key"}
    | {"inbox", "outbox", "shown_code", "timer"}
)

Digests = Mapping[str, str]

_TABLES = """
SELECT c.relname, EXISTS (
  SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'school_id'
) AS has_school
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY c.relname
"""


@dataclass
class Digester:
    """Digests of one database's tables; what they are is read once."""

    _tables: dict[str, bool] = field(default_factory=dict)

    async def of(
        self, connection: AsyncConnection, school_id: UUID | None = None, names: str = ""
    ) -> Digests:
        """Digest every table: all rows, or those of one school.

        Where a table has no `school_id`, the rows of a school are those in which one of `names`
        (a regular expression of its ids) occurs.
        """
        if not self._tables:
            found = await connection.execute(text(_TABLES))
            self._tables = {row[0]: row[1] for row in found if row[0] not in LEFT_OUT}
        parts = [
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) "
            f'FROM "{name}" t {self._where(name, school_id)}'
            for name in self._tables
        ]
        values = {"school": school_id, "names": names} if school_id else {}
        used = {key: value for key, value in values.items() if any(f":{key}" in p for p in parts)}
        rows = await connection.execute(text(" UNION ALL ".join(parts)), used)
        return {row[0]: row[1] for row in rows}

    def _where(self, name: str, school_id: UUID | None) -> str:
        if school_id is None:
            return ""
        return "WHERE t.school_id = :school" if self._tables[name] else "WHERE t::text ~ :names"


def changed(before: Digests, after: Digests) -> list[str]:
    """Name the tables that differ."""
    return sorted(name for name in before if before[name] != after[name])
