"""Accounts for the students of the story: bound to their student and phone as at an activation.

The code to the phone and the first session are left out, and all share one hash of the demo's
public password; a few students activate over HTTP with everything (`people.activate_students`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Post, Role, Scope
from zizhu.common.database import Transaction
from zizhu.embedded.demo.scene import Player, Pupil, Scene
from zizhu.embedded.demo.stage import shares
from zizhu.embedded.demo.synthetic import Student
from zizhu.identification.repository import listing, people
from zizhu.identity.domain.accounts import AccountState
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.repository import accounts, students
from zizhu.identity.repository.posts import posts_of
from zizhu.identity.service.passwords import store_password
from zizhu.identity.service.students import bind_account

AT_ONCE = 50


async def open_accounts(scene: Scene, wanted: Sequence[Student], at: datetime) -> None:
    """Open an account for each of these students who has none, and add them to the scene."""
    missing = [one for one in wanted if one.document not in scene.pupils]
    hashed = await scene.accounts.hashing.hash(DEMO_PASSWORD)
    known = await _known(scene, missing)
    for some in shares([one for one in missing if one.number in known], AT_ONCE):
        async with scene.acts(scene.school, at, service="identity") as tx:
            opened = [(one, await _open(scene, tx, one, known[one.number], hashed)) for one in some]
            held = await posts_of(tx, [account_id for _, account_id in opened])
        posts = {one.account_id: one.id for one in held}
        for student, account_id in opened:
            person = known[student.number]
            post = Post(posts[account_id], Role.STUDENT, scene.school_id, (), person.person_id)
            pupil = Pupil(student, person.person_id, person.class_id, Player(account_id, post))
            scene.pupils[student.document] = pupil


async def _known(scene: Scene, wanted: Sequence[Student]) -> Mapping[str, people.Named]:
    """Who of these the identification service knows, by student number."""
    numbers = {one.number for one in wanted}
    async with scene.acts(scene.school, scene.now) as tx:
        ids = await listing.by_student_number(tx, Scope(scene.school_id), numbers)
        named = await people.named_students(tx, ids.values())
    return {number: named[person_id] for number, person_id in ids.items()}


async def _open(
    scene: Scene, tx: Transaction, student: Student, person: people.Named, hashed: str
) -> UUID:
    student_id = person.person_id
    locked = await students.lock_student(tx, student_id)
    if locked is None:
        raise LookupError(student.number)
    found = await accounts.accounts_of_students(tx, [student_id])
    if found:
        account_id = found[0][0]
    else:
        desk = scene.accounts
        account_id = await bind_account(desk, tx, locked, login=None, phone=student.phone)
        account = await accounts.lock_account(tx, account_id)
        await store_password(desk, tx, account, hashed, is_demo=True)
        active = AccountState.ACTIVE.value
        await accounts.touch_account(tx, account_id, activated_at=tx.machine_now, state=active)
        tx.record("account.activate", of="student", object_id=student_id, by="code")
    return account_id
