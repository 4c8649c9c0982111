"""Imports on the wire. A service derives its own `ImportOut` and says there what it counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.imports.states import Choice, Import, ImportState
from zizhu.common.jobroutes import JobOut
from zizhu.common.wire import Body


class ImportOut(BaseModel):
    """An import and the job that works on it."""

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
    def of(cls, one: Import, job: JobOut | None = None) -> Self:
        """Show an import; fields that a service added come from its own record."""
        own = {name: getattr(one, name) for name in cls.model_fields.keys() - {"job_id", "job"}}
        return cls(**own, job_id=one.commit_job_id or one.job_id, job=job)


class ChoiceIn(Body):
    """What the officer chose, this time."""

    choice: Choice
