"""终审: the final list after publicity, drawn again later for those who had to wait.

Who waits for an answer or for the days of an own supplement is held back, and nobody else.
"""

from dataclasses import dataclass
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.identification.domain.final import FinalList, finalise
from zizhu.identification.errors.judging import PublicityStillRunning
from zizhu.identification.errors.results import NoFinalList
from zizhu.identification.repository import campaigns, cuts, objections, publicities
from zizhu.identification.repository import finals as repository
from zizhu.identification.repository.finals import KeptFinal
from zizhu.identification.service import tasks
from zizhu.identification.service.final_due import FINALISE
from zizhu.identification.service.objection_view import opened
from zizhu.identification.service.roll import read_roll
from zizhu.identification.service.work import Work, open_round


@dataclass(frozen=True, slots=True)
class Drawn:
    """A final list that was drawn now, with its warnings."""

    kept: KeptFinal
    warnings: tuple[str, ...]


async def draw_final(work: Work, campaign_id: UUID, *, reason: str) -> Drawn:
    """Draw the final list; drawn again it takes up those who waited.

    Raises:
        NoSuchCampaign, CampaignStateForbids.
        PublicityStillRunning: the list was never shown, or has not stood its time.
        EntitledNotApplied: entitled students neither applied nor declined, and no reason is given.
    """
    await cuts.hold_cutting(work.tx, campaign_id)
    one = await open_round(work, campaign_id, lock="own", may_be_final=True)
    shown = await publicities.list_publicities(work.tx, one.id, lock=True)
    main = publicities.main_of(shown)
    if main is None:
        raise PublicityStillRunning("名单尚未公示，公示期满后才能终审。")
    roll = await read_roll(work, one.id, is_whole=True)
    cases = await objections.list_objections(work.tx, work.scope, one.id)
    final = finalise(
        [entry.to_listed() for entry in roll.values()],
        main=main.publicity,
        supplements=[each.publicity for each in publicities.supplements_of(shown)],
        objections=[opened(work.ring, case) for case in cases],
        unapplied=await repository.unapplied(work.tx, one.id),
        reason=reason,
        now=work.now,
    )
    kept = await _keep(work, one.id, final)
    if not final.waiting:
        await tasks.close_todo(work.tx, work.school_id, FINALISE, str(one.id))
    return Drawn(kept, final.warnings)


async def _keep(work: Work, campaign_id: UUID, final: FinalList) -> KeptFinal:
    earlier = await repository.standing_final(work.tx, campaign_id)
    kept = KeptFinal(
        id=new_id(),
        campaign_id=campaign_id,
        number=earlier.number + 1 if earlier else 1,
        confirmed={str(one.person_id): one.grade.value for one in final.confirmed},
        grants={str(one.person_id): one.tier.value for one in final.grants.members if one.tier},
        waiting={
            str(one.person_id): [cause.value for cause in one.causes] for one in final.waiting
        },
        left=[str(one) for one in final.left],
        unapplied=[str(one) for one in final.unapplied],
        reason=final.unapplied_reason,
        digest=final.digest,
        drawn_by=work.by,
        drawn_at=work.now,
    )
    await repository.add_final(work.tx, work.school_id, kept)
    work.tx.record(
        "final.draw",
        of="final_list",
        object_id=kept.id,
        reason=final.unapplied_reason or None,
        campaign=str(campaign_id),
        number=kept.number,
        confirmed=len(kept.confirmed),
        grants=len(kept.grants),
        waiting=len(kept.waiting),
        digest=kept.digest,
    )
    return kept


async def show_final(work: Work, campaign_id: UUID) -> KeptFinal:
    """Show the final list that stands. Raises NoSuchCampaign, NoFinalList."""
    await campaigns.find_round(work.tx, work.scope, campaign_id)
    found = await repository.standing_final(work.tx, campaign_id)
    if found is None:
        raise NoFinalList
    return found
