"""Rounds, their plans and extensions on the wire."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.campaign import Phase
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.domain.window import Extension, ExtensionKind, Reach
from zizhu.identification.schemas.common import Code, Line, Prose
from zizhu.identification.service.campaigns import Plan

Guaranteed = Annotated[dict[Code, bool], Field(max_length=50)]


class CampaignIn(Body):
    """A round to be drafted; `copied_from` takes rules, line and phases over from another one."""

    term: Annotated[str, Field(max_length=6, examples=["202601"])]
    title: Line
    copied_from: UUID | None = None


class PhaseShape(Body):
    """One phase, open in [`opens_at`, `ends_at`)."""

    name: PhaseName
    opens_at: AwareDatetime
    ends_at: AwareDatetime

    @classmethod
    def of(cls, phase: Phase) -> Self:
        return cls(name=phase.name, opens_at=phase.opens_at, ends_at=phase.ends_at)


class PlanIn(Body):
    """What a drafted round will be; what is not given of the rules stays as it is."""

    title: Line
    phases: Annotated[list[PhaseShape], Field(max_length=20)]
    subsistence_line: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    rules: RoundRules | None = None
    guaranteed: Guaranteed = Field(default_factory=dict)
    parameters_version: Code | None = None

    def to_plan(self) -> Plan:
        return Plan(
            title=self.title,
            phases=tuple(Phase(one.name, one.opens_at, one.ends_at) for one in self.phases),
            subsistence_line=self.subsistence_line,
            rules=self.rules,
            parameters_version=self.parameters_version,
            guaranteed=self.guaranteed,
        )


class RulesIn(Body):
    """Other rules for a running round, with the reason for moving to them."""

    rules: RoundRules
    guaranteed: Guaranteed | None = None
    reason: Prose = ""


class CampaignOut(BaseModel):
    """A round; send `version` back in `If-Match`. `as_of` is the instant of `phases_now`."""

    id: UUID
    term: str
    term_label: str
    title: str
    state: CampaignState
    phases: list[PhaseShape]
    phases_now: list[PhaseName]
    as_of: datetime
    rules: RoundRules
    guaranteed: dict[str, bool]
    parameters_version: str | None
    subsistence_line: int | None
    copied_from: UUID | None
    cut_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    version: int

    @classmethod
    def of(cls, one: Round, now: datetime) -> Self:
        campaign = one.campaign
        return cls(
            id=one.id,
            term=campaign.term.code,
            term_label=campaign.term.label,
            title=campaign.title,
            state=campaign.state,
            phases=[PhaseShape.of(phase) for phase in campaign.phases],
            phases_now=list(campaign.phases_at(now)),
            as_of=now,
            rules=campaign.rules,
            guaranteed={code: kind.is_guaranteed for code, kind in one.kinds.items()},
            parameters_version=one.parameters_version,
            subsistence_line=campaign.subsistence_line,
            copied_from=campaign.copied_from,
            cut_at=one.cut_at,
            published_at=one.published_at,
            created_at=one.created_at,
            version=one.version,
        )


class ExtensionIn(Body):
    """A later end of a phase for the school, a department, a class or one person."""

    phase: PhaseName
    reach: Reach
    target_id: UUID
    until: AwareDatetime
    reason: Prose = ""


class LateFilingIn(Body):
    """One person who may file after the window."""

    student_id: UUID
    until: AwareDatetime
    reason: Prose = ""


class ExtensionOut(BaseModel):
    id: UUID
    campaign_id: UUID
    phase: PhaseName
    reach: Reach
    target_id: UUID
    until: datetime
    reason: str
    kind: ExtensionKind
    at: datetime

    @classmethod
    def of(cls, extension: Extension) -> Self:
        return cls(
            id=extension.extension_id,
            campaign_id=extension.campaign_id,
            phase=extension.phase,
            reach=extension.reach,
            target_id=extension.target_id,
            until=extension.until,
            reason=extension.reason,
            kind=extension.kind,
            at=extension.at,
        )
