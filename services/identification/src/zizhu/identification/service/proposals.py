"""Proposed changes: from a list taken back in, and from a guarantee that was found late.

A proposal changes nothing by itself; the school takes it or leaves it (domain.md 5.9, 5.10.13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.ids import new_id
from zizhu.contracts.address import Address
from zizhu.identification.domain.change import ChangeCause, ListStage, Standing, stage_of
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.proposal import (
    Proposal,
    ReturnedRow,
    propose_guarantee,
    read_returned,
)
from zizhu.identification.domain.round import Round
from zizhu.identification.errors.filing import NotCutYet
from zizhu.identification.errors.results import ProposalDecided
from zizhu.identification.repository import applications, campaigns, finals, people, publicities
from zizhu.identification.repository import changes as repository
from zizhu.identification.repository.changes import LEFT_ALONE, OPEN, TAKEN, KeptProposal
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import changes, tasks
from zizhu.identification.service.changes import Changed
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.work import Work, open_round

PROPOSED = "grade_proposals"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a returned list asked for."""

    proposals: int
    unchanged: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal opened for the school."""

    id: UUID
    person_id: UUID
    name: str
    before: Standing
    after: Standing
    cause: ChangeCause
    reason: str
    row: int | None
    state: str
    proposed_at: datetime


async def take_returned(work: Work, campaign_id: UUID, rows: Sequence[ReturnedRow]) -> Returned:
    """Read a list that was exported, edited and brought back: changed rows become proposals.

    Rows without a reason are refused one by one.

    Raises NoSuchCampaign, CampaignStateForbids, NotCutYet.
    """
    one = await open_round(work, campaign_id, may_be_final=True)
    if not one.is_cut:
        raise NotCutYet("尚未切线，没有可以变更的认定结果。")
    listed = await applications.list_applications(work.tx, work.scope, one.id)
    standings = {
        application.person_id: Standing(application.grade, application.wants_grant)
        for application in listed
    }
    read = read_returned(rows, standings, stage=await _stage(work, one))
    await _keep(work.tx, work.ring, one, read.proposals, now=work.now)
    work.tx.record(
        "grade.take_list",
        of="campaign",
        object_id=one.id,
        proposals=len(read.proposals),
        refused=len(read.findings),
        unchanged=read.unchanged,
    )
    return Returned(len(read.proposals), read.unchanged, read.findings)


async def _stage(work: Work, one: Round) -> ListStage:
    main = publicities.main_of(await publicities.list_publicities(work.tx, one.id))
    is_final = await finals.standing_final(work.tx, one.id) is not None
    return stage_of(main.publicity if main else None, is_final=is_final, now=work.now)


async def propose_late_guarantee(
    tx: Transaction, ring: KeyRing, one: Round, filed: Filed, *, source: str, now: datetime
) -> None:
    """Propose 特别困难 for a student whose guarantee was found after the cut; never change it."""
    standing = Standing(filed.state.grade, filed.wishes.national_grant is True)
    proposal = propose_guarantee(filed.student_id, standing, source=source)
    if proposal is None or not one.is_cut or not filed.is_applicant:
        return
    cause = ChangeCause.LATE_GUARANTEE
    if not await repository.has_open_proposal(tx, one.id, filed.student_id, cause):
        await _keep(tx, ring, one, [proposal], now=now)


async def _keep(
    tx: Transaction, ring: KeyRing, one: Round, proposals: Sequence[Proposal], *, now: datetime
) -> None:
    kept = [_closed(ring, one, proposal, now) for proposal in proposals]
    if not kept:
        return
    await repository.add_proposals(tx, one.campaign.school_id, kept)
    await tasks.set_todo(
        tx,
        one.campaign.school_id,
        Todo(
            kind=PROPOSED,
            key=str(one.id),
            address=Address(role=Role.SCHOOL_ADMIN.value),
            title="有认定变更建议待处理",
            link=f"/identification/campaigns/{one.id}/proposals",
            campaign_id=one.id,
        ),
    )


def _closed(ring: KeyRing, one: Round, proposal: Proposal, now: datetime) -> KeptProposal:
    proposal_id = new_id()
    return KeptProposal(
        id=proposal_id,
        campaign_id=one.id,
        person_id=proposal.person_id,
        before=proposal.before,
        after=proposal.after,
        cause=proposal.cause,
        reason=close_text(ring, proposal.reason, "proposal", "reason", proposal_id),
        row=proposal.row,
        state=OPEN,
        change_id=None,
        proposed_at=now,
        decided_by=None,
        decided_at=None,
    )


async def list_proposals(
    work: Work, campaign_id: UUID, *, state: str | None = None
) -> list[ProposalSeen]:
    """List the proposals of a round, the newest first. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    kept = await repository.list_proposals(work.tx, work.scope, one.id, state=state)
    names = await people.named_students(work.tx, [proposal.person_id for proposal in kept])
    return [
        ProposalSeen(
            id=proposal.id,
            person_id=proposal.person_id,
            name=names[proposal.person_id].name if proposal.person_id in names else "",
            before=proposal.before,
            after=proposal.after,
            cause=proposal.cause,
            reason=_reason(work.ring, proposal),
            row=proposal.row,
            state=proposal.state,
            proposed_at=proposal.proposed_at,
        )
        for proposal in kept
    ]


def _reason(ring: KeyRing, proposal: KeptProposal) -> str:
    return open_text(ring, proposal.reason, "proposal", "reason", proposal.id)


async def take_proposal(work: Work, proposal_id: UUID) -> Changed:
    """Make the change that was proposed.

    Raises:
        NoSuchProposal, ProposalDecided.
        What `make_change` raises: results may have moved since.
    """
    found = await _open(work, proposal_id)
    changed = await changes.make_change(
        work,
        found.campaign_id,
        found.person_id,
        grade=found.after.grade,
        wants_grant=found.after.wants_grant,
        reason=_reason(work.ring, found),
        cause=found.cause,
    )
    await _decide(work, found, TAKEN, changed.change.change_id)
    return changed


async def leave_proposal(work: Work, proposal_id: UUID) -> None:
    """Leave a proposal alone. Raises NoSuchProposal, ProposalDecided."""
    await _decide(work, await _open(work, proposal_id), LEFT_ALONE, None)


async def _open(work: Work, proposal_id: UUID) -> KeptProposal:
    found = await repository.find_proposal(work.tx, work.scope, proposal_id)
    if found.state != OPEN:
        raise ProposalDecided("该变更建议已经处理，请刷新列表。")
    return found


async def _decide(work: Work, found: KeptProposal, state: str, change_id: UUID | None) -> None:
    await repository.decide_proposal(
        work.tx, found.id, state=state, change_id=change_id, by=work.by, at=work.now
    )
    work.tx.record(f"proposal.{state}", of="proposal", object_id=found.id)
    waiting = await repository.list_proposals(work.tx, work.scope, found.campaign_id, state=OPEN)
    if not waiting:
        await tasks.close_todo(work.tx, work.school_id, PROPOSED, str(found.campaign_id))
