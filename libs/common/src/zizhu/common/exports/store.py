"""Exports as rows: a job each, with what was asked and the result as files of the job.

Every query is limited to the account and the post that asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.refusals import ExportOver, NoSuchExport
from zizhu.common.files import Files, StoredFile, rows
from zizhu.common.joblist import JobState
from zizhu.common.tables import job

RESULT, ASKED = "export", "export_asked"  # owners of the two files


@dataclass(frozen=True, slots=True)
class Export:
    """An export without its secrets."""

    job: JobState
    name: str
    is_plain: bool
    expires_at: datetime

    @property
    def id(self) -> UUID:
        return self.job.id

    def state_at(self, now: datetime) -> str:
        """Return the job's state, or `expired` once its file may no longer be taken."""
        return "expired" if self.job.state == "done" and now >= self.expires_at else self.job.state


_STATE = [job.c[name] for name in JobState.__slots__]


def _own(principal: Principal, kinds: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        job.c.kind.in_(kinds),
        job.c.school_id == principal.scope.school_id,
        job.c.account_id == principal.account_id,
        job.c.post_id == principal.post.post_id,
    ]


def _export(row: Sequence[Any]) -> Export:
    told = cast(Mapping[str, Any], row[-1])
    expires_at = datetime.fromisoformat(told["expires_at"])
    return Export(JobState(*row[:-1]), told["name"], told["is_plain"], expires_at)


async def find_export(
    tx: Transaction, principal: Principal, kinds: Sequence[str], export_id: UUID
) -> Export:
    """Return an export that the caller asked for with this post. Raises NoSuchExport."""
    query = select(*_STATE, job.c.params).where(job.c.id == export_id, *_own(principal, kinds))
    row = (await tx.session.execute(query)).first()
    if row is None:
        raise NoSuchExport
    return _export(row)


async def list_exports(
    tx: Transaction,
    principal: Principal,
    kinds: Sequence[str],
    *,
    after: UUID | None,
    limit: int,
) -> list[Export]:
    """Return the caller's exports, newest first, after the one with the id `after`."""
    query = select(*_STATE, job.c.params).where(*_own(principal, kinds))
    if after is not None:
        query = query.where(job.c.id < after)
    found = await tx.session.execute(query.order_by(job.c.id.desc()).limit(limit))
    return [_export(row) for row in found]


async def file_of(tx: Transaction, owner_type: str, export_id: UUID) -> StoredFile:
    """Return one of an export's two files. Raises ExportOver once it was swept."""
    found = await rows.list_owned(tx, owner_type, [export_id])
    if not found:
        raise ExportOver
    return found[0]


async def load_asked(tx: Transaction, files: Files, export_id: UUID) -> Asked:
    """Return what was asked for. Raises ExportOver once it was swept."""
    kept = await file_of(tx, ASKED, export_id)
    wrapped_key = await rows.wrapped_key(tx, kept.id)
    chunks = files.vault.open(kept.id, wrapped_key)
    return Asked.from_bytes(b"".join([chunk async for chunk in chunks]))
