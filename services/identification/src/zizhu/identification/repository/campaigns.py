"""Rounds and the extensions of their phases."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.terms import Term
from zizhu.identification.domain.campaign import Campaign, Phase
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.domain.window import Extension, ExtensionKind, Person, Reach
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.models import CampaignRow, ExtensionRow

_KNOWN_RULES = frozenset(asdict(RoundRules()))


def _round(row: CampaignRow) -> Round:
    campaign = Campaign(
        campaign_id=row.id,
        school_id=row.school_id,
        term=Term.parse(row.term),
        title=row.title,
        state=CampaignState.of(row.state),
        phases=tuple(
            Phase(
                PhaseName.of(phase["name"]),
                datetime.fromisoformat(phase["opens_at"]),
                datetime.fromisoformat(phase["ends_at"]),
            )
            for phase in row.phases
        ),
        rules=RoundRules(**{name: row.rules[name] for name in _KNOWN_RULES & row.rules.keys()}),
        subsistence_line=row.subsistence_line,
        copied_from=row.copied_from,
    )
    return Round(
        campaign=campaign,
        version=row.version,
        created_at=row.created_at,
        guaranteed=row.guaranteed,
        parameters_version=row.parameters_version,
        cut_at=row.cut_at,
        published_at=row.published_at,
    )


def _values(one: Round) -> dict[str, object]:
    campaign = one.campaign
    return {
        "title": campaign.title,
        "state": campaign.state.value,
        "phases": [
            {
                "name": phase.name.value,
                "opens_at": phase.opens_at.isoformat(),
                "ends_at": phase.ends_at.isoformat(),
            }
            for phase in campaign.phases
        ],
        "rules": asdict(campaign.rules),
        "guaranteed": dict(one.guaranteed),
        "parameters_version": one.parameters_version,
        "subsistence_line": campaign.subsistence_line,
        "cut_at": one.cut_at,
        "published_at": one.published_at,
        "version": one.version,
    }


async def add_round(tx: Transaction, one: Round) -> None:
    await tx.session.execute(
        insert(CampaignRow).values(
            id=one.id,
            school_id=one.campaign.school_id,
            term=one.campaign.term.code,
            copied_from=one.campaign.copied_from,
            created_at=one.created_at,
            **_values(one),
        )
    )


async def save_round(tx: Transaction, one: Round) -> None:
    await tx.session.execute(
        update(CampaignRow).where(CampaignRow.id == one.id).values(**_values(one))
    )


async def find_round(
    tx: Transaction, scope: Scope, campaign_id: UUID, *, lock: str | None = None
) -> Round:
    """Return a round of the scope's school.

    `lock="share"` keeps it as it is while others may lock it so too; `lock="own"` is for who
    changes it. A draft is shown to the school alone. Raises NoSuchCampaign.
    """
    query = select(CampaignRow).where(
        CampaignRow.id == campaign_id, CampaignRow.school_id == scope.school_id
    )
    if not scope.is_school_wide:
        query = query.where(CampaignRow.state != CampaignState.DRAFTED.value)
    if lock is not None:
        query = query.with_for_update(read=lock == "share")
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        raise NoSuchCampaign
    return _round(row)


async def list_rounds(tx: Transaction, scope: Scope) -> list[Round]:
    """Return the rounds of the scope's school, the newest first; drafts to the school alone."""
    query = (
        select(CampaignRow)
        .where(CampaignRow.school_id == scope.school_id)
        .order_by(CampaignRow.term.desc(), CampaignRow.id.desc())
    )
    if not scope.is_school_wide:
        query = query.where(CampaignRow.state != CampaignState.DRAFTED.value)
    return [_round(row) for row in (await tx.session.execute(query)).scalars()]


async def open_rounds(tx: Transaction, school_id: UUID) -> list[Round]:
    """Return the rounds of a school that are open."""
    rows = await tx.session.execute(
        select(CampaignRow)
        .where(CampaignRow.school_id == school_id, CampaignRow.state == CampaignState.OPENED.value)
        .order_by(CampaignRow.id)
    )
    return [_round(row) for row in rows.scalars()]


async def add_extension(tx: Transaction, school_id: UUID, extension: Extension) -> None:
    await tx.session.execute(
        insert(ExtensionRow).values(
            id=extension.extension_id,
            school_id=school_id,
            campaign_id=extension.campaign_id,
            phase=extension.phase.value,
            reach=extension.reach.value,
            target_id=extension.target_id,
            until=extension.until,
            reason=extension.reason,
            by=extension.by,
            at=extension.at,
            kind=extension.kind.value,
        )
    )


def _extension(row: ExtensionRow) -> Extension:
    return Extension(
        extension_id=row.id,
        campaign_id=row.campaign_id,
        phase=PhaseName.of(row.phase),
        reach=Reach.of(row.reach),
        target_id=row.target_id,
        until=row.until,
        reason=row.reason,
        by=row.by,
        at=row.at,
        kind=ExtensionKind.of(row.kind),
    )


async def extensions_for(
    tx: Transaction, campaign_id: UUID, person: Person, school_id: UUID
) -> list[Extension]:
    """Return the extensions that hold for one person."""
    targets: Collection[UUID] = (
        school_id,
        person.college_id,
        person.class_id,
        person.student_id,
    )
    rows = await tx.session.execute(
        select(ExtensionRow).where(
            ExtensionRow.campaign_id == campaign_id, among(ExtensionRow.target_id, targets)
        )
    )
    return [_extension(row) for row in rows.scalars()]


async def extensions_of(tx: Transaction, campaign_id: UUID, phase: PhaseName) -> list[Extension]:
    """Return the extensions of one phase of a round, for whomever they hold."""
    rows = await tx.session.execute(
        select(ExtensionRow).where(
            ExtensionRow.campaign_id == campaign_id, ExtensionRow.phase == phase.value
        )
    )
    return [_extension(row) for row in rows.scalars()]


async def list_extensions(tx: Transaction, scope: Scope, campaign_id: UUID) -> list[Extension]:
    """Return the extensions of a round, the newest first."""
    rows = await tx.session.execute(
        select(ExtensionRow)
        .where(ExtensionRow.campaign_id == campaign_id, ExtensionRow.school_id == scope.school_id)
        .order_by(ExtensionRow.at.desc(), ExtensionRow.id.desc())
    )
    return [_extension(row) for row in rows.scalars()]
