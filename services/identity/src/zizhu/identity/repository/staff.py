"""Lists of staff accounts: inside the caller's scope, by the reading of names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select, tuple_

from zizhu.common.among import among
from zizhu.common.auth import Role, Scope
from zizhu.common.database import Transaction
from zizhu.common.scoping import Placed, within
from zizhu.identity.domain.accounts import AccountState
from zizhu.identity.errors import NoSuchAccount
from zizhu.identity.models import AccountRow, PostRow, PostScopeRow

_INSIDE = cast(Placed, PostScopeRow)


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A staff account with its encrypted numbers, which the page shows masked."""

    id: UUID
    school_id: UUID
    login: str | None
    name: str
    sort_key: str
    phone: str | None
    document_kind: str | None
    document: str | None
    title: str
    remark: str
    state: AccountState
    version: int
    opened_at: datetime
    activated_at: datetime | None
    signed_in_at: datetime | None


_COLUMNS = [getattr(AccountRow, name) for name in StaffAccount.__slots__]


@dataclass(frozen=True, slots=True)
class StaffQuery:
    """The query modes of S004 (domain.md 1.4): one of phone, login, document or name, and place."""

    phone: bytes | None = None
    login_key: str | None = None
    person: bytes | None = None
    name: str | None = None
    role: Role | None = None
    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    ids: tuple[UUID, ...] | None = None
    after: tuple[str, UUID] | None = None

    @property
    def has_place(self) -> bool:
        return (self.college_id or self.year or self.major_id or self.class_id) is not None


def visible(scope: Scope) -> ColumnElement[bool]:
    """Accounts inside a scope: the school sees all of its staff, a department its counsellors."""
    own = AccountRow.school_id == scope.school_id
    staff = and_(own, AccountRow.student_id.is_(None))
    if scope.is_school_wide:
        return staff
    inside = exists(
        select(PostScopeRow.id)
        .join(PostRow, PostRow.id == PostScopeRow.post_id)
        .where(
            PostRow.account_id == AccountRow.id,
            PostRow.role == Role.COUNSELOR.value,
            PostRow.status == "active",
            PostScopeRow.is_matched,
            within(scope, _INSIDE),
        )
    )
    return and_(staff, inside)


def _filters(query: StaffQuery) -> list[ColumnElement[bool]]:
    wanted = {
        AccountRow.phone_digest: query.phone,
        AccountRow.login_key: query.login_key,
        AccountRow.person: query.person,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in wanted.items() if value is not None
    ]
    if query.name is not None:
        found.append(AccountRow.name.icontains(query.name, autoescape=True))
    if query.ids is not None:
        found.append(among(AccountRow.id, query.ids))
    if query.role is not None or query.has_place:
        found.append(_holds(query))
    if query.after is not None:
        found.append(tuple_(AccountRow.sort_key, AccountRow.id) > query.after)
    return found


def _holds(query: StaffQuery) -> ColumnElement[bool]:
    post = select(PostRow.id).where(PostRow.account_id == AccountRow.id, PostRow.status == "active")
    if query.role is not None:
        post = post.where(PostRow.role == query.role.value)
    if query.has_place:
        post = post.join(PostScopeRow, PostScopeRow.post_id == PostRow.id)
        for column, value in (
            (PostScopeRow.college_id, query.college_id),
            (PostScopeRow.year, query.year),
            (PostScopeRow.major_id, query.major_id),
            (PostScopeRow.class_id, query.class_id),
        ):
            if value is not None:
                post = post.where(column == value)
    return exists(post)


async def list_staff(
    tx: Transaction, scope: Scope, query: StaffQuery, *, limit: int
) -> list[StaffAccount]:
    """Return staff accounts by the reading of their names."""
    rows = await tx.session.execute(
        select(*_COLUMNS)
        .where(visible(scope), *_filters(query))
        .order_by(AccountRow.sort_key, AccountRow.id)
        .limit(limit)
    )
    return [_account(tuple(row)) for row in rows]


def _account(row: tuple[object, ...]) -> StaffAccount:
    values = dict(zip(StaffAccount.__slots__, row, strict=True))
    return StaffAccount(**{**values, "state": AccountState(str(values["state"]))})  # type: ignore[arg-type]  # columns are in the class's own order


async def count_staff(tx: Transaction, scope: Scope, query: StaffQuery) -> int:
    found = await tx.session.scalar(
        select(func.count()).select_from(AccountRow).where(visible(scope), *_filters(query))
    )
    return int(found or 0)


async def find_staff(tx: Transaction, scope: Scope, account_id: UUID) -> StaffAccount:
    """Return one staff account inside the scope. Raises NoSuchAccount, for foreign ones too."""
    found = await list_staff(tx, scope, StaffQuery(ids=(account_id,)), limit=1)
    if not found:
        raise NoSuchAccount
    return found[0]


@dataclass(frozen=True, slots=True)
class ByLogin:
    """An account of the school as a workbook row may repeat it."""

    id: UUID
    login_key: str
    name: str
    phone_digest: bytes | None
    person: bytes | None


async def accounts_by_login(tx: Transaction, keys: Iterable[str]) -> list[ByLogin]:
    """Return the accounts of the transaction's school with one of these login names."""
    rows = await tx.session.execute(
        select(*(getattr(AccountRow, name) for name in ByLogin.__slots__)).where(
            among(AccountRow.login_key, list(keys)), AccountRow.student_id.is_(None)
        )
    )
    return [ByLogin(*row) for row in rows]
