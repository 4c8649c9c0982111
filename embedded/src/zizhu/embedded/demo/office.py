"""What lies on the desks of the story's offices: notices, imports, 异动, and papers taken out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from zizhu.common.auth import ScopeRow
from zizhu.embedded.demo.client import Person
from zizhu.embedded.demo.people import IMPORTS, checked_import, import_workbook
from zizhu.embedded.demo.scene import Player, Scene
from zizhu.embedded.demo.stage import until
from zizhu.embedded.demo.synthetic import STUDENT_HEADER, Student, University, workbook
from zizhu.notification.repository import announcements as repository
from zizhu.notification.service import announcements

MOVES = "2026年秋季学生异动.xlsx"
NEW_STUDENTS = "补录新生名单.xlsx"
MOVE_HEADER = (*STUDENT_HEADER, "学籍状态", "异动原因")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice and how far it has come: confirmations, days since its draft, days it is shown."""

    title: str
    body: str
    login: str
    confirmations: int
    days_ago: float
    shown_for: float | None = None
    is_deleted: bool = False


NOTICES = (
    Notice(
        "关于开展本学年家庭经济困难学生认定工作的通知",
        "请各学院于填报截止前组织学生完成填报，班级评议小组成员须为本班学生代表。",
        "demoschool", 2, 14,
    ),
    Notice(
        "国家助学金发放时间说明",
        "本学期国家助学金分两次发放，请核对本人银行卡信息。如有疑问请联系学院资助专员。",
        "demoschool", 2, 9,
    ),
    Notice(
        "上学年认定结果查询提醒",
        "上学年认定结果可在“我的结果”中查看。", "demoschool", 2, 60, shown_for=30,
    ),
    Notice(
        "勤工助学岗位招聘",
        "图书馆、实验室本学期新增岗位，有意向的同学请到学院办公室报名。", "demodept1", 2, 5, 30,
    ),
    Notice(
        "本院民主评议工作安排",
        "请各班于本周内确认评议小组名单，评议内容不得传播。", "demodept1", 1, 2,
    ),
    Notice(
        "提醒：请尽快完成填报",
        "还没有提交申请表的同学，请在截止时间前完成。", "democ1y2023", 2, 3, 20,
    ),
    Notice(
        "走访安排征求意见",
        "拟于下周开展家庭走访，请有特殊情况的同学提前告知。", "democ1y2023", 0, 1,
    ),
    Notice(
        "关于寒假返校补助的通知（征求意见）",
        "拟对家庭经济困难学生发放返校补助，标准待定。", "demoschool", 0, 0.5,
    ),
    Notice(
        "资助政策宣讲会（已取消）", "因场地原因取消。", "demodept2", 1, 12, is_deleted=True,
    ),
)  # fmt: skip


async def write_notices(scene: Scene) -> None:
    """Draft, confirm, release and delete the notices that are not there yet."""
    for notice in NOTICES:
        await _write(scene, scene.staff[notice.login], notice)


async def _write(scene: Scene, who: Player, notice: Notice) -> None:
    at = scene.now - timedelta(days=notice.days_ago)
    principal = who.principal(at)
    async with scene.acts(who, at, service="notification") as tx:
        there = await repository.list_governed(tx, principal, before=None, limit=500)
        if any(one.title == notice.title for one in there):
            return
        expires = None if notice.shown_for is None else at + timedelta(days=notice.shown_for)
        one = await announcements.draft_announcement(
            tx,
            principal,
            row=_audience(who),
            title=notice.title,
            body=notice.body,
            author_name=scene.stage.name,
            expires_at=expires,
            now=at,
        )
        if notice.confirmations > 0:
            tx.machine_now = at + timedelta(hours=1)
            one = await announcements.review_announcement(tx, one, now=tx.machine_now)
        if notice.confirmations > 1:
            tx.machine_now = at + timedelta(hours=2)
            one = await announcements.release_announcement(tx, one, now=tx.machine_now)
        if notice.is_deleted:
            await announcements.delete_announcement(
                tx, one, reason="活动取消", now=at + timedelta(hours=3)
            )


def _audience(who: Player) -> ScopeRow | None:
    return who.post.rows[0] if who.post.rows else None


async def import_more(scene: Scene) -> None:
    """Move a few students, and leave an import with bad rows to the officer's choice."""
    officer = scene.stage.officer
    page = await officer.get(IMPORTS, size=50)
    there = {one["filename"]: one["state"] for one in page["items"]}
    if there.get(MOVES) != "committed":
        content = await asyncio.to_thread(_moves, scene.stage.university.students)
        await import_workbook(officer, IMPORTS, MOVES, content, kind="moves")
    if NEW_STUDENTS not in there:
        await _leave_import(officer, scene.stage.university)


def _moves(students: Sequence[Student]) -> bytes:
    """The last students of a few classes: suspended, gone, or in another class of their major."""
    last = {student.home: student for student in students}
    chosen = list(last.values())[:8]
    rows = []
    for number, student in enumerate(chosen):
        status, reason = (("休学", "因病休学"), ("离校", "退学"), ("休学", "应征入伍"))[number % 3]
        rows.append((*student.row(), status, reason))
    return workbook("学生异动", MOVE_HEADER, rows)


async def _leave_import(officer: Person, university: University) -> None:
    newcomers = University(24, seed=8, tag="more").students
    homes = university.students[-len(newcomers) :]
    rows = [
        (
            *one.row()[:6],
            home.college,
            f"{home.year}级",
            home.major,
            home.class_name,
            f"M{one.phone}",
        )
        for one, home in zip(newcomers, homes, strict=True)
    ]
    content = await asyncio.to_thread(
        workbook, "学生信息表", STUDENT_HEADER, [_spoilt(row, at) for at, row in enumerate(rows)]
    )
    await checked_import(officer, IMPORTS, NEW_STUDENTS, content)


def _spoilt(row: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Write a row as clerks do who are in a hurry."""
    name, phone, kind, document, ethnic, sex, *rest = row
    match number:
        case 3:
            document = document[:-1]
        case 7:
            phone = "1.38E+10"
        case 11:
            sex = "女" if sex == "男" else "男"
        case 15:
            name = ""
        case 19:
            document = f"{document[:-1]}{'X' if document[-1] != 'X' else '0'}"
        case _:
            pass
    return (name, phone, kind, document, ethnic, sex, *rest)


async def take_papers(scene: Scene) -> None:
    """Compare what can be compared in a college, and take the register out as a workbook."""
    department = scene.stage.staff["demodept4"]
    if not (await department.get("/identification/jobs", size=1))["items"]:
        rounds = await department.get("/identification/campaigns")
        this = next(one for one in rounds if one["state"] == "opened" and "学年" in one["title"])
        path = f"/identification/campaigns/{this['id']}/differences/calculate-all"
        job = await department.post(path)
        await until(
            lambda: department.get(f"/identification/jobs/{job['id']}"),
            lambda one: one["state"] not in ("queued", "running"),
        )
    officer = scene.stage.officer
    if not (await officer.get("/roster/exports", size=1))["items"]:
        wanted = {"reason": "核对在册学生人数", "year": 2023}
        await officer.post("/roster/students/export", wanted)
