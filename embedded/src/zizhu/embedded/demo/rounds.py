"""Rounds of the demo: found by their titles, else drafted, planned and opened at their date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.ids import new_id
from zizhu.embedded.demo.scene import Scene, moment
from zizhu.identification.domain.campaign import Phase
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import campaigns as repository
from zizhu.identification.service import campaigns

SUBSISTENCE_LINE = 9_000  # yuan a year and head: what income is measured by

# Phase -> first day and the day after the last one, counted from the first day of the round.
SPANS: Mapping[PhaseName, tuple[int, int]] = {
    PhaseName.FILING: (0, 16),
    PhaseName.EVALUATION: (4, 34),
    PhaseName.REVIEW: (4, 38),
    PhaseName.CONFIRMATION: (20, 44),
    PhaseName.CUTTING: (36, 54),
    PhaseName.PUBLICITY: (40, 75),
    PhaseName.FINAL: (50, 90),
}


@dataclass(frozen=True, slots=True)
class Season:
    """One round of the story: its name, and the day on which filing begins."""

    title: str
    term: str
    first: datetime

    def at(self, days: float, *what: object) -> datetime:
        """An instant of the round, so many days after its beginning."""
        return moment(self.first, days, self.title, *what)

    @property
    def phases(self) -> tuple[Phase, ...]:
        return tuple(
            Phase(name, self.first + timedelta(days=begin), self.first + timedelta(days=end))
            for name, (begin, end) in SPANS.items()
        )


async def find_round(scene: Scene, title: str) -> Round | None:
    """Return the round of this title."""
    async with scene.acts(scene.school, scene.now) as tx:
        found = await repository.list_rounds(tx, Scope(scene.school_id))
    return next((one for one in found if one.campaign.title == title), None)


async def season_named(scene: Scene, title: str, term: str, first: datetime) -> Season:
    """Return the season of a title: as it was planned, if it was, else beginning at `first`."""
    found = await find_round(scene, title)
    filing = found.campaign.phase(PhaseName.FILING) if found is not None else None
    return Season(title, term, filing.opens_at if filing is not None else first)


async def open_season(scene: Scene, season: Season) -> UUID:
    """Open a round at its date, unless it is there; return its id."""
    found = await find_round(scene, season.title)
    if found is not None:
        return found.id
    at = season.at(-4)
    scope = scene.school.scope(at)
    async with scene.acts(scene.school, at) as tx:
        drafted = await campaigns.draft_round(
            tx, scope, campaign_id=new_id(), term=season.term, title=season.title, now=at
        )
        plan = campaigns.Plan(season.title, season.phases, SUBSISTENCE_LINE)
        planned = await campaigns.plan_round(tx, drafted, plan)
        opened = await campaigns.open_round(tx, planned, now=at)
    return opened.id
