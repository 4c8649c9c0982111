"""Who takes part in which round of the story, class by class, and what each of them files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from zizhu.embedded.demo.circumstances import PROVEN, chance_of, form_of
from zizhu.embedded.demo.filing import Filing
from zizhu.embedded.demo.opening import open_accounts
from zizhu.embedded.demo.rounds import Season
from zizhu.embedded.demo.scene import Player, Pupil, Scene
from zizhu.embedded.demo.synthetic import Home, Student

SHARE_APPLYING = 0.2
SHARE_PROVEN = 0.12  # with an answer that asks for a document
SHARE_IN_GROUPS = 0.08  # who say of themselves that they belong to a special group
PANEL = 5
LEAST_APPLYING = 5  # fewer are not compared (domain.md 5.4)
FILED_WITHIN = 10  # days from the beginning of filing
GROUPS = ("dibao", "tuopin", "disabled_parent", "dibao_marginal")


@dataclass(frozen=True, slots=True)
class Troupe:
    """One class in a round: its applicants, its panel, and the officers who look after it."""

    applicants: tuple[Pupil, ...]
    panel: tuple[Pupil, ...]
    counsellor: Player
    department: Player

    @property
    def class_id(self) -> UUID:
        return self.applicants[0].class_id

    @property
    def everyone(self) -> tuple[Pupil, ...]:
        return (*self.applicants, *self.panel)


def classes_of(students: Iterable[Student]) -> dict[Home, list[Student]]:
    """Students by class, in the order of the register."""
    found: dict[Home, list[Student]] = defaultdict(list)
    for student in students:
        found[student.home].append(student)
    return dict(found)


def share(students: Sequence[Student], *, skip: int = 0) -> tuple[list[Student], list[Student]]:
    """Who of a class applies, and who sits on its panel; `skip` leaves out the first ones."""
    count = max(LEAST_APPLYING, round(len(students) * SHARE_APPLYING))
    panel = max(1, min(PANEL, (len(students) - count) // 2))
    return list(students[skip : skip + count]), list(students[skip + count : skip + count + panel])


async def cast(
    scene: Scene, season: Season, parts: Iterable[tuple[Sequence[Student], Sequence[Student]]]
) -> list[Troupe]:
    """Open the accounts of everybody who takes part, and put the classes together."""
    chosen = list(parts)
    everyone = [one for applicants, panel in chosen for one in (*applicants, *panel)]
    await open_accounts(scene, everyone, season.at(-2))
    troupes = []
    for applicants, panel in chosen:
        first = scene.pupils[applicants[0].document]
        troupes.append(
            Troupe(
                tuple(scene.pupils[one.document] for one in applicants),
                tuple(scene.pupils[one.document] for one in panel),
                scene.counsellor_of(first),
                scene.department_of(first),
            )
        )
    return troupes


def application(season: Season, pupil: Pupil) -> Filing:
    """A complete application, handed in some hours after it was begun."""
    student = pupil.student
    chance = chance_of("application", season.title, student.document)
    changes: dict[str, Any] = {"purpose": "apply", **form_of(student, season.title)}
    proofs = []
    if chance.random() < SHARE_PROVEN:
        item = chance.choice(list(PROVEN))
        changes["answers"] = {**changes["answers"], item: PROVEN[item]}
        proofs.append(item)
    if chance.random() < SHARE_IN_GROUPS:
        group = chance.choice(GROUPS)
        changes["groups"] = [group]
        proofs.append(f"groups.{group}")
    begun = season.at(chance.randrange(FILED_WITHIN), student.document)
    handed_in = begun + timedelta(hours=chance.uniform(0.2, 5))
    return Filing(pupil, begun, changes, handed_in, proofs)


def panel_only(season: Season, pupil: Pupil) -> Filing:
    """Who only evaluates gives no family data."""
    begun = season.at(chance_of(season.title, pupil.student.document).randrange(4), pupil.id)
    return Filing(pupil, begun, {"purpose": "panel_only"}, begun + timedelta(minutes=3))


def draft(filing: Filing) -> Filing:
    """The same, but left half filled in."""
    changes: Mapping[str, Any] = {
        name: filing.changes[name] for name in ("purpose", "basic", "contact", "members")
    }
    return replace(filing, changes=changes, handed_in_at=None, proofs=())


def filings_of(season: Season, troupe: Troupe) -> list[Filing]:
    """Everybody's form of one class."""
    return [
        *(application(season, one) for one in troupe.applicants),
        *(panel_only(season, one) for one in troupe.panel),
    ]
