"""What follows from an act on a panel: rows, peer scores, to-dos of members, students in use.

Every act ends here, so that no sheet is left uncounted and no to-do open for nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zizhu.common.crypto.fields import decrypt_field, encrypt_field
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.contracts.address import Address
from zizhu.identification.domain.peer import Sheet, peer_score
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.seating import Effect
from zizhu.identification.domain.setup import (
    Applicant,
    Departure,
    Member,
    MemberKind,
    Setup,
    pending_of,
    tasks_about,
)
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import panel_writes, people, sheets
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.tasks import Todo, Use
from zizhu.identification.service import tasks
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.ends import Ends
from zizhu.identification.service.fields import field_place
from zizhu.identification.service.unevaluated import tell_unevaluated
from zizhu.identification.service.work import Work

EVALUATE = "panel_evaluate"
USE = "panel"


async def settle(work: Work, one: Round, before: Panel, after: Setup, effect: Effect) -> Panel:
    """Save a panel after an act, and do everything that the act brought about."""
    tx, ring, school_id = work.tx, work.ring, work.school_id
    closed = _close_departures(ring, before.setup, after)
    await panel_writes.save_panel(tx, school_id, before, closed)
    for person_id in effect.completed:
        await _score(tx, ring, after, person_id)
    if after.confirmed_at is not None:
        await _tell_members(work, one, before, after)
        await _hold_students(tx, school_id, before.setup, after)
        if _changes_applicants(before.setup, after):
            await tell_unevaluated(tx, one, before.places)
    # As it stands in the database: what the next act in this transaction saves again stays closed.
    return replace(before, setup=closed, version=before.version + 1)


def _close_departures(ring: KeyRing, before: Setup, after: Setup) -> Setup:
    """Encrypt why somebody left: it may tell of an illness."""
    known: set[Departure] = {
        gone
        for gone in (
            *(one.withdrawn for one in before.members),
            *(one.removed for one in before.applicants),
        )
        if gone is not None
    }

    def close(gone: Departure | None, table: str, person_id: UUID) -> Departure | None:
        if gone is None or gone in known:
            return gone
        row = f"{after.setup_id}:{person_id}"
        sealed = encrypt_field(ring, gone.reason, field_place(table, "gone_reason", row))
        return replace(gone, reason=sealed)

    members = tuple(
        replace(one, withdrawn=close(one.withdrawn, "panel_member", one.person_id))
        for one in after.members
    )
    applicants = tuple(
        replace(one, removed=close(one.removed, "panel_applicant", one.person_id))
        for one in after.applicants
    )
    return replace(after, members=members, applicants=applicants)


def departure_reason(ring: KeyRing, setup: Setup, who: Member | Applicant) -> str | None:
    """Return why somebody left, opened for an officer of the class."""
    gone = who.withdrawn if isinstance(who, Member) else who.removed
    if gone is None:
        return None
    table = "panel_member" if isinstance(who, Member) else "panel_applicant"
    row = f"{setup.setup_id}:{who.person_id}"
    return decrypt_field(ring, gone.reason, field_place(table, "gone_reason", row))


def close_sheet(ring: KeyRing, task_id: UUID, answers: dict[str, str], total: int) -> str:
    """Seal the answers of one sheet together with their total."""
    plain = json.dumps({"answers": answers, "total": total}, sort_keys=True)
    return close_text(ring, plain, "panel_task", "sheet", task_id)


def open_sheet(ring: KeyRing, task_id: UUID, sheet: str) -> tuple[dict[str, str], int]:
    """Open a sheet; whoever calls has asked the panel whether it may be seen."""
    kept = json.loads(open_text(ring, sheet, "panel_task", "sheet", task_id))
    return dict(kept["answers"]), int(kept["total"])


async def _score(tx: Transaction, ring: KeyRing, setup: Setup, person_id: UUID) -> None:
    """Count the sheets of a complete evaluation; from now on their totals stand in the open."""
    found = await sheets.sheets_about(tx, setup.setup_id, [person_id])
    live = {task.task_id for task in tasks_about(setup, person_id)}
    totals = {
        one.task_id: open_sheet(ring, one.task_id, one.sheet)[1]
        for one in found
        if one.task_id in live
    }
    score = peer_score(setup, person_id, [Sheet(*pair) for pair in totals.items()])
    if score is not None:
        await sheets.keep_score(tx, setup.setup_id, person_id, totals)


async def _hold_students(tx: Transaction, school_id: UUID, before: Setup, after: Setup) -> None:
    """Tell roster whom the panel needs: members, and applicants that were not removed."""
    old = _needed(before) if before.confirmed_at is not None else frozenset()
    new = _needed(after)
    fresh = [Use(person, USE, after.setup_id) for person in sorted(new - old)]
    gone = [Use(person, USE, after.setup_id) for person in sorted(old - new)]
    if fresh:
        await tasks.begin_uses(tx, school_id, fresh)
    if gone:
        await tasks.end_uses(tx, school_id, gone)


def _changes_applicants(before: Setup, after: Setup) -> bool:
    return before.confirmed_at != after.confirmed_at or {
        one.person_id for one in before.live_applicants
    } != {one.person_id for one in after.live_applicants}


def _needed(setup: Setup) -> frozenset[UUID]:
    members = {one.person_id for one in setup.members if one.kind is MemberKind.STUDENT}
    return frozenset(members | {one.person_id for one in setup.live_applicants})


async def _tell_members(work: Work, one: Round, before: Panel, after: Setup) -> None:
    """Open, date or close the to-do of every member whose duties began, changed or ended."""
    ends = await Ends.of(work.tx, one, PhaseName.EVALUATION)
    moved = sorted(
        (
            member
            for member in after.members
            if _is_moved(before.setup, after, member.person_id, is_dated=ends.is_extended)
        ),
        key=lambda member: str(member.person_id),
    )
    if not moved:
        return
    staff = [member.person_id for member in moved if member.kind is MemberKind.STAFF]
    posts = await people.staff_of(work.tx, work.scope, staff) if staff else {}
    addresses = {member.person_id: address_of(member, posts) for member in moved}
    for member in moved:
        address = addresses[member.person_id]
        if address is not None:
            due_at = ends.for_member(before, after, member.person_id, work.now)
            todo = _todo(one, after, member, address, due_at)
            await tasks.set_todo(work.tx, work.school_id, todo)


def _is_moved(before: Setup, after: Setup, person_id: UUID, *, is_dated: bool) -> bool:
    """`is_dated`: extensions give some tasks a later end, so which are left matters too."""
    had, has = (pending_of(setup, person_id) for setup in (before, after))
    return bool(had) != bool(has) or (is_dated and had != has)


def address_of(member: Member, posts: dict[UUID, people.Staff]) -> Address | None:
    """Address a member: a student, or the open post of a staff member; nobody else's."""
    if member.kind is MemberKind.STUDENT:
        return tasks.to_student(member.person_id)
    staff = posts.get(member.person_id)
    return Address(role=staff.role, post_id=staff.post_id) if staff else None


def _todo(
    one: Round, setup: Setup, member: Member, address: Address, due_at: datetime | None
) -> Todo:
    return Todo(
        kind=EVALUATE,
        key=f"{setup.setup_id}:{member.person_id}",
        address=address,
        title="您有民主评议任务待完成",
        link=f"/identification/campaigns/{one.id}/panel-tasks",
        due_at=due_at,
        campaign_id=one.id,
        is_open=one.is_open and bool(pending_of(setup, member.person_id)),
    )


async def remind(work: Work, one: Round, members: Iterable[Member]) -> int:
    """Send a message to members who have not handed in; return how many."""
    waiting = list(members)
    staff = [member.person_id for member in waiting if member.kind is MemberKind.STAFF]
    posts = await people.staff_of(work.tx, work.scope, staff) if staff else {}
    sent = 0
    for member in waiting:
        address = address_of(member, posts)
        if address is None:
            continue
        tasks.send_message(
            work.tx,
            kind="panel_reminder",
            address=address,
            title="请尽快完成民主评议",
            body="您还有民主评议任务没有完成，请在评议截止前提交。评议内容不得传播。",
            link=f"/identification/campaigns/{one.id}/panel-tasks",
        )
        sent += 1
    return sent
