"""Rows of a staff workbook: read, compared with what is there, judged. Pure; shows no value.

A row is new, unchanged, or bad with its findings. A second import of the same file changes
nothing (domain.md 1.3 to 1.6).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zizhu.common.auth import Post, Role, ScopeRow
from zizhu.common.errors import Finding, Refusal
from zizhu.identity.domain.accounts import ScopeLine
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.domain.scopes import check_columns, check_gives, covers, line_kind, role_for
from zizhu.identity.domain.staff import StaffDraft, StaffTyped, read_staff
from zizhu.identity.domain.staff_sheet import HEADERS
from zizhu.identity.domain.units import Units, plain_name
from zizhu.identity.errors import ScopeInvalid

_YEAR = re.compile(r"((?:19|20|21)[0-9]{2})级?")
TAKEN = "账户名重复，请换一个账户名（可在前面加学校代码）"
DIFFERENT = "账户名重复：该账户名已存在，且信息与本行不同；修改请在账号页面进行"
OUTSIDE = "不在您的管理范围内，请由学校账号导入"


@dataclass(frozen=True, slots=True)
class Known:
    """An account that is there already, as far as a row can be the same."""

    name: str
    phone: bytes | None
    person: bytes | None
    scopes: frozenset[tuple[str, int | None, str, str]]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A row that keeps every rule, with the scope it asks for by name."""

    number: int
    draft: StaffDraft
    line: ScopeLine
    role: Role


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a workbook: rows to open, rows that are there, and what is wrong."""

    new: tuple[StaffRow, ...]
    unchanged: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rows are judged by: who gives, which units and accounts there are, the business day."""

    giver: Post
    units: Units
    own: Mapping[str, Known]
    taken: frozenset[str]
    today: date
    digests: Mapping[int, tuple[bytes, bytes]] = field(default_factory=dict)


def scope_words(line: ScopeLine) -> tuple[str, int | None, str, str]:
    """Return a row's scope as plain words, in which two writings are equal."""
    return (
        plain_name(line.college_name),
        line.year,
        plain_name(line.major_name or ""),
        plain_name(line.class_name or ""),
    )


def read_rows(
    rows: Sequence[tuple[int, Mapping[str, str]]], giver: Post, today: date, ids: Sequence[UUID]
) -> tuple[list[StaffRow], list[Finding]]:
    """Read every row by itself; `ids` are for the scope rows that they make."""
    good: list[StaffRow] = []
    findings: list[Finding] = []
    for (number, cells), line_id in zip(rows, ids, strict=True):
        row, wrong = _read(number, cells, giver, today, line_id)
        findings.extend(wrong)
        if row is not None:
            good.append(row)
    return good, findings


def _read(
    number: int, cells: Mapping[str, str], giver: Post, today: date, line_id: UUID
) -> tuple[StaffRow | None, list[Finding]]:
    typed = StaffTyped(
        login=cells.get("login", ""),
        name=cells.get("name", ""),
        phone=cells.get("phone", ""),
        document_kind=cells.get("document_kind", ""),
        document_number=cells.get("document_number", ""),
        title=cells.get("title", ""),
        remark=cells.get("remark", ""),
    )
    draft, wrong = read_staff(typed, today)
    findings = [
        Finding(found.message, row=number, column=HEADERS[found.field or "login"])
        for found in wrong
    ]
    try:
        line = _line(cells, line_id)
        role = role_for([line_kind(line)])
        check_gives(giver, role)
    except Refusal as refusal:
        findings.append(Finding(refusal.detail.rstrip("。"), row=number, column=HEADERS["college"]))
        return None, findings
    return (StaffRow(number, draft, line, role) if draft and not findings else None), findings


def _line(cells: Mapping[str, str], line_id: UUID) -> ScopeLine:
    college, year, major, class_name = (
        cells.get(key, "").strip() for key in ("college", "year", "major", "class_name")
    )
    check_columns(
        has_college=bool(college),
        has_year=bool(year),
        has_major=bool(major),
        has_class=bool(class_name),
    )
    return ScopeLine(
        id=line_id,
        college_id=None,
        year=_year(year),
        major_id=None,
        class_id=None,
        college_name=college,
        major_name=major or None,
        class_name=class_name or None,
        is_matched=False,
    )


def _year(text: str) -> int | None:
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    if found is None:
        raise ScopeInvalid("年级应写成 2026 或 2026级 的样子，请修改。")
    return int(found[1])


def judge(rows: Sequence[StaffRow], known: Surroundings) -> Judged:
    """Compare rows with each other, with the accounts and with the giver's scope.

    Units that do not exist yet leave a row waiting by name; that is no finding.
    """
    new: list[StaffRow] = []
    findings: list[Finding] = []
    unchanged = 0
    seen: set[str] = set()
    for row in rows:
        key = login_key(row.draft.login)
        message, column = _wrong(row, key, known, seen)
        seen.add(key)
        if message is not None:
            findings.append(Finding(message, row=row.number, column=HEADERS[column]))
        elif key in known.own:
            unchanged += 1
        else:
            new.append(_bound(row, known.units))
    return Judged(tuple(new), unchanged, tuple(findings))


def _wrong(row: StaffRow, key: str, known: Surroundings, seen: set[str]) -> tuple[str | None, str]:
    if key in seen:
        return TAKEN, "login"
    if not _is_inside(row, known):
        return OUTSIDE, "college"
    if key in known.own:
        return (None if _is_same(row, known.own[key], known) else DIFFERENT), "login"
    return (TAKEN if key in known.taken else None), "login"


def _is_same(row: StaffRow, other: Known, known: Surroundings) -> bool:
    phone, person = known.digests[row.number]
    return (
        other.name == row.draft.name
        and other.phone == phone
        and other.person == person
        and scope_words(row.line) in other.scopes
    )


def _is_inside(row: StaffRow, known: Surroundings) -> bool:
    """Tell whether a row is the giver's to give; one that waits must be of their own college."""
    if known.giver.role is Role.SCHOOL_ADMIN:
        return True
    matched = known.units.match(row.line)
    if matched.row is not None:
        return covers(known.giver, [matched.row])
    college = known.units.college_named(row.line.college_name)
    return college is not None and covers(known.giver, [ScopeRow(college)])


def _bound(row: StaffRow, units: Units) -> StaffRow:
    return StaffRow(row.number, row.draft, units.match(row.line), row.role)
