"""Small shapes that many routes share: clean texts, reasons, places."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from zizhu.common.auth import ScopeRow
from zizhu.common.wire import Body

# PostgreSQL keeps no NUL, and the other control characters mean nothing to anybody.
CLEAN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=CLEAN)
]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=CLEAN)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[\w.-]+$")]


class Reason(Body):
    """Why somebody does what will be asked about later."""

    reason: Prose = ""


class PlaceOut(BaseModel):
    """Where in the tree somebody stands."""

    college_id: UUID
    year: int | None
    major_id: UUID | None
    class_id: UUID | None

    @classmethod
    def of(cls, place: ScopeRow) -> Self:
        return cls(
            college_id=place.college_id,
            year=place.year,
            major_id=place.major_id,
            class_id=place.class_id,
        )
