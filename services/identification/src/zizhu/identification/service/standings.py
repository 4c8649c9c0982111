"""Keeping a student's standing, and what follows from it: guaranteed or not, and the score that
the cut lines look at (domain.md 5.5).
"""

from dataclasses import replace
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.score import effective_score
from zizhu.identification.domain.special import PROVED
from zizhu.identification.domain.standing import Standing
from zizhu.identification.repository import forms
from zizhu.identification.repository import standings as repository
from zizhu.identification.repository.standings import KeptStanding
from zizhu.identification.service.contents import close_standing, open_standing
from zizhu.identification.service.proposals import propose_late_guarantee
from zizhu.identification.service.rules import scheme_of


def opened(ring: KeyRing, kept: KeptStanding | None) -> Standing:
    """Return what is inside a standing; nothing where there is none."""
    if kept is None or kept.content is None:
        return Standing()
    return open_standing(ring, kept.id, kept.content)


async def find_standing(
    tx: Transaction, ring: KeyRing, campaign_id: UUID, student_id: UUID
) -> Standing:
    """Return a student's standing in a round as it is."""
    return opened(ring, await repository.find_standing(tx, campaign_id, student_id))


async def hold_standing(
    tx: Transaction, ring: KeyRing, one: Round, student_id: UUID
) -> tuple[KeptStanding, Standing]:
    """Return a student's standing in a round, locked for a change."""
    kept = await repository.hold_standing(tx, one.campaign.school_id, one.id, student_id)
    return kept, opened(ring, kept)


async def keep_standing(
    tx: Transaction, ring: KeyRing, one: Round, kept: KeptStanding, standing: Standing
) -> bool:
    """Write a standing, and bring the form's score in line; return whether it is guaranteed."""
    is_guaranteed = standing.is_guaranteed(one.kinds)
    await repository.save_standing(
        tx,
        replace(
            kept,
            content=close_standing(ring, kept.id, standing),
            is_guaranteed=is_guaranteed,
            is_listed=bool(standing.namings),
            has_declined=standing.decline is not None,
            is_left_off=standing.is_left_off,
            open_claims=standing.open_claims,
            version=kept.version + 1,
        ),
    )
    if is_guaranteed != kept.is_guaranteed:
        await _settle_form(tx, one, kept.student_id, is_guaranteed=is_guaranteed)
        if is_guaranteed and one.is_cut:
            await _propose(tx, ring, one, kept.student_id, standing)
    return is_guaranteed


async def _propose(
    tx: Transaction, ring: KeyRing, one: Round, student_id: UUID, standing: Standing
) -> None:
    """Found after the cut, a guarantee is proposed as a change; it never is one by itself."""
    filed = await forms.form_of(tx, one.id, student_id)
    if filed is not None:
        proved = [claim for claim in standing.claims if claim.state in PROVED]
        source = next((claim.source for claim in proved if claim.source), None) or "佐证核实"
        await propose_late_guarantee(tx, ring, one, filed, source=source, now=tx.machine_now)


async def _settle_form(
    tx: Transaction, one: Round, student_id: UUID, *, is_guaranteed: bool
) -> None:
    filed = await forms.form_of(tx, one.id, student_id)
    if filed is None or filed.raw_score is None or filed.is_guaranteed == is_guaranteed:
        return
    scheme = await scheme_of(tx, filed.school_id, filed.scheme_version or "")
    score = effective_score(
        filed.raw_score, is_guaranteed=is_guaranteed, full_marks=scheme.full_marks
    )
    settled = replace(
        filed, is_guaranteed=is_guaranteed, effective_score=score, version=filed.version + 1
    )
    await forms.save_form(tx, settled)


async def settle_round(tx: Transaction, ring: KeyRing, one: Round) -> None:
    """Judge every standing of a round anew, after the guaranteed kinds changed."""
    for kept in await repository.claimed_standings(tx, one.id):
        await keep_standing(tx, ring, one, kept, opened(ring, kept))
