"""Taking lists out: worded with a reason for whoever may see the round, made as who asked.

Identity numbers and phones are masked unless they are asked for plain, which locks the workbook.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zizhu.common.exports.asked import Request
from zizhu.common.exports.jobs import Made
from zizhu.common.workbook.write import Sheet
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.special_list import shown_count
from zizhu.identification.domain.vocabulary import Grade, ListMatch
from zizhu.identification.repository import campaigns, listing, register
from zizhu.identification.repository.applications import Filters
from zizhu.identification.service.lists import Lists, read_lists
from zizhu.identification.service.roll import Entry
from zizhu.identification.service.sheets_out import (
    ListKind,
    Printing,
    columns_of,
    officer_sheet,
    public_sheet,
    sheets_by_grade,
)
from zizhu.identification.service.special_list import count_list
from zizhu.identification.service.work import Work

_HARDSHIP = (Grade.SPECIAL, Grade.GENERAL, Grade.OTHER)
_COUNTS = "特殊群体申请情况"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list of a round somebody takes, narrowed how, and whether with plain numbers."""

    campaign_id: UUID
    kind: ListKind
    filters: Filters
    is_revealed: bool


async def word_list(work: Work, wanted: Wanted, *, reason: str, filters: dict[str, Any]) -> Request:
    """Word the request for a list; `filters` are those of `wanted` as JSON takes them.

    Raises:
        NoSuchCampaign, ReasonMissing.
    """
    said = require_reason(reason, "导出名单含个人信息，请填写用途。")
    one = await campaigns.find_round(work.tx, work.scope, wanted.campaign_id)
    asked = {
        "campaign_id": str(one.id),
        "kind": wanted.kind.value,
        "filters": filters,
    }
    # What the public reads holds no number that could be plain.
    is_plain = wanted.is_revealed and wanted.kind is not ListKind.PUBLIC
    return Request(f"{one.campaign.title}{wanted.kind.label}", said, asked, is_plain)


async def make_list(work: Work, wanted: Wanted) -> Made:
    """Print a list of the scope of who asked. Raises NoSuchCampaign."""
    lists = await read_lists(work, wanted.campaign_id, wanted.filters)
    sheets = await _sheets(work, lists, wanted)
    return Made(sheets, sum(len(list(sheet.rows)) for sheet in sheets))


async def _sheets(work: Work, lists: Lists, wanted: Wanted) -> list[Sheet]:
    if wanted.kind is ListKind.PUBLIC:
        return [public_sheet(work, lists.hardship())]
    printing = await _printing(work, lists, is_revealed=wanted.is_revealed)
    if wanted.kind is ListKind.GRANT:
        members = [lists.roll[one.person_id] for one in lists.grants().members]
        return [officer_sheet(printing, wanted.kind.label, members)]
    if wanted.kind is ListKind.ARCHIVE:
        return sheets_by_grade(printing, lists.archive())
    return sheets_by_grade(printing, _by_grade(lists.hardship()))


def _by_grade(entries: Iterable[Entry]) -> dict[Grade, list[Entry]]:
    by_grade: dict[Grade, list[Entry]] = {grade: [] for grade in _HARDSHIP}
    for entry in entries:
        by_grade[entry.application.grade].append(entry)
    return by_grade


async def _printing(work: Work, lists: Lists, *, is_revealed: bool) -> Printing:
    return Printing(
        ring=work.ring,
        school=await register.school_name(work.tx, work.school_id),
        kinds=lists.one.kinds,
        particulars=await listing.particulars_of(work.tx, lists.one.id, lists.roll),
        is_revealed=is_revealed,
    )


async def word_counts(work: Work, campaign_id: UUID, *, reason: str) -> Request:
    """Word the request for the counts of the special-group list. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    return Request(_COUNTS, reason, {"campaign_id": str(one.id)})


async def make_counts(work: Work, campaign_id: UUID) -> Made:
    """Print the four counts of each kind; small numbers are hidden. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    found = await count_list(work.tx, work.ring, work.scope, one)
    rows = [
        {
            "类别": one.kinds[code].label,
            **{match.label: shown_count(counts[match]) for match in ListMatch},
        }
        for code, counts in found.items()
        if code in one.kinds
    ]
    columns = columns_of(("类别", *(match.label for match in ListMatch)))
    return Made([Sheet("特殊群体", columns, rows)], len(rows))
