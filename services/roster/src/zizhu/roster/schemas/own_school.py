"""A university as all its members see it, students too: not whose account opens all others."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel

from zizhu.roster.domain.school import School, SchoolStatus


class OwnSchoolOut(BaseModel):
    """The university that the caller belongs to."""

    id: UUID
    code: str
    name: str
    status: SchoolStatus

    @classmethod
    def of(cls, school: School) -> Self:
        return cls(**{name: getattr(school, name) for name in cls.model_fields})
