"""This year's round, in which every class is somewhere else: from not begun to cleared."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, cycle
from uuid import UUID

from zizhu.common.clock import business_day, day_start
from zizhu.embedded.demo import evaluating, judging
from zizhu.embedded.demo.campus import FRESHMEN
from zizhu.embedded.demo.casting import (
    Troupe,
    application,
    cast,
    classes_of,
    draft,
    filings_of,
    panel_only,
    share,
)
from zizhu.embedded.demo.filing import file_forms
from zizhu.embedded.demo.lists import SpecialList, import_list
from zizhu.embedded.demo.rounds import Season, open_season, season_named
from zizhu.embedded.demo.scene import Pupil, Scene
from zizhu.embedded.demo.seasons import CLASSES_AT_ONCE, Progress, first_year
from zizhu.embedded.demo.stage import each

BEGAN = 12  # days ago; filing goes on for some days more
SKIP = 1  # last year's first applicant of a class looks on, somebody new applies
HANDED_IN_OF_SIX = 3  # members of a panel at work who have handed in


@dataclass(frozen=True, slots=True)
class Act:
    """One class of this year's round."""

    scene: Scene
    season: Season
    campaign_id: UUID
    troupe: Troupe

    async def file_all(self, *, drafts: int = 0, keep: int | None = None) -> None:
        """File for everybody; the first `drafts` applicants are still writing."""
        filings = filings_of(self.season, self.troupe)[:keep]
        filings[:drafts] = [draft(one) for one in filings[:drafts]]
        await file_forms(self.scene, self.campaign_id, filings)

    async def approve(self, pupils: tuple[Pupil, ...] | None = None) -> None:
        at = self.season.at(8, self.troupe.class_id)
        await judging.approve(self.scene, self.campaign_id, self.troupe, at, pupils=pupils)

    async def seat(self, *, is_confirmed: bool = True) -> None:
        at = self.season.at(9, self.troupe.class_id)
        await evaluating.seat(
            self.scene, self.campaign_id, self.troupe, at, is_confirmed=is_confirmed
        )

    async def evaluate(self, members: int | None = None) -> None:
        at = self.season.at(10, self.troupe.class_id)
        await evaluating.evaluate(self.scene, self.campaign_id, self.troupe, at, members=members)

    async def compare(self) -> None:
        at = self.season.at(11, "compare")
        await judging.compare(self.scene, self.campaign_id, at, [self.troupe.class_id])


async def reviewing(act: Act) -> None:
    """The counsellor is at it: a draft, forms returned with marks, approved ones, and new ones."""
    await act.file_all(drafts=1)
    for number in (1, 2):
        pupil = act.troupe.applicants[min(number, len(act.troupe.applicants) - 1)]
        at = act.season.at(9, number, "return")
        await judging.give_back(act.scene, act.campaign_id, act.troupe, pupil, at)
    await act.approve((*act.troupe.applicants[3:6], *act.troupe.panel[:2]))


async def filling(act: Act) -> None:
    """Half are still writing, one has withdrawn, nobody has looked at anything."""
    applicants = act.troupe.applicants
    half = len(applicants) // 2
    filings = [application(act.season, one) for one in applicants]
    filings[:half] = [draft(one) for one in filings[:half]]
    gone = filings[-1]
    if gone.handed_in_at is not None and len(filings) > 1:
        filings[-1] = replace(gone, withdrawn_at=gone.handed_in_at + timedelta(hours=6))
    filings += [panel_only(act.season, one) for one in act.troupe.panel]
    await file_forms(act.scene, act.campaign_id, filings)


async def not_begun(_: Act) -> None:
    """Nobody has opened the form."""


async def seating(act: Act) -> None:
    """The panel is chosen and not confirmed."""
    await act.file_all()
    await act.approve(act.troupe.everyone[1:])
    await act.seat(is_confirmed=False)


async def seated(act: Act) -> None:
    """The panel is confirmed, and nobody has handed in."""
    await act.file_all()
    await act.approve(act.troupe.everyone[1:])
    await act.seat()


async def evaluating_now(act: Act) -> None:
    """Half of the panel has handed in."""
    await act.file_all()
    await act.approve()
    await act.seat()
    await act.evaluate(min(HANDED_IN_OF_SIX, max(1, len(act.troupe.panel) - 1)))


async def short(act: Act) -> None:
    """Somebody left the panel, which is too small now."""
    await act.file_all()
    await act.approve()
    await act.seat()
    await act.evaluate(1)
    at = act.season.at(11, "short")
    await evaluating.shorten(act.scene, act.campaign_id, act.troupe, at)


async def complete(act: Act) -> None:
    """Every sheet is in and every form approved."""
    await act.file_all()
    await act.approve()
    await act.seat()
    await act.evaluate()


async def compared(act: Act) -> None:
    """The two rankings are compared, and somebody is flagged."""
    await complete(act)
    await act.compare()


async def cleared(act: Act) -> None:
    """The flags were cleared after visits."""
    await compared(act)
    at = act.season.at(11, "clear") + timedelta(hours=2)
    await judging.clear(act.scene, act.campaign_id, [act.troupe], at)


Part = Callable[[Act], Awaitable[None]]
# In this order over the classes, so that the first counsellor has something of everything to do.
PARTS: tuple[Part, ...] = (
    reviewing,
    evaluating_now,
    compared,
    filling,
    seated,
    not_begun,
    cleared,
    seating,
    short,
    complete,
)


@dataclass(frozen=True, slots=True)
class ThisYear:
    """The round with the class that plays each part, the first one where there are several."""

    campaign_id: UUID
    season: Season
    by_part: Mapping[Part, Troupe]


async def play_this_year(scene: Scene, progress: Progress) -> ThisYear:
    """Play this year's round as far as each class is."""
    year = first_year(scene)
    title = f"{year}-{year + 1}学年家庭经济困难学生认定"
    first = day_start(business_day(scene.now) - timedelta(days=BEGAN))
    season = await season_named(scene, title, f"{year}01", first)
    campaign_id = await open_season(scene, season)
    older = [one for one in scene.stage.university.students if one.year != FRESHMEN]
    classes = list(classes_of(older).values())
    parts = [share(some, skip=SKIP if number else 0) for number, some in enumerate(classes)]
    troupes = await cast(scene, season, parts)
    roles = list(zip(cycle(PARTS), troupes, strict=False))
    done = count(1)

    async def play(role: tuple[Part, Troupe]) -> None:
        part, troupe = role
        await part(Act(scene, season, campaign_id, troupe))
        progress(next(done), len(troupes))

    await each(roles, play, at_once=CLASSES_AT_ONCE)
    named = SpecialList(
        [one.applicants[-1] for one in troupes[::3]],
        [some[-1] for some in classes[::2]],
        strangers=4,
        is_flawed=True,
    )
    await import_list(scene, campaign_id, named)
    return ThisYear(campaign_id, season, dict(reversed(roles)))
