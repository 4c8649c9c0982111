"""The final list: whose result stands, and who still waits for an answer or for their own days.

One open objection holds back one student and nobody else; the list is drawn again for those who
waited (domain.md 5.5a, 6).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.document import digest_of
from zizhu.identification.domain.lists import GrantList, Listed, grant_list, hardship_list
from zizhu.identification.domain.objection import Objection, held_back
from zizhu.identification.domain.publicity import Publicity, still_published_apart
from zizhu.identification.domain.vocabulary import Coded, Grade
from zizhu.identification.errors.judging import EntitledNotApplied, PublicityStillRunning


class WaitCause(Coded):
    """Why a result is not final yet."""

    OBJECTION = "objection", "异议尚未答复"
    SUPPLEMENT = "supplement", "变更补充公示尚未结束"
    UNDECIDED = "undecided", "尚未认定"


@dataclass(frozen=True, slots=True)
class Waiting:
    person_id: UUID
    causes: tuple[WaitCause, ...]


@dataclass(frozen=True, slots=True)
class FinalList:
    """Everybody in hardship whose result is final, who is granted, who waits, and who left.

    `unapplied_reason` says why the round closes although entitled students did not apply.
    """

    confirmed: tuple[Listed, ...]
    grants: GrantList
    waiting: tuple[Waiting, ...]
    left: tuple[UUID, ...]
    unapplied: tuple[UUID, ...]
    unapplied_reason: str
    digest: str

    @property
    def warnings(self) -> tuple[str, ...]:
        if not self.unapplied:
            return ()
        return (f"特殊群体名单中有{len(self.unapplied)}人既未申请也未声明放弃。",)


def finalise(
    people: Collection[Listed],
    *,
    main: Publicity,
    supplements: Iterable[Publicity] = (),
    objections: Iterable[Objection] = (),
    unapplied: Collection[UUID] = (),
    reason: str = "",
    now: datetime,
) -> FinalList:
    """Draw the final list (终审) after publicity; again later, it takes up those who waited.

    Args:
        people: The applicants of the round.
        main: The publicity of the whole list.
        supplements: The publicities of single changes.
        objections: All cases of the round.
        unapplied: People on the special-group list who neither applied nor declined.
        reason: Why the round may close although there are such people.
        now: The business instant.

    Raises:
        PublicityStillRunning: The list has not stood its time.
        EntitledNotApplied: `unapplied` is not empty and no reason is given.
    """
    if not main.is_over(now):
        raise PublicityStillRunning("公示尚未结束，公示期满后才能终审。")
    if unapplied and not reason.strip():
        raise EntitledNotApplied(
            f"特殊群体名单中有{len(unapplied)}人既未申请也未声明放弃，"
            "请先联系本人，或填写原因后继续。",
            unapplied=sorted(map(str, unapplied)),
        )
    waiting = _waiting(people, held_back(objections), still_published_apart(supplements, now))
    still = {one.person_id for one in waiting}
    ready = [one for one in people if one.person_id not in still]
    confirmed, grants = hardship_list(ready), grant_list(ready)
    return FinalList(
        confirmed,
        grants,
        waiting,
        tuple(sorted(one.person_id for one in people if one.has_left)),
        tuple(sorted(unapplied)),
        reason.strip() if unapplied else "",
        _digest(confirmed, grants),
    )


def _waiting(
    people: Iterable[Listed], objected: Collection[UUID], apart: Collection[UUID]
) -> tuple[Waiting, ...]:
    waiting = []
    for one in sorted(people, key=lambda listed: listed.person_id):
        found = (
            (WaitCause.OBJECTION, one.person_id in objected),
            (WaitCause.SUPPLEMENT, one.person_id in apart),
            (WaitCause.UNDECIDED, one.grade is Grade.UNDECIDED),
        )
        causes = tuple(cause for cause, holds in found if holds)
        if causes and not one.has_left:
            waiting.append(Waiting(one.person_id, causes))
    return tuple(waiting)


def _digest(confirmed: Iterable[Listed], grants: GrantList) -> str:
    return digest_of(
        {
            "hardship": {str(one.person_id): one.grade.value for one in confirmed},
            "grants": {str(one.person_id): one.tier for one in grants.members},
        }
    )
