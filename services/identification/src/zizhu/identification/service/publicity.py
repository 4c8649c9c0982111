"""Publicity from this side: prepared, prepared anew, withdrawn, its end confirmed, supplemented.

The frozen rows never change; what changes afterwards is marked, and published apart (domain.md 6).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.identification.domain import publicity as domain
from zizhu.identification.domain.lists import hardship_list
from zizhu.identification.domain.publicity import Publicity, PublicityState
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.snapshot import Snapshot, take_snapshot
from zizhu.identification.errors.filing import NotCutYet
from zizhu.identification.errors.results import NothingToPublish, PublicityRunsAlready
from zizhu.identification.repository import cuts, publicities, register
from zizhu.identification.repository.publicities import PlacedRow, Shown
from zizhu.identification.service import publicity_store as store
from zizhu.identification.service.roll import public_row, read_roll
from zizhu.identification.service.work import Work, open_round

SUPPLEMENT_TITLE = "认定结果变更补充公示"


async def prepare(
    work: Work, campaign_id: UUID, *, title: str, is_confirmed: bool = False
) -> Shown:
    """Freeze the list and hand it to notification, whose officers review and release it.

    Raises:
        NoSuchCampaign, CampaignStateForbids.
        NotCutYet: there are no grades to publish.
        PublicityRunsAlready: a list is prepared, on show or over.
        PublicityInBreak: it would stand in a break of the school, and that is not confirmed.
        NothingToPublish, FieldNotPublic.
    """
    await cuts.hold_cutting(work.tx, campaign_id)
    one = await open_round(work, campaign_id, lock="own")
    if not one.is_cut:
        raise NotCutYet("尚未切线，没有可公示的结果；请先切线。")
    earlier = publicities.main_of(await publicities.list_publicities(work.tx, one.id, lock=True))
    if earlier is not None and earlier.publicity.blocks_cut:
        raise PublicityRunsAlready(
            f"本轮名单{earlier.publicity.state.label}，如需更换，请先撤下再重新准备。"
        )
    if not is_confirmed:
        domain.require_outside_breaks(work.now, await register.calendar_days(work.tx))
    return await _freeze_main(work, one, earlier, title=title)


async def _freeze_main(work: Work, one: Round, earlier: Shown | None, *, title: str) -> Shown:
    roll = await read_roll(work, one.id, is_whole=True)
    listed = hardship_list(entry.to_listed() for entry in roll.values())
    placed = [public_row(work, roll[each.person_id]) for each in listed]
    if not placed:
        raise NothingToPublish("没有认定为困难等级的学生，无需公示。")
    snapshot, rows = _freeze(one, placed)
    if earlier is None:
        fresh = domain.prepare(new_id(), one.id, snapshot.digest, now=work.now)
    else:
        again = domain.restart(earlier.publicity, snapshot.digest, now=work.now)
        fresh = replace(again, publicity_id=new_id())
    return await _add(work, fresh, rows, title=title)


def _freeze(one: Round, placed: Sequence[PlacedRow]) -> tuple[Snapshot, list[PlacedRow]]:
    """Take the snapshot, and bring the placed rows into its order."""
    snapshot = take_snapshot(one.id, [each.row for each in placed])
    by_person = {each.row.person_id: each for each in placed}
    return snapshot, [by_person[row.person_id] for row in snapshot.rows]


async def _add(work: Work, fresh: Publicity, rows: Sequence[PlacedRow], *, title: str) -> Shown:
    shown = Shown(fresh, work.school_id, title, len(rows), version=1)
    await publicities.add_publicity(work.tx, shown, rows)
    store.announce(work.tx, shown)
    work.tx.record(
        "publicity.prepare",
        of="publicity",
        object_id=shown.id,
        campaign=str(fresh.campaign_id),
        attempt=fresh.attempt,
        rows=len(rows),
        digest=fresh.digest,
    )
    return shown


async def withdraw(work: Work, publicity_id: UUID, *, reason: str) -> Shown:
    """Take a list down before its end; its days are counted anew with the next attempt.

    Raises NoSuchPublicity, PublicityNotReady, ReasonMissing.
    """
    found = await publicities.find_publicity(work.tx, work.school_id, publicity_id, lock=True)
    down = domain.withdraw(found.publicity, now=work.now, reason=reason)
    work.tx.record(
        "publicity.withdraw", of="publicity", object_id=publicity_id, reason=reason.strip()
    )
    return await store.keep(work.tx, found, down)


async def confirm_end(work: Work, publicity_id: UUID, ends_on: date, *, reason: str) -> Shown:
    """Fix an end in a year whose working days are not known, on the school's word.

    Raises NoSuchPublicity, PublicityNotReady, ReasonMissing.
    """
    found = await publicities.find_publicity(work.tx, work.school_id, publicity_id, lock=True)
    fixed = domain.confirm_end(found.publicity, ends_on, reason=reason)
    work.tx.record(
        "publicity.confirm_end",
        of="publicity",
        object_id=publicity_id,
        reason=reason.strip(),
        ends_on=ends_on.isoformat(),
    )
    return await store.keep(work.tx, found, fixed)


async def renew_prepared(work: Work, one: Round, main: Shown) -> Shown:
    """Freeze a list anew that was prepared but not released, because a result changed."""
    why = "认定结果变更，重新准备公示"
    down = domain.withdraw(main.publicity, now=work.now, reason=why)
    withdrawn = await store.keep(work.tx, main, down)
    return await _freeze_main(work, one, withdrawn, title=main.title)


async def mark_changed(work: Work, main: Shown, person_id: UUID) -> Shown:
    """Mark a line 已变更 without touching what was frozen."""
    marked = replace(main.publicity, changed=main.publicity.changed | {person_id})
    return await store.keep(work.tx, main, marked)


async def publish_supplement(work: Work, one: Round, main: Shown, person_id: UUID) -> Shown:
    """Publish a change about one student apart, with its own five working days (5.9).

    A supplement about the same student that was not released yet gives way.
    """
    for older in publicities.supplements_of(
        await publicities.list_publicities(work.tx, one.id, lock=True)
    ):
        is_same = older.publicity.person_id == person_id
        if is_same and older.publicity.state is PublicityState.PREPARED:
            down = domain.withdraw(older.publicity, now=work.now, reason="认定结果再次变更")
            await store.keep(work.tx, older, down)
    roll = await read_roll(work, one.id, persons=[person_id], is_whole=True)
    snapshot, rows = _freeze(one, [public_row(work, roll[person_id])])
    marked, fresh = domain.supplement(
        main.publicity,
        publicity_id=new_id(),
        person_id=person_id,
        digest=snapshot.digest,
        now=work.now,
    )
    await store.keep(work.tx, main, marked)
    return await _add(work, fresh, rows, title=SUPPLEMENT_TITLE)
