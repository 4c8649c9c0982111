"""Special groups: what a student claims, what is proved, and who is guaranteed.

Only a match with a list sent down, or a document that a counsellor saw and the department
confirmed, makes a student guaranteed; a tick of one's own never does (domain.md 5.5).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import Actor, Coded, SpecialState
from zizhu.identification.errors.filing import (
    ActorMayNot,
    ClaimStateForbids,
    DocumentNotSeen,
    NotGuaranteed,
    UnknownGroup,
)

PROVED = frozenset({SpecialState.MATCHED, SpecialState.DOCUMENTED})


@dataclass(frozen=True, slots=True)
class Claim:
    """One student's claim to one special group, and how far it is proved."""

    code: str
    state: SpecialState = SpecialState.CLAIMED
    seen_by: UUID | None = None
    confirmed_by: UUID | None = None
    source: str | None = None
    compared_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimMoved:
    """A claim changed its state, or its document was seen."""

    code: str
    before: SpecialState | None
    after: SpecialState
    by: UUID | None
    at: datetime
    reason: str | None = None


class DeclineChoice(Coded):
    """What a guaranteed student who declines wants instead."""

    RANKED = "ranked", "与其他学生一样按分数认定"
    EXCLUDED = "excluded", "保留认定等级，不进入资助名单"


@dataclass(frozen=True, slots=True)
class Decline:
    """A signed statement of declining the national aid (自愿放弃国家资助的声明)."""

    choice: DeclineChoice
    signed_name: str
    signed_at: datetime


def claim_groups(
    claims: Collection[Claim], codes: Collection[str], *, kinds: Kinds
) -> tuple[Claim, ...]:
    """Take over the ticks of a submitted form: new ones are claims, unticked claims go.

    What was already proved or refuted stays, whatever the student ticks.

    Raises:
        UnknownGroup: a code is not among the kinds.
    """
    if unknown := sorted(set(codes) - set(kinds)):
        raise UnknownGroup(f"没有这些特殊群体类型：{'、'.join(unknown)}，请重新选择")
    kept = [
        claim for claim in claims if claim.state is not SpecialState.CLAIMED or claim.code in codes
    ]
    known = {claim.code for claim in kept}
    return (*kept, *(Claim(code) for code in kinds if code in codes and code not in known))


def match_claim(
    claims: Collection[Claim],
    code: str,
    *,
    source: str,
    compared_on: date,
    kinds: Kinds,
    now: datetime,
) -> tuple[tuple[Claim, ...], ClaimMoved | None]:
    """Prove a group by a list sent down, claimed or not; a second match of it changes nothing.

    Raises:
        UnknownGroup: the code is not among the kinds.
    """
    if code not in kinds:
        raise UnknownGroup(f"没有特殊群体类型 {code}，请核对名单中的类别")
    before = next((claim for claim in claims if claim.code == code), None)
    if before is not None and before.state is SpecialState.MATCHED:
        return tuple(claims), None
    after = replace(
        before or Claim(code), state=SpecialState.MATCHED, source=source, compared_on=compared_on
    )
    moved = ClaimMoved(code, before.state if before else None, after.state, None, now)
    others = tuple(claim for claim in claims if claim.code != code)
    return (*others, after), moved


def see_document(claim: Claim, *, by: UUID, now: datetime) -> tuple[Claim, ClaimMoved]:
    """Record that a counsellor saw the document of a claim; a refuted one opens again by it.

    Raises:
        ClaimStateForbids: the claim is already proved.
    """
    if claim.state in PROVED:
        raise ClaimStateForbids(f"该特殊群体已是“{claim.state.label}”，无需再查看材料")
    seen = replace(claim, state=SpecialState.CLAIMED, seen_by=by, reason=None)
    return seen, ClaimMoved(claim.code, claim.state, seen.state, by, now)


def confirm_document(claim: Claim, *, by: UUID, now: datetime) -> tuple[Claim, ClaimMoved]:
    """Let the department confirm a document that a counsellor, somebody else, has seen.

    Raises:
        ClaimStateForbids: the claim is not open.
        DocumentNotSeen: nobody saw the document, or only the one who now confirms.
    """
    if claim.state is not SpecialState.CLAIMED:
        raise ClaimStateForbids(f"该特殊群体已是“{claim.state.label}”，不能再确认材料")
    if claim.seen_by is None:
        raise DocumentNotSeen("辅导员尚未查看佐证材料，请先由辅导员查看")
    if claim.seen_by == by:
        raise DocumentNotSeen("查看材料与确认材料不能是同一人，请由院系其他人员确认")
    confirmed = replace(claim, state=SpecialState.DOCUMENTED, confirmed_by=by)
    return confirmed, ClaimMoved(claim.code, claim.state, confirmed.state, by, now)


def refute_claim(
    claim: Claim, *, actor: Actor, reason: str, by: UUID, now: datetime
) -> tuple[Claim, ClaimMoved]:
    """Refute a claim: an office above is needed for each step that was already taken.

    A counsellor refutes what is only claimed, a department also what was documented, and the
    school alone what a list proved.

    Raises:
        ReasonMissing: no reason was given.
        ClaimStateForbids: it is refuted already.
        ActorMayNot: the proof is above the office.
    """
    reason = require_reason(reason, "请写明认定为不符的原因")
    if claim.state is SpecialState.REFUTED:
        raise ClaimStateForbids("该特殊群体已认定为不符")
    if actor not in _MAY_REFUTE[claim.state]:
        raise ActorMayNot(f"“{claim.state.label}”的特殊群体须由上一级认定为不符")
    refuted = replace(
        claim, state=SpecialState.REFUTED, seen_by=None, confirmed_by=None, reason=reason
    )
    return refuted, ClaimMoved(claim.code, claim.state, refuted.state, by, now, refuted.reason)


_MAY_REFUTE = MappingProxyType(
    {
        SpecialState.CLAIMED: frozenset({Actor.COUNSELOR, Actor.DEPT, Actor.SCHOOL}),
        SpecialState.DOCUMENTED: frozenset({Actor.DEPT, Actor.SCHOOL}),
        SpecialState.MATCHED: frozenset({Actor.SCHOOL}),
    }
)


def belongs_to_guaranteed(claims: Iterable[Claim], *, kinds: Kinds) -> bool:
    """Tell whether any proved claim is of a guaranteed kind; one is as good as two."""
    return any(
        claim.state in PROVED and claim.code in kinds and kinds[claim.code].is_guaranteed
        for claim in claims
    )


def is_guaranteed(claims: Iterable[Claim], *, kinds: Kinds, decline: Decline | None = None) -> bool:
    """Tell whether the student gets full marks at the cut.

    One who declined and chose to be ranked is treated like everybody else.
    """
    if decline is not None and decline.choice is DeclineChoice.RANKED:
        return False
    return belongs_to_guaranteed(claims, kinds=kinds)


def decline_aid(
    claims: Iterable[Claim],
    choice: DeclineChoice,
    *,
    kinds: Kinds,
    signed_name: str,
    now: datetime,
) -> Decline:
    """Record that a guaranteed student declines, signed.

    Raises:
        NotGuaranteed: there is nothing to decline.
        ReasonMissing: the statement is not signed.
    """
    if not belongs_to_guaranteed(claims, kinds=kinds):
        raise NotGuaranteed("该学生没有核实过的兜底身份，无需声明放弃")
    name = require_reason(signed_name, "请在自愿放弃国家资助的声明上签名")
    return Decline(choice, name, now)


def is_left_off_grant_list(decline: Decline | None) -> bool:
    """Tell whether a signed decline keeps the student off the grant list, grade kept."""
    return decline is not None and decline.choice is DeclineChoice.EXCLUDED


def open_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """List the claims that nobody has checked yet; they are shown before the cut."""
    return tuple(claim for claim in claims if claim.state is SpecialState.CLAIMED)
