"""Following roster: units bind scopes that waited for them, students gain and lose access."""

from collections.abc import Sequence
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.crypto.encoding import from_text
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.people.names import comparison_form
from zizhu.contracts.roster import StudentState, Unit
from zizhu.contracts.sealing import STUDENT, seal_context
from zizhu.identity.domain.accounts import HeldPost
from zizhu.identity.domain.students import may_sign_in
from zizhu.identity.repository import accounts, posts, register, units
from zizhu.identity.repository.students import statuses
from zizhu.identity.service.access import cut_off, make_stale
from zizhu.identity.service.announcing import announce_post


async def take_over_units(tx: Transaction, school_id: UUID, entries: Sequence[Unit]) -> None:
    """Project units, show their present names, and bind rows that waited for them."""
    rows = [
        {
            "id": unit.unit_id,
            "school_id": school_id,
            "kind": unit.kind,
            "name": unit.name,
            "college_id": unit.college_id,
            "year": unit.year,
            "major_id": unit.major_id,
            "is_deleted": unit.is_deleted,
            "version": unit.version,
        }
        for unit in entries
    ]
    if await register.project_units(tx, rows):
        await units.rename_in_scopes(tx, [unit.unit_id for unit in entries])
        await bind_waiting(tx, school_id)


async def bind_waiting(tx: Transaction, school_id: UUID) -> int:
    """Bind every row of a school whose units exist now; return how many posts changed."""
    waiting = await posts.unmatched_lines(tx)
    if not waiting:
        return 0
    known = await units.units_of(tx, school_id)
    changed: set[UUID] = set()
    for post_id, line in waiting:
        matched = known.match(line)
        if matched.is_matched:
            await posts.match_line(tx, matched)
            changed.add(post_id)
    for post_id in sorted(changed):
        await _announce_changed(tx, post_id)
    return len(changed)


async def _announce_changed(tx: Transaction, post_id: UUID) -> None:
    await posts.update_post(tx, post_id)
    post = await posts.find_post(tx, post_id)
    if post is None:
        return
    account = await accounts.lock_account(tx, post.account_id)
    await make_stale(tx, account)
    announce_post(tx, post, account.name)
    tx.record("post.bind", of="post", object_id=post_id)


async def take_over_students(
    parts: Parts, tx: Transaction, school_id: UUID, entries: Sequence[StudentState]
) -> None:
    """Project students; who left or was deleted loses access, who came back gets it again."""
    unsealer = parts.keys.unsealer()
    rows = []
    for student in entries:
        sealed = student.phone.get("identity")
        context = seal_context(STUDENT, student.student_id, "phone")
        phone = unsealer.unseal(sealed, context) if sealed else None
        rows.append(
            {
                "id": student.student_id,
                "school_id": school_id,
                "status": student.status,
                "name": student.name,
                "name_key": comparison_form(student.name),
                "sort_key": student.sort_key,
                "student_number": student.student_number,
                "college_id": student.college_id,
                "year": student.year,
                "major_id": student.major_id,
                "class_id": student.class_id,
                "document_kind": student.document_kind,
                "person": from_text(student.person),
                "phone_digest": parts.keys.phone(phone) if phone else None,
                "version": student.version,
            }
        )
    await register.project_students(tx, school_id, rows)
    await _follow_status(tx, [student.student_id for student in entries])


async def _follow_status(tx: Transaction, student_ids: Sequence[UUID]) -> None:
    holders = await accounts.accounts_of_students(tx, student_ids)
    if not holders:
        return
    await accounts.follow_student_names(tx, student_ids)
    now_is = await statuses(tx, [student_id for _, student_id in holders])
    held = await posts.posts_of(tx, [account_id for account_id, _ in holders], only_active=False)
    by_account = {post.account_id: post for post in held if post.role is Role.STUDENT}
    for account_id, student_id in holders:
        post = by_account.get(account_id)
        if post is not None and post.is_active != may_sign_in(now_is[student_id]):
            await _turn(tx, post)


async def _turn(tx: Transaction, post: HeldPost) -> None:
    """End a student's post with everything they are signed in with, or give it back."""
    if post.is_active:
        await posts.update_post(tx, post.id, status="ended", ended_at=tx.machine_now)
        await cut_off(tx, [post.account_id], "student_left")
    else:
        await posts.update_post(tx, post.id, status="active", ended_at=None)
    tx.record("post.follow_register", of="post", object_id=post.id, is_active=not post.is_active)
