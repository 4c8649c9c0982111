"""Rounds: drafted or copied, planned, opened, closed, reopened, cancelled, moved to other rules."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.terms import Term
from zizhu.common.validity import NotValid
from zizhu.identification.domain import campaign as domain
from zizhu.identification.domain.campaign import CampaignMoved, Phase
from zizhu.identification.domain.groups import configure_kinds
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.errors.campaigns import PlanAmbiguous, TermInvalid
from zizhu.identification.repository import campaigns as repository
from zizhu.identification.repository import forms
from zizhu.identification.service import rules as documents
from zizhu.identification.service import tasks


@dataclass(frozen=True, slots=True)
class Plan:
    """What a drafted round will be. Rules come in full or by the version of released parameters."""

    title: str
    phases: tuple[Phase, ...]
    subsistence_line: int | None
    rules: RoundRules | None = None
    parameters_version: str | None = None
    guaranteed: Mapping[str, bool] = field(default_factory=dict)


def read_term(code: str) -> Term:
    """Read a term. Raises TermInvalid."""
    try:
        return Term.parse(code)
    except NotValid as problem:
        raise TermInvalid(problem.message) from problem


async def draft_round(
    tx: Transaction, scope: Scope, *, campaign_id: UUID, term: str, title: str, now: datetime
) -> Round:
    """Begin a round with the default rules. Raises TermInvalid."""
    campaign, moved = domain.draft_campaign(
        campaign_id=campaign_id,
        school_id=scope.school_id,
        term=read_term(term),
        title=title,
        now=now,
    )
    return await _add(tx, Round(campaign, version=1, created_at=now), moved)


async def copy_round(
    tx: Transaction, earlier: Round, *, campaign_id: UUID, term: str, title: str, now: datetime
) -> Round:
    """Begin a round with rules, line and phases of an earlier one. Raises TermInvalid."""
    campaign, moved = domain.copy_campaign(
        earlier.campaign, campaign_id=campaign_id, term=read_term(term), title=title, now=now
    )
    copied = Round(
        campaign,
        version=1,
        created_at=now,
        guaranteed=earlier.guaranteed,
        parameters_version=earlier.parameters_version,
    )
    return await _add(tx, copied, moved)


async def _add(tx: Transaction, one: Round, moved: CampaignMoved) -> Round:
    await repository.add_round(tx, one)
    tx.record(
        "campaign.draft",
        of="campaign",
        object_id=one.id,
        term=one.campaign.term.code,
        state=moved.after.value,
    )
    return one


async def plan_round(tx: Transaction, one: Round, plan: Plan) -> Round:
    """Set what a drafted round will be; what changed of its rules is an audit line.

    Raises:
        CampaignStateForbids, PhasesFlawed, RulesFlawed, UnknownVersion, UnknownGroup, NoSuchRules.
        PlanAmbiguous: rules were given twice.
    """
    rules, guaranteed = await _planned_rules(tx, one, plan)
    configure_kinds(guaranteed)
    campaign = domain.plan_campaign(
        one.campaign,
        title=plan.title,
        phases=plan.phases,
        rules=rules,
        subsistence_line=plan.subsistence_line,
    )
    await documents.require_documents(tx, campaign.school_id, rules)
    planned = replace(
        one,
        campaign=campaign,
        guaranteed=guaranteed,
        parameters_version=plan.parameters_version,
        version=one.version + 1,
    )
    await repository.save_round(tx, planned)
    changed = _changed(one, planned)
    tx.record("campaign.plan", of="campaign", object_id=one.id, config=changed)
    return planned


async def _planned_rules(
    tx: Transaction, one: Round, plan: Plan
) -> tuple[RoundRules, Mapping[str, bool]]:
    if plan.parameters_version is None:
        return plan.rules or one.campaign.rules, plan.guaranteed or one.guaranteed
    if plan.rules is not None or plan.guaranteed:
        raise PlanAmbiguous("已选择认定参数的版本，请不要同时填写各项规则；如需改动请另发布新版本")
    found = await documents.parameters_of(tx, one.campaign.school_id, plan.parameters_version)
    return found.rules, found.guaranteed


def _changed(before: Round, after: Round) -> dict[str, object]:
    """Tell which numbers and switches of the rules changed, from what to what."""
    earlier, later = asdict(before.campaign.rules), asdict(after.campaign.rules)
    changed: dict[str, object] = {
        name: [earlier[name], value] for name, value in later.items() if earlier[name] != value
    }
    if dict(before.guaranteed) != dict(after.guaranteed):
        changed["guaranteed"] = [dict(before.guaranteed), dict(after.guaranteed)]
    if before.campaign.subsistence_line != after.campaign.subsistence_line:
        line = [before.campaign.subsistence_line, after.campaign.subsistence_line]
        changed["subsistence_line"] = line
    return changed


async def open_round(tx: Transaction, one: Round, *, now: datetime) -> Round:
    """Open a drafted round to its students. Raises CampaignStateForbids, CampaignIncomplete."""
    campaign, moved = domain.open_campaign(one.campaign, now=now)
    return await _move(tx, replace(one, campaign=campaign), moved, "campaign.open")


async def close_round(tx: Transaction, one: Round, *, now: datetime) -> Round:
    """Close an open round; nothing is left to do in it. Raises CampaignStateForbids."""
    campaign, moved = domain.close_campaign(one.campaign, now=now)
    await tasks.close_round(tx, one.id)
    return await _move(tx, replace(one, campaign=campaign), moved, "campaign.close")


async def reopen_round(tx: Transaction, one: Round, *, reason: str, now: datetime) -> Round:
    """Open a closed round again. Raises CampaignStateForbids, ReasonMissing."""
    campaign, moved = domain.reopen_campaign(one.campaign, reason=reason, now=now)
    return await _move(tx, replace(one, campaign=campaign), moved, "campaign.reopen")


async def cancel_round(tx: Transaction, one: Round, *, reason: str, now: datetime) -> Round:
    """Cancel a round before publicity.

    Raises CampaignStateForbids, PublicityStarted, ReasonMissing.
    """
    campaign, moved = domain.cancel_campaign(
        one.campaign, has_published=one.published_at is not None, reason=reason, now=now
    )
    await tasks.close_round(tx, one.id)
    return await _move(tx, replace(one, campaign=campaign), moved, "campaign.cancel")


async def _move(tx: Transaction, one: Round, moved: CampaignMoved, action: str) -> Round:
    done = replace(one, version=one.version + 1)
    await repository.save_round(tx, done)
    tx.record(
        action,
        of="campaign",
        object_id=one.id,
        reason=moved.reason,
        before=moved.before.value if moved.before else None,
        after=moved.after.value,
    )
    return done


async def adopt_rules(
    tx: Transaction,
    one: Round,
    rules: RoundRules,
    *,
    guaranteed: Mapping[str, bool] | None,
    reason: str,
    now: datetime,
) -> Round:
    """Move an open round to other rules by an explicit act (domain.md 5.10, 16).

    Raises:
        CampaignStateForbids, SchemeFrozen, RulesFlawed, UnknownVersion, UnknownGroup,
        ReasonMissing.
    """
    submitted = await forms.count_submitted(tx, one.id)
    campaign, adopted = domain.adopt_rules(
        one.campaign, rules, submitted_forms=submitted, reason=reason, now=now
    )
    await documents.require_documents(tx, campaign.school_id, rules)
    moved = replace(
        one,
        campaign=campaign,
        guaranteed=one.guaranteed if guaranteed is None else dict(guaranteed),
        parameters_version=None,
        version=one.version + 1,
    )
    configure_kinds(moved.guaranteed)
    await repository.save_round(tx, moved)
    config = _changed(one, moved)
    tx.record(
        "campaign.adopt_rules",
        of="campaign",
        object_id=one.id,
        reason=adopted.reason,
        config=config,
    )
    return moved
