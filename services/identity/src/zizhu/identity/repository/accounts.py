"""Accounts by id and by what somebody typed. Whoever changes one locks its row first."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, column, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import LargeBinary, Text

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identity.domain.accounts import Account, AccountState
from zizhu.identity.errors import LoginTaken, NoSuchAccount
from zizhu.identity.models import AccountRow, StudentRow

_COLUMNS = [getattr(AccountRow, name) for name in Account.__slots__]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the door may know of an account before anybody is signed in."""

    account_id: UUID
    school_id: UUID | None
    password_hash: str | None


def account_of(row: Row[Any]) -> Account:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public accessor
    return Account(**{**values, "state": AccountState(values["state"])})


_CANDIDATES = text(
    "SELECT account_id, school_id, password_hash FROM sign_in_candidates(:login, :phone)"
).bindparams(bindparam("login", type_=Text), bindparam("phone", type_=LargeBinary))


async def candidates(
    tx: Transaction, *, login_key: str | None = None, phone: bytes | None = None
) -> list[Candidate]:
    """Return the accounts with this login name or phone, of whatever school."""
    rows = await tx.session.execute(
        _CANDIDATES.columns(
            column("account_id", Uuid), column("school_id", Uuid), column("password_hash", Text)
        ),
        {"login": login_key, "phone": phone},
    )
    return [Candidate(row.account_id, row.school_id, row.password_hash) for row in rows]


_TAKEN = text("SELECT login_key FROM logins_taken(:wanted)").bindparams(
    bindparam("wanted", type_=ARRAY(Text))
)


async def taken_logins(tx: Transaction, keys: Iterable[str]) -> set[str]:
    """Return which login names are gone, over all schools."""
    return set(await tx.session.scalars(_TAKEN, {"wanted": list(keys)}))


async def lock_account(tx: Transaction, account_id: UUID) -> Account:
    """Return an account and hold its row. Raises NoSuchAccount."""
    row = (
        await tx.session.execute(
            select(*_COLUMNS).where(AccountRow.id == account_id).with_for_update()
        )
    ).first()
    if row is None:
        raise NoSuchAccount
    return account_of(row)


async def find_account(tx: Transaction, account_id: UUID) -> Account:
    """Return an account. Raises NoSuchAccount."""
    row = (await tx.session.execute(select(*_COLUMNS).where(AccountRow.id == account_id))).first()
    if row is None:
        raise NoSuchAccount
    return account_of(row)


async def accounts_of_students(
    tx: Transaction, student_ids: Sequence[UUID]
) -> list[tuple[UUID, UUID]]:
    """Return `(account_id, student_id)` of those students who have an account."""
    rows = await tx.session.execute(
        select(AccountRow.id, AccountRow.student_id)
        .where(among(AccountRow.student_id, student_ids))
        .order_by(AccountRow.id)
    )
    return [(row.id, cast(UUID, row.student_id)) for row in rows]


async def follow_student_names(tx: Transaction, student_ids: Sequence[UUID]) -> None:
    """Show students under the names that the register has now."""
    await tx.session.execute(
        update(AccountRow)
        .where(
            AccountRow.student_id == StudentRow.id,
            among(AccountRow.student_id, student_ids),
            AccountRow.name != StudentRow.name,
        )
        .values(name=StudentRow.name, sort_key=StudentRow.sort_key)
    )


@asynccontextmanager
async def _unique_login() -> AsyncIterator[None]:
    """Translate the last guard: two at once chose one login name. Raises LoginTaken."""
    try:
        yield
    except IntegrityError as error:
        if "uq_account_login_key" in str(error.orig):
            raise LoginTaken from error
        raise


async def insert_accounts(tx: Transaction, rows: Sequence[dict[str, object]]) -> None:
    """Insert accounts. Raises LoginTaken."""
    async with _unique_login():
        await tx.session.execute(insert(AccountRow), rows)


async def update_account(tx: Transaction, account_id: UUID, **values: object) -> None:
    """Write columns; the row's version rises. Raises LoginTaken."""
    async with _unique_login():
        await tx.session.execute(
            update(AccountRow)
            .where(AccountRow.id == account_id)
            .values(version=AccountRow.version + 1, **values)
        )


async def touch_account(tx: Transaction, account_id: UUID, **values: object) -> None:
    """Write instants of signing in and tokens, which are no edits."""
    await tx.session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


async def recently_used(tx: Transaction, since: datetime) -> list[UUID]:
    """Return the school's accounts that may hold a token issued since."""
    found = await tx.session.scalars(
        select(AccountRow.id).where(AccountRow.token_at >= since).order_by(AccountRow.id)
    )
    return list(found)


async def secret_columns(tx: Transaction, account_id: UUID) -> dict[str, str | None]:
    """Return the encrypted columns of an account and its password hash. Raises NoSuchAccount."""
    row = (
        await tx.session.execute(
            select(
                AccountRow.phone,
                AccountRow.document_kind,
                AccountRow.document,
                AccountRow.password_hash,
            ).where(AccountRow.id == account_id)
        )
    ).first()
    if row is None:
        raise NoSuchAccount
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public accessor


async def phone_digest_of(tx: Transaction, account_id: UUID) -> bytes | None:
    return cast(
        "bytes | None",
        await tx.session.scalar(select(AccountRow.phone_digest).where(AccountRow.id == account_id)),
    )


async def count_platform_admins(tx: Transaction) -> int:
    """Return how many platform administrators can sign in; ask without a school set."""
    return int(
        await tx.session.scalar(
            select(func.count())
            .select_from(AccountRow)
            .where(AccountRow.school_id.is_(None), AccountRow.state == "active")
        )
        or 0
    )
