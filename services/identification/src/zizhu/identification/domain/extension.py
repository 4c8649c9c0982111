"""How a confirmed panel still changes: applicants and members added, members and applicants gone.

Every act needs a reason; finished sheets stay, and a finished evaluation is not opened again
(domain.md 5.7 rules 9 and 10).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.seating import (
    ClassView,
    Effect,
    cancel,
    minimum_of,
    require_confirmed,
    seat,
    settle,
    tasks_between,
)
from zizhu.identification.domain.setup import (
    Applicant,
    Departure,
    Member,
    Setup,
    find_member,
    pending_of,
    tasks_about,
)
from zizhu.identification.errors.judging import ApplicantUnknown, MemberUnknown


def extend(
    setup: Setup,
    view: ClassView,
    *,
    members: Sequence[Member] = (),
    applicants: Sequence[Applicant] = (),
    reason: str,
    now: datetime,
    new_id: Callable[[], UUID],
) -> tuple[Setup, Effect]:
    """Add applicants (补充评议) and members to a confirmed set-up.

    An added applicant gives every live member one task. An added member evaluates every applicant
    whose evaluation is still open, the added ones included.

    Raises:
        SetupNotConfirmed: A draft is edited, not extended.
        ReasonMissing: No reason is given.
        NotEligible: Somebody chosen may not be chosen; every reason is listed.
    """
    require_confirmed(setup)
    require_reason(reason)
    seated = seat(setup, view, members, applicants)
    opened = (
        *tasks_between(setup.live_members, applicants, new_id),
        *tasks_between(members, (*setup.open_applicants, *applicants), new_id),
    )
    grown = replace(seated, minimum=minimum_of(setup, view), tasks=(*setup.tasks, *opened))
    settled, completed = settle(grown, now)
    return settled, Effect(opened=opened, completed=completed)


def withdraw_member(
    setup: Setup, member_id: UUID, view: ClassView, *, by: UUID, now: datetime, reason: str
) -> tuple[Setup, Effect]:
    """Mark a member 退出: open tasks are cancelled, finished sheets stay, rule 2 is checked again.

    When theirs was the last sheet missing and enough members remain, the score is there at once
    (domain.md 5.10.6); when too few remain, it waits for a replacement.

    Raises:
        SetupNotConfirmed: A draft is edited instead.
        ReasonMissing: No reason is given.
        MemberUnknown: No such live member.
    """
    require_confirmed(setup)
    require_reason(reason)
    if find_member(setup.members, member_id) is None:
        raise MemberUnknown("该成员不在本评议小组，或已经退出。")
    gone = Departure(now, by, reason)
    members = tuple(
        replace(one, withdrawn=gone) if one.person_id == member_id else one for one in setup.members
    )
    left, cancelled = cancel(
        replace(setup, members=members, minimum=minimum_of(setup, view)),
        pending_of(setup, member_id),
    )
    settled, completed = settle(left, now)
    return settled, Effect(cancelled=cancelled, completed=completed)


def remove_applicant(
    setup: Setup, person_id: UUID, *, by: UUID, now: datetime, reason: str
) -> tuple[Setup, Effect]:
    """Take out an applicant who withdrew or left: every task about them is cancelled.

    Sheets already handed in belong to the withdrawn application and never count again.

    Raises:
        SetupNotConfirmed: A draft is edited instead.
        ReasonMissing: No reason is given.
        ApplicantUnknown: No such live applicant.
    """
    require_confirmed(setup)
    require_reason(reason)
    if all(one.person_id != person_id for one in setup.live_applicants):
        raise ApplicantUnknown("该学生不在本小组的被评议名单中，或已经移出。")
    gone = Departure(now, by, reason)
    applicants = tuple(
        replace(one, removed=gone, completed_at=None) if one.person_id == person_id else one
        for one in setup.applicants
    )
    left, cancelled = cancel(replace(setup, applicants=applicants), tasks_about(setup, person_id))
    return left, Effect(cancelled=cancelled)
