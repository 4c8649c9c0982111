"""Whom a message or a to-do is for: a post of a unit rather than a person, unless only one person
can do it.
"""

from typing import Annotated
from uuid import UUID

from zizhu.common.events import Entry, Internal, Public


class Place(Entry):
    """A place in a school's tree; unset columns mean all below."""

    college_id: Annotated[UUID | None, Public] = None
    year: Annotated[int | None, Public] = None
    major_id: Annotated[UUID | None, Public] = None
    class_id: Annotated[UUID | None, Public] = None


class Address(Entry):
    """One audience: the posts of `role` whose scope covers `place`, or exactly one student.

    A counsellor whose rows cover the place sees it; an unset place means the whole school.
    """

    role: Annotated[str, Public]
    place: Annotated[Place, Internal] = Place()
    student_id: Annotated[UUID | None, Public] = None
    post_id: Annotated[UUID | None, Public] = None
