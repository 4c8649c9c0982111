"""Cuts as they are kept, the official number of students, and last year's lines."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain.enrolment import OfficialNumber
from zizhu.identification.domain.lines import Lines
from zizhu.identification.errors.results import NoSuchCut
from zizhu.identification.models import CampaignRow, CutRow, OfficialEnrolmentRow

_CUTTING = 5_002  # the first number of our advisory locks of this kind


@dataclass(frozen=True, slots=True)
class KeptCut:
    """One cut; `inputs` and `grades` are ciphertexts."""

    id: UUID
    campaign_id: UUID
    number: int
    special_line: int
    general_line: int
    other_line: int
    enrolment: int
    register_version: int
    rule: str
    counts: dict[str, int]
    warnings: list[str]
    digest: str
    inputs: str = field(repr=False)
    grades: str = field(repr=False)
    cut_by: UUID
    cut_at: datetime

    @property
    def lines(self) -> Lines:
        return Lines(self.special_line, self.general_line, self.other_line)


@dataclass(frozen=True, slots=True)
class LastYear:
    """The lines and the denominator of the cut that stood a year ago."""

    lines: Lines
    enrolment: int
    term: str


_COLUMNS = [getattr(CutRow, name) for name in KeptCut.__slots__]


async def hold_cutting(tx: Transaction, campaign_id: UUID) -> None:
    """Let nobody else cut this round, publish it or change a grade of it until the commit."""
    await tx.session.execute(
        select(func.pg_advisory_xact_lock(_CUTTING, func.hashtext(str(campaign_id))))
    )


async def add_cut(tx: Transaction, school_id: UUID, cut: KeptCut) -> None:
    values = {name: getattr(cut, name) for name in KeptCut.__slots__}
    await tx.session.execute(insert(CutRow).values(school_id=school_id, **values))


async def list_cuts(tx: Transaction, scope: Scope, campaign_id: UUID) -> list[KeptCut]:
    """Return the cuts of a round of the scope's school, the newest first."""
    rows = await tx.session.execute(
        select(*_COLUMNS)
        .where(CutRow.campaign_id == campaign_id, CutRow.school_id == scope.school_id)
        .order_by(CutRow.number.desc())
    )
    return [KeptCut(*row) for row in rows]


async def standing_cut(tx: Transaction, campaign_id: UUID) -> KeptCut | None:
    """Return the newest cut of a round, which stands."""
    row = (
        await tx.session.execute(
            select(*_COLUMNS)
            .where(CutRow.campaign_id == campaign_id)
            .order_by(CutRow.number.desc())
            .limit(1)
        )
    ).first()
    return KeptCut(*row) if row else None


async def find_cut(tx: Transaction, scope: Scope, cut_id: UUID) -> KeptCut:
    """Return a cut of the scope's school. Raises NoSuchCut."""
    row = (
        await tx.session.execute(
            select(*_COLUMNS).where(CutRow.id == cut_id, CutRow.school_id == scope.school_id)
        )
    ).first()
    if row is None:
        raise NoSuchCut
    return KeptCut(*row)


async def last_year(tx: Transaction, school_id: UUID, year: int) -> LastYear | None:
    """Return the newest cut of the newest round before an academic year."""
    row = (
        await tx.session.execute(
            select(
                CutRow.special_line,
                CutRow.general_line,
                CutRow.other_line,
                CutRow.enrolment,
                CampaignRow.term,
            )
            .join(CampaignRow, CampaignRow.id == CutRow.campaign_id)
            .where(CutRow.school_id == school_id, CampaignRow.term < f"{year}00")
            .order_by(CampaignRow.term.desc(), CutRow.cut_at.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    return LastYear(
        Lines(row.special_line, row.general_line, row.other_line), row.enrolment, row.term
    )


async def official_number(tx: Transaction, campaign_id: UUID) -> OfficialNumber | None:
    """Return the number of students that the school itself states."""
    row = (
        await tx.session.execute(
            select(
                OfficialEnrolmentRow.students,
                OfficialEnrolmentRow.reason,
                OfficialEnrolmentRow.document,
            ).where(OfficialEnrolmentRow.campaign_id == campaign_id)
        )
    ).first()
    return OfficialNumber(*row) if row else None


async def keep_official(
    tx: Transaction,
    school_id: UUID,
    campaign_id: UUID,
    official: OfficialNumber,
    *,
    by: UUID,
    at: datetime,
) -> None:
    values = {
        "students": official.students,
        "reason": official.reason,
        "document": official.document,
        "stated_by": by,
        "stated_at": at,
    }
    await tx.session.execute(
        upsert(OfficialEnrolmentRow)
        .values(campaign_id=campaign_id, school_id=school_id, **values)
        .on_conflict_do_update(index_elements=["campaign_id"], set_=values)
    )


async def drop_official(tx: Transaction, campaign_id: UUID) -> None:
    await tx.session.execute(
        delete(OfficialEnrolmentRow).where(OfficialEnrolmentRow.campaign_id == campaign_id)
    )
