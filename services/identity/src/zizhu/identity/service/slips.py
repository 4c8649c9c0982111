"""Printing slips: for staff by the account above, for students by their counsellor.

Single ones or up to one class; the characters leave once, in the answer, and stay as a digest.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Principal, Role
from zizhu.common.database import Transaction
from zizhu.common.errors import NotYetKnown
from zizhu.common.ids import new_id
from zizhu.identity.domain.lifetimes import SLIP
from zizhu.identity.domain.slips import MOST_SLIPS, show_slip, write_slip
from zizhu.identity.errors import (
    NoSuchAccount,
    NoSuchSchool,
    NoSuchStudent,
    TooManySlips,
)
from zizhu.identity.repository.accounts import find_account
from zizhu.identity.repository.posts import posts_of
from zizhu.identity.repository.register import find_school
from zizhu.identity.repository.slips import Slip, insert_slips
from zizhu.identity.repository.staff import StaffQuery, list_staff
from zizhu.identity.repository.students import (
    Activation,
    StudentQuery,
    count_waiting,
    list_activations,
)
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.staff import check_manages

SLIP_KIND = "slip"


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One slip as it is printed; `text` is shown this once."""

    owner_id: UUID
    name: str
    login: str | None
    student_number: str | None
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a slip is for."""

    id: UUID
    name: str
    login: str | None = None
    student_number: str | None = None
    is_student: bool = False


async def _print(
    desk: Desk, tx: Transaction, owners: Sequence[Owner], *, by: UUID
) -> list[PrintedSlip]:
    expires_at = tx.machine_now + SLIP
    printed, slips = [], []
    for owner in owners:
        text = write_slip(secrets.choice)
        slip = Slip(
            id=new_id(),
            account_id=None if owner.is_student else owner.id,
            student_id=owner.id if owner.is_student else None,
            digest=desk.token_digest(SLIP_KIND, text),
            expires_at=expires_at,
        )
        slips.append(slip)
        printed.append(
            PrintedSlip(
                owner_id=owner.id,
                name=owner.name,
                login=owner.login,
                student_number=owner.student_number,
                text=show_slip(text),
                expires_at=expires_at,
            )
        )
        of = "student" if owner.is_student else "account"
        tx.record("slip.issue", of=of, object_id=owner.id, slip_id=str(slip.id))
    if slips:
        await insert_slips(tx, slips, by)
    return printed


async def print_for_staff(
    desk: Desk, tx: Transaction, principal: Principal, account_ids: Sequence[UUID]
) -> list[PrintedSlip]:
    """Print slips for accounts wholly below the caller; each may set a new password with it.

    Raises TooManySlips, NotYetKnown, BeyondOwnScope.
    """
    wanted = _few(account_ids)
    query = StaffQuery(ids=wanted)
    found = await list_staff(tx, principal.scope, query, limit=len(wanted))
    if len(found) != len(wanted):
        raise NotYetKnown("有账号不存在或不在您的管理范围内，请刷新名单后重试。")
    for account in found:
        check_manages(principal.post, await posts_of(tx, [account.id]))
    owners = [Owner(account.id, account.name, account.login) for account in found]
    return await _print(desk, tx, owners, by=principal.account_id)


async def print_for_school(
    desk: Desk, tx: Transaction, principal: Principal, school_id: UUID
) -> PrintedSlip:
    """Print the slip of a school's own account, by the platform. Raises NoSuchSchool."""
    school = await find_school(tx, school_id)
    if school is None or school.admin_account_id is None:
        raise NoSuchSchool("没有这所学校，或者它的账号还没有开通，请稍后重试。")
    await tx.limit_to(school_id)
    account = await find_account(tx, school.admin_account_id)
    held = await posts_of(tx, [account.id])
    if not any(post.role is Role.SCHOOL_ADMIN for post in held):
        raise NoSuchAccount
    owner = Owner(account.id, account.name, account.login)
    return (await _print(desk, tx, [owner], by=principal.account_id))[0]


async def print_for_students(
    desk: Desk, tx: Transaction, principal: Principal, student_ids: Sequence[UUID]
) -> list[PrintedSlip]:
    """Print slips for students inside the caller's scope, activated or not.

    Raises TooManySlips, NotYetKnown.
    """
    wanted = _few(student_ids)
    query = StudentQuery(ids=wanted)
    found = await list_activations(tx, principal.scope, query, limit=len(wanted))
    if len(found) != len(wanted):
        raise NotYetKnown("有学生不存在、已离校或不在您的管理范围内，请刷新名单后重试。")
    return await _print(desk, tx, _owners(found), by=principal.account_id)


async def print_for_class(
    desk: Desk, tx: Transaction, principal: Principal, class_id: UUID
) -> tuple[list[PrintedSlip], int]:
    """Print slips for a class's students who have neither account nor slip, 60 at a time.

    Return the slips, and how many students still wait. Raises NoSuchStudent for a class of which
    the caller sees nobody.
    """
    scope = principal.scope
    anybody = await list_activations(tx, scope, StudentQuery(class_id=class_id), limit=1)
    if not anybody:
        raise NoSuchStudent
    query = StudentQuery(class_id=class_id, is_activated=False, lacks_slip=True)
    found = await list_activations(tx, scope, query, limit=MOST_SLIPS)
    printed = await _print(desk, tx, _owners(found), by=principal.account_id)
    return printed, await count_waiting(tx, scope, class_id)


def _owners(found: Sequence[Activation]) -> list[Owner]:
    return [
        Owner(
            id=student.id,
            name=student.name,
            login=student.login,
            student_number=student.student_number,
            is_student=True,
        )
        for student in found
    ]


def _few(ids: Sequence[UUID]) -> tuple[UUID, ...]:
    wanted = tuple(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MOST_SLIPS:
        raise TooManySlips(f"每次打印 1 至 {MOST_SLIPS} 张激活码，请分批打印。")
    return wanted
