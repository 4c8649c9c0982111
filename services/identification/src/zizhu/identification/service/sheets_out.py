"""Lists as sheets of a workbook: texts only, personal numbers masked unless they were asked for.

The columns are those of domain.md 5.9; two more at the end let the school bring a list back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.people.documents import DocumentKind
from zizhu.common.people.ethnic import ethnic_label
from zizhu.common.people.masking import mask_document, mask_phone
from zizhu.common.people.sex import Sex
from zizhu.common.workbook.table import Column
from zizhu.common.workbook.write import Sheet
from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.lists import GRANT_COLUMNS, PUBLIC_COLUMNS, TIER_OF
from zizhu.identification.domain.special import PROVED
from zizhu.identification.domain.vocabulary import Coded, Grade
from zizhu.identification.repository.listing import Particulars
from zizhu.identification.service.contents import open_standing, open_text
from zizhu.identification.service.roll import Entry, shown_name
from zizhu.identification.service.work import Work

WISH, REASON = "是否申请国家助学金", "修改原因"
RETURNABLE = (*GRANT_COLUMNS, WISH, REASON)


class ListKind(Coded):
    """Which list an officer takes."""

    GRANT = "grant", "高校本专科国家助学金名单"
    HARDSHIP = "hardship", "家庭经济困难学生名单"
    PUBLIC = "public", "公示名单"
    ARCHIVE = "archive", "认定结果归档名单"


@dataclass(frozen=True, slots=True)
class Printing:
    """What printing needs: keys for what is encrypted, kinds of groups, and whether to reveal."""

    ring: KeyRing
    school: str
    kinds: Kinds
    particulars: Mapping[UUID, Particulars]
    is_revealed: bool

    def document(self, one: Particulars) -> str:
        plain = _open(self.ring, one.document, "document", one.person_id)
        return plain if self.is_revealed else mask_document(plain)

    def phone(self, one: Particulars) -> str:
        plain = _open(self.ring, one.phone, "phone", one.person_id)
        return plain if self.is_revealed else mask_phone(plain)

    def groups(self, one: Particulars) -> str:
        """Name the groups that are proved; claims that nobody checked are nobody's business."""
        if not one.standing or one.standing_id is None:
            return ""
        standing = open_standing(self.ring, one.standing_id, one.standing)
        return "、".join(
            self.kinds[claim.code].label
            for claim in standing.claims
            if claim.state in PROVED and claim.code in self.kinds
        )


def _open(ring: KeyRing, text: str | None, column: str, person_id: UUID) -> str:
    return "" if text is None else open_text(ring, text, "student", column, person_id)


def columns_of(headers: Sequence[str]) -> list[Column]:
    return [Column(key=header, header=header) for header in headers]


def officer_sheet(printing: Printing, name: str, entries: Iterable[Entry]) -> Sheet:
    """Print applicants with every column of the grant list, and the two to bring it back."""
    rows = [_officer_row(printing, number, entry) for number, entry in enumerate(entries, start=1)]
    return Sheet(name, columns_of(RETURNABLE), rows)


def _officer_row(printing: Printing, number: int, entry: Entry) -> dict[str, str]:
    one = entry.application
    private = printing.particulars[one.person_id]
    tier = TIER_OF.get(one.grade)
    return {
        **_place(number, entry),
        "学校": printing.school,
        "学号": one.student_number or "",
        "姓名": one.name,
        "性别": Sex(private.sex).label if private.sex in set(Sex) else "",
        "民族": ethnic_label(private.ethnic),
        "证件类型": _document_kind(private.document_kind),
        "证件号码": printing.document(private),
        "手机号": printing.phone(private),
        "认定等级": one.grade.label,
        "资助档次": tier.label if tier and one.wants_grant and not one.is_left_off else "",
        "特殊群体": printing.groups(private),
        "客观分数": str(one.raw_score),
        "备注": "已声明放弃" if one.is_left_off else "",
        WISH: "是" if one.wants_grant else "否",
        REASON: "",
    }


def _document_kind(code: str) -> str:
    return DocumentKind(code).label if code in set(DocumentKind) else code


def _place(number: int, entry: Entry) -> dict[str, str]:
    return {
        "序号": str(number),
        "院系": entry.college,
        "年级": entry.year,
        "专业": entry.major,
        "班级": entry.class_name,
    }


def public_sheet(work: Work, entries: Iterable[Entry]) -> Sheet:
    """Print only what the public may read, each name as a list of today would show it."""
    rows = [
        {
            **_place(number, entry),
            "姓名": shown_name(work, entry.application),
            "认定等级": entry.application.grade.label,
        }
        for number, entry in enumerate(entries, start=1)
    ]
    return Sheet(ListKind.PUBLIC.label, columns_of(PUBLIC_COLUMNS), rows)


def sheets_by_grade(printing: Printing, by_grade: Mapping[Grade, Sequence[Entry]]) -> list[Sheet]:
    """Print one sheet a grade, empty ones too."""
    return [officer_sheet(printing, grade.label, entries) for grade, entries in by_grade.items()]
