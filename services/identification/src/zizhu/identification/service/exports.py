"""Taking lists out: a reason for every one that names people, and an audit line with it.

Identity numbers and phones are masked unless they are revealed, which is its own act and line.
"""

from dataclasses import dataclass
from uuid import UUID

from zizhu.common.workbook.write import Sheet
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.repository import listing, register
from zizhu.identification.repository.applications import Filters
from zizhu.identification.service.lists import Lists, read_lists
from zizhu.identification.service.roll import Entry
from zizhu.identification.service.sheets_out import (
    ListKind,
    Printing,
    officer_sheet,
    public_sheet,
    sheets_by_grade,
)
from zizhu.identification.service.work import Work

_HARDSHIP = (Grade.SPECIAL, Grade.GENERAL, Grade.OTHER)


@dataclass(frozen=True, slots=True)
class Export:
    """A list ready to be written: its sheets, and what is said above them."""

    name: str
    sheets: tuple[Sheet, ...]
    reason: str


async def take_list(
    work: Work,
    campaign_id: UUID,
    kind: ListKind,
    filters: Filters,
    *,
    reason: str,
    is_revealed: bool,
) -> Export:
    """Print a list of the caller's scope. Raises NoSuchCampaign, ReasonMissing."""
    said = require_reason(reason, "导出名单含个人信息，请填写用途。")
    lists = await read_lists(work, campaign_id, filters)
    sheets = await _sheets(work, lists, kind, is_revealed=is_revealed)
    work.tx.record(
        "list.export",
        of="campaign",
        object_id=campaign_id,
        reason=said,
        list=kind.value,
        rows=sum(len(list(sheet.rows)) for sheet in sheets),
        revealed=is_revealed,
    )
    title = f"{lists.one.campaign.title}{kind.label}"
    return Export(title, tuple(sheets), said)


async def _sheets(work: Work, lists: Lists, kind: ListKind, *, is_revealed: bool) -> list[Sheet]:
    if kind is ListKind.PUBLIC:
        return [public_sheet(work, lists.hardship())]
    printing = await _printing(work, lists, is_revealed=is_revealed)
    if kind is ListKind.GRANT:
        members = [lists.roll[one.person_id] for one in lists.grants().members]
        return [officer_sheet(printing, kind.label, members)]
    if kind is ListKind.ARCHIVE:
        return sheets_by_grade(printing, lists.archive())
    by_grade: dict[Grade, list[Entry]] = {grade: [] for grade in _HARDSHIP}
    for entry in lists.hardship():
        by_grade[entry.application.grade].append(entry)
    return sheets_by_grade(printing, by_grade)


async def _printing(work: Work, lists: Lists, *, is_revealed: bool) -> Printing:
    return Printing(
        ring=work.ring,
        school=await register.school_name(work.tx, work.school_id),
        kinds=lists.one.kinds,
        particulars=await listing.particulars_of(work.tx, lists.one.id, lists.roll),
        is_revealed=is_revealed,
    )
