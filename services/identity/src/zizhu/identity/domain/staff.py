"""Staff accounts as drafts: what a form or a workbook row has to hold (S004, domain.md 1.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from zizhu.common.auth import Post, Role, ScopeRow
from zizhu.common.errors import Finding
from zizhu.common.people.documents import Document, document_kind, normalise_document
from zizhu.common.people.names import normalise_name
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.accounts import ScopeLine
from zizhu.identity.domain.passwords import check_login
from zizhu.identity.domain.scopes import (
    check_columns,
    check_gives,
    covers,
    line_kind,
    role_for,
)
from zizhu.identity.domain.units import Units
from zizhu.identity.errors import AccountInvalid, LoginInvalid, NoStudentsYet, UnitNotYetKnown

T = TypeVar("T")

LONGEST_TITLE = 40
LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class StaffTyped:
    """A staff account as it was typed."""

    login: str
    name: str
    phone: str = field(repr=False)
    document_kind: str
    document_number: str = field(repr=False)
    title: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """A staff account whose every field keeps the rules."""

    login: str
    name: str
    phone: str = field(repr=False)
    document: Document = field(repr=False)
    title: str
    remark: str


def read_staff(typed: StaffTyped, today: date) -> tuple[StaffDraft | None, list[Finding]]:
    """Return the draft, or a finding for each field that breaks a rule. Pure; shows no value."""
    findings: list[Finding] = []

    def read(name: str, what: Callable[[], T]) -> T | None:
        try:
            return what()
        except (NotValid, LoginInvalid) as wrong:
            message = wrong.message if isinstance(wrong, NotValid) else wrong.detail
            findings.append(Finding(message, field=name))
            return None

    login = read("login", lambda: check_login(typed.login))
    name = read("name", lambda: normalise_name(typed.name))
    phone = read("phone", lambda: _phone(typed.phone))
    kind = read("document_kind", lambda: document_kind(typed.document_kind))
    document = (
        read(
            "document_number", lambda: normalise_document(kind, typed.document_number, today=today)
        )
        if kind is not None
        else None
    )
    title, remark = typed.title.strip(), typed.remark.strip()
    if len(title) > LONGEST_TITLE:
        findings.append(Finding(f"身份最长 {LONGEST_TITLE} 个字，请缩短", field="title"))
    if len(remark) > LONGEST_REMARK:
        findings.append(Finding(f"备注最长 {LONGEST_REMARK} 个字，请缩短", field="remark"))
    if findings or login is None or name is None or phone is None or document is None:
        return None, findings
    return StaffDraft(login, name, phone, document, title, remark), []


def _phone(text: str) -> str:
    """S004's own sentence, where the cell holds no eleven digits (domain.md 1.6.8)."""
    try:
        return normalise_phone(text)
    except NotValid as wrong:
        raise NotValid(f"手机号码不能为空或位数不能超过11位：{wrong.message}") from None


def draft_of(typed: StaffTyped, today: date) -> StaffDraft:
    """Return the draft. Raises AccountInvalid with a finding for each field."""
    draft, findings = read_staff(typed, today)
    if draft is None:
        raise AccountInvalid("账号信息有误，请按提示修改后重新提交。", errors=findings)
    return draft


def placed(
    giver: Post, rows: list[ScopeRow], units: Units, new_id: Callable[[], UUID]
) -> tuple[Role, list[ScopeLine]]:
    """Return the role and lines that rows of ids make, given by somebody (domain.md 1.2, 1.3).

    Raises ScopeInvalid, NoStudentsYet, UnitNotYetKnown for what is unknown or outside the
    giver's scope, BeyondOwnScope for a role that the giver does not open.
    """
    if units.is_empty:
        raise NoStudentsYet(_BATCH)
    lines = []
    for row in dict.fromkeys(rows):
        check_columns(
            has_college=True,
            has_year=row.year is not None,
            has_major=row.major_id is not None,
            has_class=row.class_id is not None,
        )
        line = units.line(row, new_id())
        if line is None or not covers(giver, [row]):
            raise UnitNotYetKnown
        if not units.has_classes(row.college_id):
            raise NoStudentsYet(_BATCH)
        lines.append(line)
    role = role_for(line_kind(line) for line in lines)
    check_gives(giver, role)
    return role, lines


_BATCH = "该院系还没有导入学生，不能单个添加。请使用批量添加。"
