"""The demo's story in its order: a school, its people, its rounds, its desks.

Each step looks at what is there and does the rest, so that a load that was interrupted goes on.
"""

from collections.abc import Awaitable, Callable

from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Refused
from zizhu.embedded.demo.office import import_more, take_papers, write_notices
from zizhu.embedded.demo.scene import Pupil, Scene, acting
from zizhu.embedded.demo.seasons import (
    Progress,
    play_additional,
    play_freshmen,
    play_last_year,
)
from zizhu.embedded.demo.showing import set_right
from zizhu.embedded.demo.stage import Stage, each
from zizhu.embedded.demo.synthetic import Student
from zizhu.embedded.demo.this_year import ThisYear, evaluating_now, play_this_year, reviewing
from zizhu.identification.domain.vocabulary import FillState
from zizhu.identification.repository import forms
from zizhu.identity.repository.accounts import update_account

STUDENTS = "/roster/students"
ACTIVE_FROM_THE_START = 3
WRITING = "学生：本轮申请表填写中"
ON_PANEL = "学生：评议小组成员，有待评议任务"
RETURNED = "学生：申请表被退回，有上学年认定结果"
ON_SHOW = "学生：2026级新生，认定结果公示中"


async def found_school(scene: Scene, progress: Progress) -> None:
    """Open the school, import its register and its staff, and let its first people activate."""
    stage = scene.stage
    if not await people.find_school(stage):
        await people.open_school(stage)
    progress(1, 4)
    register = await stage.officer.get(STUDENTS, size=1)
    if register["total"] < len(stage.university.students):
        await people.import_students(stage)
    progress(2, 4)
    there = {one["login"] for one in await people.accounts(stage.officer)}
    if not there.issuperset(one.login for one in stage.university.staff):
        await people.import_staff(stage)
    await people.activate_all(stage)
    progress(3, 4)
    await _sign_in(scene)
    await each(stage.university.students[:ACTIVE_FROM_THE_START], lambda one: _enter(stage, one))
    await set_right(scene)
    progress(4, 4)


async def _sign_in(scene: Scene) -> None:
    stage = scene.stage
    missing = [one.login for one in stage.university.staff if one.login not in stage.staff]
    signed_in = await each(missing, lambda login: stage.platform.sign_in(login, stage.password))
    stage.staff |= dict(zip(missing, signed_in, strict=True))
    scene.staff = {login: acting(person) for login, person in stage.staff.items()}
    scene.staff[stage.admin_login] = acting(stage.officer)


async def _enter(stage: Stage, student: Student) -> None:
    try:
        await stage.platform.sign_in(student.phone, stage.password)
    except Refused as refusal:
        if refusal.code != "sign_in_refused":
            raise
        await people.activate_student(stage, student)


async def play_this(scene: Scene, progress: Progress) -> None:
    """Play this year's round, and say which students the sign-in page shows."""
    played = await play_this_year(scene, progress)
    await _show(scene, played.by_part[reviewing].applicants[0], WRITING)
    await _show(scene, played.by_part[evaluating_now].panel[-1], ON_PANEL)
    await _show(scene, await _returned(scene, played), RETURNED)


async def _returned(scene: Scene, played: ThisYear) -> Pupil:
    """Somebody whose form came back."""
    pupils = played.by_part[reviewing].applicants
    async with scene.acts(scene.school, scene.now) as tx:
        for pupil in pupils:
            filed = await forms.form_of(tx, played.campaign_id, pupil.id)
            if filed is not None and filed.state.fill is FillState.RETURNED:
                return pupil
    return pupils[-1]


async def play_newcomers(scene: Scene, progress: Progress) -> None:
    """Play the freshmen's round; one of them is shown on the sign-in page."""
    troupes = await play_freshmen(scene, progress)
    await _show(scene, troupes[0].applicants[0], ON_SHOW)


async def _show(scene: Scene, pupil: Pupil, remark: str) -> None:
    """Let the sign-in page of the demo list a student."""
    shown = await scene.stage.officer.get("/identity/demo/accounts")
    if any(one["label"] == remark for one in shown):
        return
    async with scene.acts(scene.school, scene.now, service="identity") as tx:
        await update_account(tx, pupil.who.account_id, remark=remark)


async def fill_desks(scene: Scene, progress: Progress) -> None:
    """Write notices, move students, leave an import open, take papers out."""
    await write_notices(scene)
    progress(1, 3)
    await import_more(scene)
    progress(2, 3)
    await take_papers(scene)
    progress(3, 3)


Step = Callable[[Scene, Progress], Awaitable[None]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("school and accounts", found_school),
    ("last year's round", play_last_year),
    ("this year's round", play_this),
    ("freshmen's round", play_newcomers),
    ("additional round", play_additional),
    ("desks", fill_desks),
)
