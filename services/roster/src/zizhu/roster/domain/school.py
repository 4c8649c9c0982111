"""A university as the platform keeps it: its code, its state, and whom its first account is for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from zizhu.common.errors import Finding
from zizhu.common.people import NotValid
from zizhu.common.people.names import normalise_name
from zizhu.common.people.phones import normalise_phone
from zizhu.roster.errors.schools import SchoolInvalid, SchoolNotActive, SchoolNotSuspended

_CODE = re.compile(r"[0-9A-Z]{2,20}")
_LOGIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,31}")
_LONGEST_NAME = 60


class SchoolStatus(StrEnum):
    """A suspended school keeps everything, and nobody of it signs in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class SchoolDraft:
    """What a platform administrator typed."""

    code: str
    name: str
    admin_login: str
    admin_name: str
    admin_phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class School:
    """A university; `version` rises with each change."""

    id: UUID
    code: str
    name: str
    status: SchoolStatus
    admin_login: str
    admin_name: str
    version: int
    created_at: datetime


def open_school(draft: SchoolDraft, *, school_id: UUID, now: datetime) -> tuple[School, str]:
    """Return a new university and the normalised phone of its first account.

    Raises:
        SchoolInvalid: with a finding for each field that breaks a rule.
    """
    findings: list[Finding] = []
    code = "".join(draft.code.split()).upper()
    if not _CODE.fullmatch(code):
        findings.append(Finding("学校代码应为 2 至 20 位字母或数字。", field="code"))
    name = " ".join(draft.name.split())
    if not 2 <= len(name) <= _LONGEST_NAME:
        findings.append(Finding(f"学校名称应为 2 至 {_LONGEST_NAME} 个字。", field="name"))
    login = draft.admin_login.strip()
    if not _LOGIN.fullmatch(login):
        findings.append(
            Finding(
                "账户名以字母开头，由 3 至 32 位字母、数字、点、横线或下划线组成。",
                field="admin_login",
            )
        )
    admin_name = _checked(lambda: normalise_name(draft.admin_name), "admin_name", findings)
    phone = _checked(lambda: normalise_phone(draft.admin_phone), "admin_phone", findings)
    if findings:
        raise SchoolInvalid("学校信息有误，请按提示修改后重新提交。", errors=findings)
    school = School(
        school_id, code, name, SchoolStatus.ACTIVE, login, admin_name, version=1, created_at=now
    )
    return school, phone


def suspend(school: School) -> School:
    """Stop a university. Raises SchoolNotActive."""
    if school.status is not SchoolStatus.ACTIVE:
        raise SchoolNotActive("学校已经停用，无需再次停用。")
    return replace(school, status=SchoolStatus.SUSPENDED, version=school.version + 1)


def resume(school: School) -> School:
    """Let a suspended university work again. Raises SchoolNotSuspended."""
    if school.status is not SchoolStatus.SUSPENDED:
        raise SchoolNotSuspended("学校没有停用，无需恢复。")
    return replace(school, status=SchoolStatus.ACTIVE, version=school.version + 1)


def _checked(read: Callable[[], str], name: str, findings: list[Finding]) -> str:
    try:
        return read()
    except NotValid as wrong:
        findings.append(Finding(wrong.message, field=name))
        return ""
