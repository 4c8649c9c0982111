"""The lists of a round: grants with every reason for staying off, hardship by grade, the archive.

After 终审 they hold who is confirmed; before it, what the grades give now (domain.md 5.9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.explain import for_officer
from zizhu.identification.domain.lists import (
    GrantList,
    Membership,
    Tier,
    archive_by_grade,
    grant_list,
    hardship_list,
)
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.repository import campaigns, finals
from zizhu.identification.repository.applications import Filters
from zizhu.identification.repository.finals import KeptFinal
from zizhu.identification.service.roll import Entry, read_roll
from zizhu.identification.service.work import Work


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that the lists of a scope are drawn from."""

    one: Round
    roll: Mapping[UUID, Entry]
    final: KeptFinal | None

    def grants(self) -> GrantList:
        """Part the applicants; once there is a final list, only who it grants is a member."""
        drawn = grant_list(entry.to_listed() for entry in self.roll.values())
        if self.final is None:
            return drawn
        granted = self.final.grants
        return GrantList(
            tuple(one for one in drawn.members if str(one.person_id) in granted),
            drawn.left_out,
        )

    def hardship(self) -> list[Entry]:
        """Give everybody with a hardship grade, in the order of place."""
        listed = hardship_list(entry.to_listed() for entry in self.roll.values())
        entries = [self.roll[one.person_id] for one in listed]
        if self.final is None:
            return entries
        return [entry for entry in entries if str(entry.person_id) in self.final.confirmed]

    def archive(self) -> dict[Grade, list[Entry]]:
        """Give each decided grade its people, with or without the wish."""
        by_grade = archive_by_grade(entry.to_listed() for entry in self.roll.values())
        return {
            grade: [self.roll[person] for person in persons] for grade, persons in by_grade.items()
        }


@dataclass(frozen=True, slots=True)
class GrantSeen:
    """One applicant as the grant list shows them, on it or off it, with the sentence that says."""

    entry: Entry
    tier: Tier | None
    why: str


async def read_lists(work: Work, campaign_id: UUID, filters: Filters) -> Lists:
    """Load the lists of a round inside the caller's scope. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    roll = await read_roll(work, one.id, filters)
    return Lists(one, roll, await finals.standing_final(work.tx, one.id))


def grants_seen(lists: Lists, memberships: Sequence[Membership]) -> list[GrantSeen]:
    """Show memberships with their sentences."""
    return [
        GrantSeen(lists.roll[one.person_id], one.tier, " ".join(for_officer(one)))
        for one in memberships
    ]
