"""Staff imports on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.jobroutes import JobOut
from zizhu.identity.domain.importing import Choice, ImportState, StaffImport
from zizhu.identity.schemas.sessions import Strict


class ImportOut(BaseModel):
    """A staff import and the job that works on it.

    `counts` after the check: `total` rows, of them `new`, `unchanged` and `bad`; `unmatched` of the
    new ones name a unit that does not exist yet; `whole` findings concern the whole workbook.
    """

    id: UUID
    state: ImportState
    filename: str
    counts: Mapping[str, int]
    choice: Choice | None
    job_id: UUID
    created_at: datetime
    closed_at: datetime | None
    job: JobOut | None = None

    @classmethod
    def of(cls, one: StaffImport, job: JobOut | None = None) -> Self:
        return cls(
            id=one.id,
            state=one.state,
            filename=one.filename,
            counts=one.counts,
            choice=one.choice,
            job_id=one.commit_job_id or one.job_id,
            created_at=one.created_at,
            closed_at=one.closed_at,
            job=job,
        )


class ChoiceIn(Strict):
    """What the officer chose, this time."""

    choice: Choice
