"""Accounts for one click, and codes on a page: demo and test installations only."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from zizhu.common.auth import Role
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.identity.errors import NotInThisInstallation
from zizhu.identity.models import AccountRow, PostRow
from zizhu.identity.repository.register import School, schools
from zizhu.identity.service.desk import Desk

_ORDER = (Role.PLATFORM_ADMIN, Role.SCHOOL_ADMIN, Role.DEPT, Role.COUNSELOR, Role.STUDENT)
_COLUMNS = ("id", "login", "phone", "name", "remark")


@dataclass(frozen=True, slots=True)
class OneClick:
    """An account whose password is the demo's; `label` says in words what it is for."""

    role: Role
    label: str
    login: str
    name: str
    school_id: UUID | None
    school_name: str | None


def check_shows(parts: Parts) -> None:
    """Raise NotInThisInstallation in production."""
    if not parts.settings.profile.shows_codes:
        raise NotInThisInstallation("没有这个地址。")


async def one_click_accounts(desk: Desk, tx: Transaction) -> list[OneClick]:
    """Return the accounts to be shown of the first school that has any, and the platform's.

    An account is shown for what its remark says of it; of a role in which no account has a remark
    the first one is.
    """
    found = await _accounts(desk, tx, None)
    for school in await schools(tx):
        if not school.is_active:
            continue
        await tx.limit_to(school.id)
        inside = await _accounts(desk, tx, school)
        if inside:
            return found + inside
    return found


async def _accounts(desk: Desk, tx: Transaction, school: School | None) -> list[OneClick]:
    """In one statement: a demo's front page is opened by everybody at once."""
    rank = func.row_number().over(
        partition_by=PostRow.role,
        order_by=(AccountRow.remark == "", AccountRow.opened_at.desc(), AccountRow.id),
    )
    ranked = (
        select(PostRow.role, *(getattr(AccountRow, name) for name in _COLUMNS), rank.label("rank"))
        .join(PostRow, PostRow.account_id == AccountRow.id)
        .where(AccountRow.is_demo, AccountRow.state != "closed", PostRow.status == "active")
        .subquery()
    )
    shown = or_(ranked.c.remark != "", ranked.c.rank == 1)
    rows = await tx.session.execute(select(ranked).where(shown).order_by(ranked.c.rank))
    found = [_one_click(desk, row, school) for row in rows]
    return sorted(found, key=lambda one: _ORDER.index(one.role))


def _one_click(desk: Desk, row: Row[Any], school: School | None) -> OneClick:
    """Students sign in by their phones, which nobody but a demo shows."""
    role = Role(row.role)
    phone = desk.decrypt("phone", row.id, row.phone) if row.phone else ""
    return OneClick(
        role=role,
        label=row.remark or role.label,
        login=row.login or phone,
        name=row.name,
        school_id=school.id if school else None,
        school_name=school.name if school else None,
    )
