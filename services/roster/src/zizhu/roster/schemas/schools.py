"""Universities on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.roster.domain.school import School, SchoolDraft, SchoolStatus


class SchoolIn(Body):
    """A university to be opened, and whom its first account is for."""

    code: str = Field(max_length=40, examples=["10001"])
    name: str = Field(max_length=100)
    admin_login: str = Field(max_length=64)
    admin_name: str = Field(max_length=120)
    admin_phone: str = Field(max_length=40)

    def to_draft(self) -> SchoolDraft:
        return SchoolDraft(**self.model_dump())


class SchoolOut(BaseModel):
    """A university; send `version` back in `If-Match`."""

    id: UUID
    code: str
    name: str
    status: SchoolStatus
    admin_login: str
    admin_name: str
    version: int
    created_at: datetime

    @classmethod
    def of(cls, school: School) -> Self:
        return cls(**{name: getattr(school, name) for name in School.__slots__})


class Reason(Body):
    """Why somebody does what will be asked about later."""

    reason: str = Field(min_length=2, max_length=200)
