"""Review, rank differences, visits and the cut of the story, class by class."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.clock import business_day
from zizhu.embedded.demo.casting import Troupe
from zizhu.embedded.demo.circumstances import chance_of
from zizhu.embedded.demo.scene import Pupil, Scene
from zizhu.identification.domain.clearing import Visit, VisitWay
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form_state import Mark
from zizhu.identification.domain.lines import Lines
from zizhu.identification.domain.vocabulary import AuditState, Difference, FillState
from zizhu.identification.repository import campaigns, forms
from zizhu.identification.repository.bulk import register_state
from zizhu.identification.repository.formlist import FormFilter, list_forms
from zizhu.identification.service import clearing, cuts, differences, review
from zizhu.identification.service.review import Seen

MOST = 500
DRAWN = (0.18, 0.55, 0.9)  # of the applicants from the top, the shares at the three lines
LEAST = 20
RETURNED = (
    ("请核对家庭人口", (Mark("basic.household_size", "与家庭成员情况不符"),)),
    ("请补充家庭收入说明", (Mark("members.0.annual_income", "请填写全年合计"),)),
)
FINDINGS = (
    "经走访家庭所在社区，申请情况属实。",
    "与本人及室友访谈，日常消费节俭，情况属实。",
    "电话联系家长核实，家庭收入与填报一致。",
)


async def approve(
    scene: Scene,
    campaign_id: UUID,
    troupe: Troupe,
    at: datetime,
    *,
    pupils: Collection[Pupil] | None = None,
) -> None:
    """Confirm the information of a class's forms, or of some of them."""
    wanted = None if pupils is None else {one.id for one in pupils}
    who = troupe.counsellor
    async with scene.acts(who, at) as tx:
        office = scene.office(tx, who, at)
        one = await campaigns.find_round(tx, office.scope, campaign_id, lock="share")
        waiting = FormFilter(
            class_id=troupe.class_id,
            fill=FillState.SUBMITTED.value,
            audit=AuditState.UNREVIEWED.value,
        )
        found = await list_forms(tx, office.scope, campaign_id, waiting, after=None, limit=MOST)
        seen = [
            Seen(line.form_id, line.version)
            for line in found
            if line.form_id is not None
            and line.version is not None
            and (wanted is None or line.student_id in wanted)
        ]
        if seen:
            await review.approve_all(office, one, seen)


async def give_back(
    scene: Scene, campaign_id: UUID, troupe: Troupe, pupil: Pupil, at: datetime
) -> Filed | None:
    """Return one form with marked questions, the first time it is seen."""
    who = troupe.counsellor
    async with scene.acts(who, at) as tx:
        office = scene.office(tx, who, at)
        one = await campaigns.find_round(tx, office.scope, campaign_id, lock="share")
        filed = await forms.form_of(tx, campaign_id, pupil.id)
        if filed is None or filed.submissions != 1 or not filed.awaits_review:
            return None
        reason, marks = chance_of("return", pupil.id).choice(RETURNED)
        return await review.return_form(
            office, one, filed, reason=reason, marks=marks, refill_until=None
        )


async def compare(
    scene: Scene, campaign_id: UUID, at: datetime, class_ids: Sequence[UUID] | None = None
) -> None:
    """Compare the two rankings of some classes, or of every class."""
    async with scene.works(scene.school, at) as work:
        await differences.calculate(work, campaign_id, class_ids)


async def clear(scene: Scene, campaign_id: UUID, troupes: Sequence[Troupe], at: datetime) -> None:
    """Let departments visit the abnormal cases of these classes, and clear them."""
    for troupe in troupes:
        await _clear(scene, campaign_id, troupe, at)


async def _clear(scene: Scene, campaign_id: UUID, troupe: Troupe, at: datetime) -> None:
    flagged = FormFilter(class_id=troupe.class_id, difference=Difference.ABNORMAL.value)
    files = scene.parts["identification"].files
    async with scene.works(troupe.department, at) as work:
        found = await list_forms(work.tx, work.scope, campaign_id, flagged, after=None, limit=MOST)
        for line in found:
            chance = chance_of("visit", line.student_id)
            visit = Visit(
                chance.choice(("李示例", "王示例", "周示例")),
                chance.choice(list(VisitWay)),
                business_day(at - timedelta(days=1)),
                chance.choice(FINDINGS),
            )
            await clearing.clear(work, files, campaign_id, line.student_id, visit=visit, reason="")


async def is_settled(scene: Scene) -> bool:
    """Tell whether identification knows the register as it is; a cut waits for that."""
    async with scene.acts(scene.school, scene.now) as tx:
        state = await register_state(tx, scene.school_id)
    return not state.is_changing and state.projected_version >= state.announced_version


async def draw(
    scene: Scene, campaign_id: UUID, at: datetime, *, enrolled: int, document: str
) -> None:
    """State the school's own number of students, take lines and cut, unless it was done."""
    async with scene.works(scene.school, at) as work:
        one = await campaigns.find_round(work.tx, work.scope, campaign_id)
        if one.is_cut:
            return
        basis = await cuts.state_enrolment(
            work, campaign_id, enrolled, reason="按学校在校生统计报表", document=document
        )
        lines = _lines(basis.pool().scores)
        while (await cuts.try_lines(work, campaign_id, lines)).check.errors:
            lines = replace(lines, other=lines.other + 1)
        await cuts.make_cut(work, campaign_id, lines, ())


def _lines(scores: Sequence[int]) -> Lines:
    """Lines below which so many of the applicants stand, as a school would draw them."""
    special, general, other = (scores[int(len(scores) * part)] for part in DRAWN)
    return Lines(special, general, max(LEAST, other) if general > LEAST else general)
