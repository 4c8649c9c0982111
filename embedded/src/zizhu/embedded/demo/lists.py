"""The special-group list sent down to the school, imported over HTTP as its officer does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zizhu.embedded.demo.circumstances import chance_of
from zizhu.embedded.demo.scene import Pupil, Scene
from zizhu.embedded.demo.stage import until
from zizhu.embedded.demo.synthetic import Student, identity_number, workbook

HEADER = ("姓名", "证件类型", "证件号码", "类别", "来源", "比对日期")
KINDS = (
    ("最低生活保障家庭学生", "民政部门"),
    ("脱贫不稳定家庭学生", "全国防返贫监测信息系统"),
    ("残疾学生（本人）", "残疾人证或残联"),
    ("残疾人子女", "残疾人证"),
)


@dataclass(frozen=True, slots=True)
class SpecialList:
    """Whom a list names: applicants, students who have not applied, people who are not here."""

    applicants: Sequence[Pupil]
    others: Sequence[Student]
    strangers: int = 0
    is_flawed: bool = False

    def rows(self, compared_on: date) -> list[tuple[str, ...]]:
        named = [*(one.student for one in self.applicants), *self.others]
        rows = [_row(one.name, one.document, compared_on) for one in named]
        for number in range(self.strangers):
            document = identity_number(date(2005, 2, 3), 700 + number)
            rows.append(_row(f"校外{'甲乙丙丁戊'[number % 5]}", document, compared_on))
        if self.is_flawed:
            name, kind, _, group, *rest = rows[0]
            rows.append((name, kind, "350102200501010000", group, *rest))
            rows.append((named[1].name, kind, named[1].document, "其他类别", *rest))
        return rows


def _row(name: str, document: str, compared_on: date) -> tuple[str, ...]:
    kind, source = chance_of("kind", document).choice(KINDS)
    return (name, "居民身份证", document, kind, source, compared_on.isoformat())


async def import_list(scene: Scene, campaign_id: UUID, wanted: SpecialList) -> None:
    """Import a list; the same list again changes nothing."""
    officer = scene.stage.officer
    path = f"/identification/campaigns/{campaign_id}/special-list"
    counts = await officer.get(path)
    if any(sum(v for v in one.values() if isinstance(v, int)) for one in counts):
        return
    rows = wanted.rows(scene.now.date().replace(day=1))
    content = await asyncio.to_thread(workbook, "特殊群体名单", HEADER, rows)
    made = await officer.send(path, content, choice="good")
    await until(
        lambda: officer.get(f"/identification/jobs/{made['job_id']}"),
        lambda job: job["state"] not in ("queued", "running"),
    )
