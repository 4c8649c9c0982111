"""Events of identification: which students are in use, to-dos and messages, rounds, publicity."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from zizhu.common.events import Event, Internal, Public
from zizhu.contracts.address import Address


class StudentUseChanged(Event):
    """Whether a form, a panel or a sheet still needs this student's row in the register."""

    type: ClassVar[str] = "identification.student_use_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("roster",)

    student_id: Annotated[UUID, Public]
    is_in_use: Annotated[bool, Public]
    uses: Annotated[tuple[str, ...], Public] = ()


class TodoChanged(Event):
    """Something one audience has to do, or has done: a projection by `todo_id` and version.

    `title` and `link` name things and counts, never people's circumstances; `facts` are the ids of
    what it is about (`campaign_id`, `form_id`, `class_id`, …).
    """

    type: ClassVar[str] = "identification.todo_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("notification",)

    todo_id: Annotated[UUID, Public]
    kind: Annotated[str, Public]
    address: Annotated[Address, Internal]
    title: Annotated[str, Internal]
    link: Annotated[str, Public]
    facts: Annotated[Mapping[str, str], Public] = Field(default_factory=dict)
    due_at: Annotated[datetime | None, Public] = None
    is_open: Annotated[bool, Public]


class MessageSent(Event):
    """A message to one audience."""

    type: ClassVar[str] = "identification.message_sent.v1"
    consumers: ClassVar[tuple[str, ...]] = ("notification",)

    message_id: Annotated[UUID, Public]
    kind: Annotated[str, Public]
    address: Annotated[Address, Internal]
    title: Annotated[str, Internal]
    body: Annotated[str, Internal]
    link: Annotated[str | None, Public] = None


class PublicityChanged(Event):
    """A list's publicity: notification prepares, shows and takes down its notice from this.

    The snapshot itself stays with identification; `ends_at` is set once it runs.
    """

    type: ClassVar[str] = "identification.publicity_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("notification",)

    publicity_id: Annotated[UUID, Public]
    campaign_id: Annotated[UUID, Public]
    title: Annotated[str, Public]
    audience: Annotated[Address, Internal]
    state: Annotated[Literal["prepared", "running", "ended", "withdrawn", "unknown"], Public]
    rows: Annotated[int, Public]
    started_at: Annotated[datetime | None, Public] = None
    ends_at: Annotated[datetime | None, Public] = None
    is_provisional: Annotated[bool, Public] = False
