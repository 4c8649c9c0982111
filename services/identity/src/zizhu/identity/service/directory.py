"""Looking staff up: by number without showing it, by name and place; plain values with a reason."""

from datetime import date
from uuid import UUID

from zizhu.common.auth import Principal, Role
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.people.documents import document_kind, normalise_document
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.accounts import HeldPost
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.errors import AccountInvalid
from zizhu.identity.repository.posts import posts_of
from zizhu.identity.repository.staff import (
    StaffAccount,
    StaffQuery,
    count_staff,
    list_staff,
)
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.staff import managed, show_staff

MOST_EXPORTED = 50_000


def query_by(parts: Parts, by: str, text: str, kind: str, today: date) -> StaffQuery:
    """Return a query for what was typed; numbers are compared by digest. Raises AccountInvalid."""
    keys = parts.keys
    if by == "all" or not text.strip():
        return StaffQuery()
    try:
        if by == "phone":
            return StaffQuery(phone=keys.phone(normalise_phone(text)))
        if by == "document":
            document = normalise_document(document_kind(kind), text, today=today)
            return StaffQuery(person=keys.person(document.kind.value, document.number))
    except NotValid as wrong:
        raise AccountInvalid(wrong.message) from wrong
    return StaffQuery(login_key=login_key(text)) if by == "login" else StaffQuery(name=text.strip())


async def search_staff(
    tx: Transaction, principal: Principal, query: StaffQuery, *, limit: int
) -> tuple[list[tuple[StaffAccount, list[HeldPost]]], int]:
    """Return accounts with their active posts, and how many there are in all."""
    found = await list_staff(tx, principal.scope, query, limit=limit)
    total = await count_staff(tx, principal.scope, query)
    held = await posts_of(tx, [account.id for account in found])
    by_account: dict[UUID, list[HeldPost]] = {account.id: [] for account in found}
    for post in held:
        by_account[post.account_id].append(post)
    return [(account, by_account[account.id]) for account in found], total


async def reveal(
    desk: Desk,
    tx: Transaction,
    principal: Principal,
    account_id: UUID,
    *,
    column: str,
    reason: str,
) -> str | None:
    """Return a plain number of an account below the caller, with an audit line.

    Raises NoSuchAccount, BeyondOwnScope.
    """
    if account_id == principal.account_id and principal.post.role is Role.SCHOOL_ADMIN:
        account, _ = await show_staff(tx, principal, account_id)
    else:
        account, _ = await managed(tx, principal, account_id)
    tx.record("account.reveal", of="account", object_id=account_id, reason=reason, field=column)
    stored = account.phone if column == "phone" else account.document
    return desk.decrypt(column, account_id, stored) if stored else None
