"""The rounds of the story that went through every phase: last year's, and two small ones of now."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.clock import business_day, day_start
from zizhu.common.workdays import is_workday
from zizhu.embedded.demo import evaluating, judging, showing
from zizhu.embedded.demo.campus import FRESHMEN
from zizhu.embedded.demo.casting import Troupe, cast, classes_of, filings_of, share
from zizhu.embedded.demo.filing import file_forms
from zizhu.embedded.demo.lists import SpecialList, import_list
from zizhu.embedded.demo.rounds import Season, find_round, open_season, season_named
from zizhu.embedded.demo.scene import Scene
from zizhu.embedded.demo.stage import each, until
from zizhu.embedded.demo.synthetic import Student
from zizhu.identification.domain.vocabulary import CampaignState, Grade
from zizhu.identification.repository import campaigns, finals
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.repository.register import calendar_days
from zizhu.identification.service.closing import close_round

Progress = Callable[[int, int], None]
CLASSES_AT_ONCE = 3  # of the five connections to a database
LAST_YEAR_BEGAN = (9, 8)
SHOWN = 2  # working days that the freshmen's list has been on show
RELEASED_ON = 43  # day of the round on which its list is published


def last_year(scene: Scene) -> Season:
    """The round of the academic year before this one."""
    year = first_year(scene) - 1
    first = day_start(date(year, *LAST_YEAR_BEGAN))
    return Season(f"{year}-{year + 1}学年家庭经济困难学生认定", f"{year}01", first)


def first_year(scene: Scene) -> int:
    """The calendar year in which the present academic year began."""
    today = business_day(scene.now)
    return today.year if today.month >= 9 else today.year - 1


async def play_last_year(scene: Scene, progress: Progress) -> None:
    """Play last year's round to its end: cut, shown, contested, corrected, final, closed."""
    season = last_year(scene)
    found = await find_round(scene, season.title)
    if found is not None and found.campaign.state is CampaignState.CLOSED:
        return
    campaign_id = await open_season(scene, season)
    older = [one for one in scene.stage.university.students if one.year != FRESHMEN]
    troupes = await cast(scene, season, [share(some) for some in classes_of(older).values()])
    await _through_phases(scene, season, campaign_id, troupes, progress)
    named = SpecialList([one.applicants[0] for one in troupes[::2]], [], strangers=3)
    await import_list(scene, campaign_id, named)
    await _cut(scene, season, campaign_id, enrolled=len(older))
    await _contest(scene, season, campaign_id, troupes[0])
    await _finish(scene, season, campaign_id)


async def _through_phases(
    scene: Scene,
    season: Season,
    campaign_id: UUID,
    troupes: Sequence[Troupe],
    progress: Progress,
) -> None:
    """File, evaluate and review class after class, then compare all of them and clear."""
    done = count(1)

    async def play(troupe: Troupe) -> None:
        await file_forms(scene, campaign_id, filings_of(season, troupe))
        await evaluating.seat(scene, campaign_id, troupe, season.at(17, troupe.class_id))
        await evaluating.evaluate(scene, campaign_id, troupe, season.at(20, troupe.class_id))
        await judging.approve(scene, campaign_id, troupe, season.at(24, troupe.class_id))
        progress(next(done), len(troupes))

    await each(troupes, play, at_once=CLASSES_AT_ONCE)
    await judging.compare(scene, campaign_id, season.at(30))
    for number, troupe in enumerate(troupes):
        await judging.clear(scene, campaign_id, [troupe], season.at(33, number))


async def _cut(scene: Scene, season: Season, campaign_id: UUID, *, enrolled: int) -> None:
    await until(lambda: judging.is_settled(scene), bool, within=120)
    document = f"学校在校生统计表（{season.first.year}年秋季）"
    await judging.draw(scene, campaign_id, season.at(40), enrolled=enrolled, document=document)


async def _contest(scene: Scene, season: Season, campaign_id: UUID, troupe: Troupe) -> None:
    """Show the list; one objection changes a grade, another does not."""
    shown = await showing.publish(scene, campaign_id, season.at(RELEASED_ON))
    if not await showing.opened_cases(scene, campaign_id):
        general = await showing.line_of(scene, shown, Grade.GENERAL)
        special = await showing.line_of(scene, shown, Grade.SPECIAL)
        at = season.at(RELEASED_ON + 1)
        upheld = await showing.object_to(
            scene, shown, troupe.panel[0].who, at, line=special, text="该同学家庭条件较好，请核实"
        )
        changed = await showing.object_to(
            scene, shown, troupe.applicants[0].who, at, line=general, text="该同学家庭近期有变化"
        )
        for case in (upheld, changed):
            await showing.accept(scene, case, season.at(RELEASED_ON + 2))
            await showing.verify(scene, case, season.at(RELEASED_ON + 3))
        await showing.uphold(scene, upheld, season.at(RELEASED_ON + 3))
        async with showing.clock_at(scene, season.at(RELEASED_ON + 3)):
            await showing.change(scene, changed, Grade.OTHER, season.at(RELEASED_ON + 3))
            for one in await showing.supplements(scene, campaign_id):
                await showing.release(scene, one, season.at(RELEASED_ON + 4))
    for one in await showing.supplements(scene, campaign_id):
        await showing.release(scene, one, season.at(RELEASED_ON + 4))


async def _finish(scene: Scene, season: Season, campaign_id: UUID) -> None:
    async with scene.acts(scene.school, scene.now) as tx:
        is_final = await finals.standing_final(tx, campaign_id) is not None
    if not is_final:
        await showing.draw_final(scene, campaign_id, season.at(70))
    own = scene.parts["identification"]
    at = season.at(88)
    async with scene.acts(scene.school, at) as tx:
        scope = Scope(scene.school_id)
        one = await campaigns.find_round(tx, scope, campaign_id, lock="own")
        await close_round(tx, own.keys.ring, own.files, one, now=at)


async def play_freshmen(scene: Scene, progress: Progress) -> list[Troupe]:
    """The freshmen's own round, whose list is on show with working days left."""
    days_ago = await _days_since_release(scene)
    first = day_start(business_day(scene.now) - timedelta(days=RELEASED_ON + days_ago))
    title = f"{FRESHMEN}级新生家庭经济困难学生认定"
    season = await season_named(scene, title, f"{first_year(scene)}01", first)
    campaign_id = await open_season(scene, season)
    found = await find_round(scene, title)
    classes = [share(some) for some in classes_of(_freshmen(scene)).values()]
    troupes = await cast(scene, season, classes)
    if found is None or not found.is_cut:
        await _through_phases(scene, season, campaign_id, troupes, progress)
        await _cut(scene, season, campaign_id, enrolled=len(scene.stage.university.students))
    shown = await showing.publish(scene, campaign_id, season.at(RELEASED_ON))
    if not await showing.opened_cases(scene, campaign_id):
        await _object(scene, season, shown, troupes)
    return troupes


async def _object(scene: Scene, season: Season, shown: Shown, troupes: Sequence[Troupe]) -> None:
    """Three cases, each one step further than the one before."""
    texts = ("该同学日常消费较高，请核实", "该同学情况有误，请核实", "希望了解该同学的认定依据")
    for number, text in enumerate(texts):
        at = season.at(RELEASED_ON, "objection") + timedelta(hours=2 + number)
        line = await showing.line_of(scene, shown, Grade.GENERAL) + number
        who = troupes[number % len(troupes)].panel[0].who
        case = await showing.object_to(scene, shown, who, at, line=line, text=text)
        if number > 0:
            await showing.accept(scene, case, at + timedelta(hours=1))
        if number > 1:
            await showing.verify(scene, case, at + timedelta(hours=2))


def _freshmen(scene: Scene) -> list[Student]:
    return [one for one in scene.stage.university.students if one.year == FRESHMEN]


async def _days_since_release(scene: Scene) -> int:
    """How long ago a list was released that has been on show for `SHOWN` working days."""
    async with scene.acts(scene.school, scene.now) as tx:
        days = await calendar_days(tx)
    today, passed, back = business_day(scene.now), 0, 0
    while passed < SHOWN or not is_workday(today - timedelta(days=back), days):
        passed += is_workday(today - timedelta(days=back), days)
        back += 1
    return back


async def play_additional(scene: Scene, progress: Progress) -> None:
    """A small round that waits for its lines: everything before the cut is done."""
    first = day_start(business_day(scene.now) - timedelta(days=42))
    title = f"{first_year(scene)}年秋季突发困难学生补充认定"
    season = await season_named(scene, title, f"{first_year(scene)}01", first)
    campaign_id = await open_season(scene, season)
    parts = []
    for some in classes_of(_freshmen(scene)).values():
        applicants, panel = share(some)
        taken = len(applicants) + len(panel)
        parts.append((some[taken : taken + len(applicants)], panel))
    chosen = [part for part in parts if part[0]][::2]
    troupes = await cast(scene, season, chosen)
    await _through_phases(scene, season, campaign_id, troupes, progress)
