"""Lists on show: prepared, their notice reviewed and released, objected to, and made final.

The notice of a list is made by notification when it hears of it, at its own business time; so the
clock of the whole installation is moved to that day for a moment, as demonstrations do.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.businessclock import read_shift
from zizhu.embedded.demo.scene import Player, Scene
from zizhu.embedded.demo.stage import until
from zizhu.identification.domain.publicity import PublicityState
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.repository import objections as cases
from zizhu.identification.repository import publicities
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.service import finals, objections, publicity
from zizhu.notification.domain.announcement import Announcement
from zizhu.notification.repository import announcements as notices
from zizhu.notification.service import announcements

CLOCKS = ("identification", "notification")
TITLE = "家庭经济困难学生认定结果公示"


@asynccontextmanager
async def clock_at(scene: Scene, instant: datetime) -> AsyncIterator[None]:
    """Let business time stand at another day for a while, everywhere."""
    await scene.stage.platform_admin.post("/identity/clock/shift", {"to": instant.isoformat()})
    try:
        await _follows(scene)
        yield
    finally:
        await set_right(scene)


async def set_right(scene: Scene) -> None:
    """Bring business time back to now."""
    clock = await scene.stage.platform_admin.get("/identity/clock")
    if clock["shift_seconds"]:
        back = {"seconds": -clock["shift_seconds"]}
        await scene.stage.platform_admin.post("/identity/clock/shift", back)
        await _follows(scene)


async def _follows(scene: Scene) -> None:
    async def differ() -> int:
        wanted = await read_shift(scene.parts["identity"].database)
        found = [await read_shift(scene.parts[name].database) for name in CLOCKS]
        return sum(one != wanted for one in found)

    await until(differ, lambda count: count == 0, within=60)


async def main_list(scene: Scene, campaign_id: UUID) -> Shown | None:
    async with scene.acts(scene.school, scene.now) as tx:
        return publicities.main_of(await publicities.list_publicities(tx, campaign_id))


async def publish(scene: Scene, campaign_id: UUID, at: datetime) -> Shown:
    """Prepare the list of a round, and release its notice the hour after."""
    found = await main_list(scene, campaign_id)
    if found is None:
        async with clock_at(scene, at):
            async with scene.works(scene.school, at) as work:
                found = await publicity.prepare(work, campaign_id, title=TITLE)
            return await release(scene, found, at + timedelta(hours=1))
    return await release(scene, found, at + timedelta(hours=1))


async def release(scene: Scene, shown: Shown, at: datetime) -> Shown:
    """Review and release the notice of a list, unless it is out; wait until its days count."""
    if shown.publicity.state is not PublicityState.PREPARED:
        return shown
    who = scene.school
    await until(lambda: _notice(scene, who, shown), lambda one: one is not None, within=60)
    async with scene.acts(who, at, service="notification") as tx:
        notice = await notices.find_by_publicity(tx, shown.id)
        if notice is not None and notice.released_at is None:
            reviewed = await announcements.review_announcement(tx, notice, now=at)
            tx.machine_now = at + timedelta(minutes=20)
            await announcements.release_announcement(tx, reviewed, now=tx.machine_now)
    return await until(
        lambda: _found(scene, shown), lambda one: one.publicity.has_started, within=60
    )


async def _notice(scene: Scene, who: Player, shown: Shown) -> Announcement | None:
    async with scene.acts(who, scene.now, service="notification") as tx:
        return await notices.find_by_publicity(tx, shown.id)


async def _found(scene: Scene, shown: Shown) -> Shown:
    async with scene.acts(scene.school, scene.now) as tx:
        return await publicities.find_publicity(tx, scene.school_id, shown.id)


async def supplements(scene: Scene, campaign_id: UUID) -> list[Shown]:
    async with scene.acts(scene.school, scene.now) as tx:
        return publicities.supplements_of(await publicities.list_publicities(tx, campaign_id))


async def opened_cases(scene: Scene, campaign_id: UUID) -> int:
    async with scene.acts(scene.school, scene.now) as tx:
        return len(await cases.list_objections(tx, scene.school.scope(scene.now), campaign_id))


async def object_to(
    scene: Scene, shown: Shown, who: Player, at: datetime, *, line: int, text: str
) -> UUID:
    """Open a case about a line."""
    async with scene.works(who, at) as work:
        seen = await objections.submit(work, who.principal(at), shown.id, line=line, text=text)
    return seen.id


async def line_of(scene: Scene, shown: Shown, grade: Grade) -> int:
    """The first line with a grade on a list, else the first."""
    async with scene.acts(scene.school, scene.now) as tx:
        rows = await publicities.list_rows(tx, shown.id, None)
    return next((row.seq for row in rows if row.row.grade is grade), 1)


async def accept(scene: Scene, case: UUID, at: datetime) -> None:
    async with scene.works(scene.school, at) as work:
        await objections.accept(work, case)


async def verify(scene: Scene, case: UUID, at: datetime) -> None:
    async with scene.works(scene.school, at) as work:
        await objections.verify(work, case, finding="经院系走访核实，情况与填报基本一致")


async def uphold(scene: Scene, case: UUID, at: datetime) -> None:
    async with scene.works(scene.school, at) as work:
        await objections.uphold(work, case, reason="核实情况属实，维持原认定等级")
        await objections.answer(work, case, reply="经核实，该同学情况属实，维持公示等级")


async def change(scene: Scene, case: UUID, grade: Grade, at: datetime) -> None:
    async with scene.works(scene.school, at) as work:
        await objections.decide_change(work, case, grade=grade, reason="异议核实属实")
        await objections.answer(work, case, reply="已按核实情况调整认定等级，并补充公示")


async def draw_final(scene: Scene, campaign_id: UUID, at: datetime) -> None:
    async with scene.works(scene.school, at) as work:
        await finals.draw_final(
            work, campaign_id, reason="已逐一联系名单上的未申请学生，均表示不申请"
        )
