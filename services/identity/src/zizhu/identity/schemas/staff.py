"""Staff accounts on the wire: numbers masked, scopes by id with the names beside them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.parts import Parts
from zizhu.common.people.masking import mask_document, mask_phone
from zizhu.common.wire import Body
from zizhu.identity.domain.accounts import AccountState, HeldPost
from zizhu.identity.domain.staff import StaffTyped
from zizhu.identity.repository.staff import StaffAccount, StaffQuery
from zizhu.identity.schemas.sessions import PostOut
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.directory import query_by


class ScopeIn(Body):
    """One row of a scope; unset columns mean all below."""

    college_id: UUID
    year: int | None = Field(None, ge=1950, le=2200)
    major_id: UUID | None = None
    class_id: UUID | None = None

    @property
    def row(self) -> ScopeRow:
        return ScopeRow(self.college_id, self.year, self.major_id, self.class_id)


class Rows(Body):
    """Rows of a scope, and why they are given."""

    scope: list[ScopeIn] = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=2, max_length=200)

    @property
    def rows(self) -> list[ScopeRow]:
        return [line.row for line in self.scope]


class StaffIn(Body):
    """A staff account to open; the kind follows from the most specific column of its scope."""

    login: str = Field(max_length=64)
    name: str = Field(max_length=120)
    phone: str = Field(max_length=40)
    document_kind: str = Field("居民身份证", max_length=40)
    document_number: str = Field(max_length=60)
    title: str = Field("", max_length=100)
    remark: str = Field("", max_length=400)
    scope: list[ScopeIn] = Field(min_length=1, max_length=200)

    @property
    def typed(self) -> StaffTyped:
        return StaffTyped(**self.model_dump(exclude={"scope"}))

    @property
    def rows(self) -> list[ScopeRow]:
        return [line.row for line in self.scope]


class StaffCorrection(Body):
    """What to correct, and why; the login name is never changed."""

    name: str | None = Field(None, max_length=120)
    phone: str | None = Field(None, max_length=40)
    title: str | None = Field(None, max_length=40)
    remark: str | None = Field(None, max_length=200)
    reason: str = Field(min_length=2, max_length=200)

    @property
    def changes(self) -> dict[str, str]:
        found = self.model_dump(exclude={"reason"}, exclude_none=True)
        return {name: str(value) for name, value in found.items()}


class StaffSearch(Body):
    """Query modes of S004: all, or by phone, login, document number or name; and by place."""

    by: Literal["all", "phone", "login", "document", "name"] = "all"
    text: str = Field("", max_length=120)
    document_kind: str = Field("居民身份证", max_length=40)
    role: Role | None = None
    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    cursor: str | None = Field(None, max_length=600)
    size: int = Field(10, ge=1, le=500)

    def to_query(self, parts: Parts, today: date) -> StaffQuery:
        """Return the query that the form means. Raises AccountInvalid."""
        query = query_by(parts, self.by, self.text, self.document_kind, today)
        return replace(
            query,
            role=self.role,
            college_id=self.college_id,
            year=self.year,
            major_id=self.major_id,
            class_id=self.class_id,
        )


class StaffExport(StaffSearch):
    """The same filters, and what the list is for."""

    reason: str = Field(min_length=2, max_length=200)


class StaffOut(BaseModel):
    """A staff account; send `version` back in `If-Match`."""

    id: UUID
    login: str | None
    name: str
    phone: str | None
    document_kind: str | None
    document_number: str | None
    title: str
    remark: str
    state: AccountState
    version: int
    opened_at: datetime
    activated_at: datetime | None
    signed_in_at: datetime | None
    posts: list[PostOut]

    @classmethod
    def of(cls, desk: Desk, account: StaffAccount, posts: Sequence[HeldPost]) -> Self:
        phone, document = account.phone, account.document
        return cls(
            id=account.id,
            login=account.login,
            name=account.name,
            phone=mask_phone(desk.decrypt("phone", account.id, phone)) if phone else None,
            document_kind=account.document_kind,
            document_number=(
                mask_document(desk.decrypt("document", account.id, document)) if document else None
            ),
            title=account.title,
            remark=account.remark,
            state=account.state,
            version=account.version,
            opened_at=account.opened_at,
            activated_at=account.activated_at,
            signed_in_at=account.signed_in_at,
            posts=[PostOut.of(post) for post in posts],
        )


class Reason(Body):
    """Why somebody does what will be asked about later."""

    reason: str = Field(min_length=2, max_length=200)


class RevealIn(Reason):
    """Which value to see plain."""

    field: Literal["phone", "document"]


class Revealed(BaseModel):
    """A plain value, shown once."""

    value: str | None
