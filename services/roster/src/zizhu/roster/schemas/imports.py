"""Imports on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from zizhu.common.jobroutes import JobOut
from zizhu.roster.domain.importing import Choice, Import, ImportKind, ImportState


class ImportOut(BaseModel):
    """An import and the job that works on it.

    `counts` after the check: `total` rows, of them `new`, `changed`, `unchanged` and `bad`; `whole`
    findings concern the whole workbook, `hints` refuse nothing.
    """

    id: UUID
    kind: ImportKind
    state: ImportState
    filename: str
    counts: Mapping[str, int]
    choice: Choice | None
    job_id: UUID
    created_at: datetime
    closed_at: datetime | None
    job: JobOut | None = None

    @classmethod
    def of(cls, one: Import, job: JobOut | None = None) -> Self:
        return cls(
            id=one.id,
            kind=one.kind,
            state=one.state,
            filename=one.filename,
            counts=one.counts,
            choice=one.choice,
            job_id=one.commit_job_id or one.job_id,
            created_at=one.created_at,
            closed_at=one.closed_at,
            job=job,
        )


class ChoiceIn(BaseModel):
    """What the officer chose, this time."""

    model_config = ConfigDict(extra="forbid")

    choice: Choice
