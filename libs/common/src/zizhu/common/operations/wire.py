"""The operator's pages on the wire."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.failed import FailedMessage
from zizhu.common.health import Readiness
from zizhu.common.operations import figures
from zizhu.common.operations.finding import Finding
from zizhu.common.operations.messages import Opened, Scalar
from zizhu.common.wire import Body

Reason = Annotated[str, Field(min_length=2, max_length=200)]


class FindingOut(BaseModel):
    """One sentence about one thing; `attention` asks for an operator."""

    level: Literal["fine", "note", "attention"]
    about: str
    sentence: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls.model_validate(
            {
                "level": finding.level.name.lower(),
                "about": finding.about,
                "sentence": finding.sentence,
            }
        )


class OperationsOut(BaseModel):
    """What `zizhu doctor` knows of one service, and the figures behind it."""

    service: str
    as_of: datetime
    readiness: Readiness
    findings: list[FindingOut]
    outbox: figures.Outbox
    inbox: figures.Inbox
    failed: figures.Failed
    leases: list[figures.Lease]
    timers: list[figures.TimerDue]
    jobs: dict[str, int]
    recent_jobs: list[figures.JobLine]


class FailedOut(BaseModel):
    """A kept message: `waiting` ones are retried, `dead` ones wait for an operator."""

    event_id: UUID
    type: str
    subject: str
    error: str
    state: str
    attempts: int
    failed_at: datetime
    next_try_at: datetime

    @classmethod
    def of(cls, message: FailedMessage) -> Self:
        return cls(**asdict(message))


class FieldOut(BaseModel):
    """A field of the message's data: `value` only where its contract calls it public."""

    name: str
    secrecy: str
    value: Scalar
    count: int | None


class OpenedOut(FailedOut):
    """A kept message with its envelope; `is_readable` is false where the body is no envelope."""

    school_id: UUID | None
    is_readable: bool
    source: str | None
    time: datetime | None
    version: int | None
    correlation_id: str | None
    traceparent: str | None
    fields: list[FieldOut]

    @classmethod
    def of_opened(cls, opened: Opened) -> Self:
        envelope = opened.envelope
        names = ("source", "time", "version", "correlation_id", "traceparent")
        return cls(
            **asdict(opened.message),
            school_id=opened.school_id,
            is_readable=envelope is not None,
            **{name: getattr(envelope, name, None) for name in names},
            fields=[FieldOut(**asdict(field)) for field in opened.fields],
        )


class ReplayIn(Body):
    """Why a message should pass now."""

    reason: Reason


class DiscardIn(Body):
    """Why a message is dropped for good; kept on the audit trail."""

    reason: Reason


class Discarded(BaseModel):
    event_id: UUID
