"""One account a role for one click, and codes on a page: demo and test installations only."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from zizhu.common.auth import Role
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.identity.errors import NotInThisInstallation
from zizhu.identity.models import AccountRow, PostRow
from zizhu.identity.repository.register import School, schools

_SHOWN = (Role.SCHOOL_ADMIN, Role.DEPT, Role.COUNSELOR, Role.STUDENT)


@dataclass(frozen=True, slots=True)
class OneClick:
    """An account whose password is the demo's."""

    role: Role
    login: str
    name: str
    school_id: UUID | None
    school_name: str | None


def check_shows(parts: Parts) -> None:
    """Raise NotInThisInstallation in production."""
    if not parts.settings.profile.shows_codes:
        raise NotInThisInstallation("没有这个地址。")


async def one_click_accounts(tx: Transaction) -> list[OneClick]:
    """Return one account a role, of the first school that has any, and the platform's."""
    found = await _accounts(tx, None)
    for school in await schools(tx):
        if not school.is_active:
            continue
        await tx.limit_to(school.id)
        inside = await _accounts(tx, school)
        if inside:
            return found + inside
    return found


async def _accounts(tx: Transaction, school: School | None) -> list[OneClick]:
    rows = await tx.session.execute(
        select(PostRow.role, AccountRow.login, AccountRow.name)
        .join(PostRow, PostRow.account_id == AccountRow.id)
        .where(
            AccountRow.is_demo,
            AccountRow.login.is_not(None),
            AccountRow.state != "closed",
            PostRow.status == "active",
        )
        .order_by(AccountRow.opened_at, AccountRow.id)
    )
    first: dict[Role, OneClick] = {}
    for row in rows:
        role = Role(row.role)
        name = school.name if school else None
        one = OneClick(role, row.login, row.name, school.id if school else None, name)
        first.setdefault(role, one)
    order = (Role.PLATFORM_ADMIN, *_SHOWN)
    return [first[role] for role in order if role in first]
