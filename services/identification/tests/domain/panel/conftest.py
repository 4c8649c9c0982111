"""Builders of synthetic classes and panels for the tests of this folder."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest

from zizhu.identification.domain.eligibility import Classmate, PanelRules, StaffCandidate
from zizhu.identification.domain.panel import choose, confirm, hand_in
from zizhu.identification.domain.seating import ClassView, Effect
from zizhu.identification.domain.setup import Applicant, Member, MemberKind, Setup
from zizhu.identification.domain.vocabulary import FillState, Purpose, TaskState


class Panels:
    """Applicants are numbered from 1, mere panel members from 101."""

    NOW = datetime(2025, 10, 8, 1, 0, tzinfo=UTC)
    CLASS = UUID(int=7)
    DEAN = UUID(int=8)
    TEACHER = UUID(int=5000)
    NUMBERS = count(900_000)

    @staticmethod
    def person(number: int) -> UUID:
        """Applicants are numbered from 1, mere panel members from 101."""
        return UUID(int=1000 + number)

    @staticmethod
    def ids() -> Callable[[], UUID]:
        return lambda: UUID(int=next(Panels.NUMBERS))

    @staticmethod
    def classmate(number: int, **facts) -> Classmate:
        applies = number < 101
        given = {
            "class_id": Panels.CLASS,
            "is_enrolled": True,
            "fill": FillState.SUBMITTED,
            "purpose": Purpose.APPLY if applies else Purpose.PANEL_ONLY,
            "wants_grant": applies,
        }
        return Classmate(Panels.person(number), **(given | facts))

    @staticmethod
    def view(applicants: int, others: int, **facts) -> ClassView:
        numbers = [*range(1, applicants + 1), *range(101, 101 + others)]
        mates = {Panels.person(number): Panels.classmate(number) for number in numbers}
        staff = {Panels.TEACHER: StaffCandidate(Panels.TEACHER, is_open=True)}
        return ClassView(**({"classmates": mates, "rules": PanelRules(), "staff": staff} | facts))

    @staticmethod
    def student(number: int) -> Member:
        return Member(Panels.person(number), MemberKind.STUDENT, "班委")

    @staticmethod
    def teacher() -> Member:
        return Member(Panels.TEACHER, MemberKind.STAFF, "辅导员")

    @staticmethod
    def applicant(number: int) -> Applicant:
        return Applicant(Panels.person(number), Panels.CLASS)

    @staticmethod
    def draft(members: Iterable[Member], applicants: Iterable[int]) -> Setup:
        empty = Setup(UUID(int=77), frozenset({Panels.CLASS}))
        return choose(
            empty, tuple(members), tuple(Panels.applicant(number) for number in applicants)
        )

    @staticmethod
    def confirmed(*, members: int, applicants: int, classroom: ClassView | None = None) -> Setup:
        classroom = classroom or Panels.view(applicants, members)
        chosen = Panels.draft(
            [Panels.student(100 + n) for n in range(1, members + 1)], range(1, applicants + 1)
        )
        return confirm(chosen, classroom, now=Panels.NOW, new_id=Panels.ids())[0]

    @staticmethod
    def evaluate(setup: Setup, *, members: Iterable[int], applicants: Iterable[int]) -> Setup:
        """Hand in the pending sheets of these members about these applicants."""
        who = {Panels.person(number) for number in members}
        about = {Panels.person(number) for number in applicants}
        for task in setup.tasks:
            mine = task.member_id in who and task.applicant_id in about
            if mine and task.state is TaskState.PENDING:
                setup, _ = hand_in(setup, task.task_id, now=Panels.NOW)
        return setup

    @staticmethod
    def finish(setup: Setup) -> tuple[Setup, Effect]:
        """Hand in everything that is pending; give the last effect."""
        effect = Effect()
        for task in setup.tasks:
            if task.state is TaskState.PENDING:
                setup, effect = hand_in(setup, task.task_id, now=Panels.NOW)
        return setup, effect


@pytest.fixture
def panels() -> type[Panels]:
    return Panels
