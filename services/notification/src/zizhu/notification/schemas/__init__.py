"""Wire shapes of notification."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.auth import ScopeRow
from zizhu.common.wire import Body
from zizhu.notification.domain.announcement import (
    BODY_LENGTH,
    TITLE_LENGTH,
    Announcement,
    Kind,
    State,
)
from zizhu.notification.repository.tasks import Message, Todo


class PlaceIn(Body):
    """The part of the school that is meant; nothing set means all of it."""

    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None

    def to_row(self) -> ScopeRow | None:
        if self.college_id is None:
            return None
        return ScopeRow(self.college_id, self.year, self.major_id, self.class_id)


class AnnouncementEdit(Body):
    title: Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH)]
    body: Annotated[str, Field(min_length=1, max_length=BODY_LENGTH)]
    expires_at: datetime | None = None


class AnnouncementIn(AnnouncementEdit):
    audience: PlaceIn = PlaceIn()
    author_name: Annotated[str, Field(min_length=1, max_length=60)]


class ReasonIn(Body):
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class MessagesRead(Body):
    """Which messages; None means all."""

    message_ids: Annotated[list[UUID] | None, Field(max_length=500)] = None


class AnnouncementOut(BaseModel):
    """A notice with its state as of the instant `as_of` of business time."""

    announcement_id: UUID
    kind: Kind
    kind_label: str
    title: str
    body: str
    state: State
    state_label: str
    author_name: str
    publicity_id: UUID | None
    created_at: datetime
    released_at: datetime | None
    expires_at: datetime | None
    version: int
    is_read: bool | None = None
    as_of: datetime

    @classmethod
    def of(cls, notice: Announcement, now: datetime, *, is_read: bool | None = None) -> Self:
        state = notice.state_at(now)
        return cls(
            announcement_id=notice.id,
            kind=notice.kind,
            kind_label=notice.kind.label,
            title=notice.title,
            body=notice.body,
            state=state,
            state_label=state.label,
            author_name=notice.author_name,
            publicity_id=notice.publicity_id,
            created_at=notice.created_at,
            released_at=notice.released_at,
            expires_at=notice.expires_at,
            version=notice.version,
            is_read=is_read,
            as_of=now,
        )


class TodoOut(BaseModel):
    """Something to do. `link` is the console's page; `facts` the ids of what it is about, for
    other clients: `campaign_id`, `form_id`, `class_id`, `objection_id`, ….
    """

    todo_id: UUID
    kind: str
    title: str
    link: str
    facts: dict[str, str]
    due_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, todo: Todo) -> Self:
        return cls(
            todo_id=todo.id,
            kind=todo.kind,
            title=todo.title,
            link=todo.link,
            facts=todo.facts,
            due_at=todo.due_at,
            updated_at=todo.updated_at,
        )


class MessageOut(BaseModel):
    message_id: UUID
    kind: str
    title: str
    body: str
    link: str | None
    sent_at: datetime
    is_read: bool

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls(
            message_id=message.id,
            kind=message.kind,
            title=message.title,
            body=message.body,
            link=message.link,
            sent_at=message.sent_at,
            is_read=message.is_read,
        )


class Counts(BaseModel):
    """How much waits for the caller."""

    open_todos: int
    unread_messages: int


class Marked(BaseModel):
    marked: int
