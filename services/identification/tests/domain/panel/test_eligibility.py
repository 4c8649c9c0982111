from uuid import UUID

import pytest

from zizhu.identification.domain.eligibility import (
    Classmate,
    ClassSize,
    Obstacle,
    PanelRules,
    StaffCandidate,
    applicant_eligibility,
    class_size,
    min_student_members,
    staff_eligibility,
    student_eligibility,
)
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import FillState, Purpose

CLASS, OTHER = UUID(int=1), UUID(int=2)
RULES = PanelRules()


def mate(number=10, **facts) -> Classmate:
    given = {
        "class_id": CLASS,
        "is_enrolled": True,
        "fill": FillState.SUBMITTED,
        "purpose": Purpose.PANEL_ONLY,
    }
    return Classmate(UUID(int=number), **(given | facts))


class TestMinStudentMembers:
    @pytest.mark.parametrize(
        ("students", "applicants", "needed"),
        [
            (50, 45, 5),  # the source's example
            (51, 45, 6),
            (9, 1, 1),
            (2, 1, 1),
            (20, 11, 2),  # nine non-applicants: the share alone
            (20, 10, 3),  # ten: the floor
            (31, 10, 4),
        ],
    )
    def test_takes_a_tenth_rounded_up_and_three_where_they_can_be_found(
        self, students, applicants, needed
    ):
        assert min_student_members(ClassSize(students, applicants), RULES) == needed

    def test_counts_only_enrolled_students_and_standing_applications(self):
        mates = [
            mate(1, purpose=Purpose.APPLY),
            mate(2, purpose=Purpose.APPLY, fill=FillState.RETURNED),
            mate(3, purpose=Purpose.APPLY, fill=FillState.WITHDRAWN),
            mate(4),
            mate(5, is_enrolled=False, purpose=Purpose.APPLY),
        ]
        assert class_size(mates) == ClassSize(students=4, applicants=2)
        assert class_size(mates).non_applicants == 2


class TestStudentEligibility:
    def explain(self, one: Classmate, **facts) -> tuple[Obstacle, ...]:
        given = {"class_ids": frozenset({CLASS}), "rules": RULES}
        return student_eligibility(one, **(given | facts)).obstacles

    def test_takes_a_classmate_who_filled_the_form(self):
        assert self.explain(mate()) == ()

    @pytest.mark.parametrize(
        ("facts", "obstacle"),
        [
            ({"class_id": OTHER}, Obstacle.OTHER_CLASS),
            ({"is_enrolled": False}, Obstacle.NOT_ENROLLED),
            ({"fill": FillState.FILLING}, Obstacle.FORM_MISSING),
            ({"fill": FillState.WITHDRAWN}, Obstacle.FORM_MISSING),
            ({"fill": FillState.RETURNED}, Obstacle.FORM_RETURNED),
            ({"wants_grant": True, "purpose": Purpose.APPLY}, Obstacle.WANTS_GRANT),
        ],
    )
    def test_says_why_a_student_cannot_be_chosen(self, facts, obstacle):
        answer = student_eligibility(mate(**facts), class_ids=frozenset({CLASS}), rules=RULES)
        assert answer.obstacles == (obstacle,)
        assert answer.sentences == (obstacle.label,)
        assert not answer.is_eligible

    def test_lists_every_reason_at_once(self):
        found = self.explain(mate(class_id=OTHER, is_enrolled=False, wants_grant=True))
        assert found == (Obstacle.OTHER_CLASS, Obstacle.NOT_ENROLLED, Obstacle.WANTS_GRANT)

    def test_takes_an_applicant_who_does_not_want_the_national_grant(self):
        assert self.explain(mate(purpose=Purpose.APPLY)) == ()

    def test_takes_a_grant_wisher_where_the_round_or_the_department_allows_it(self):
        wisher = mate(wants_grant=True)
        assert self.explain(wisher, rules=PanelRules(allow_grant_wishers=True)) == ()
        assert self.explain(wisher, wishers_allowed=True) == ()

    def test_reads_the_switch_from_the_rules_of_the_round(self):
        rules = PanelRules.of(RoundRules(allow_grant_wisher_as_evaluator=True))
        assert self.explain(mate(wants_grant=True), rules=rules) == ()
        assert PanelRules.of(RoundRules()) == RULES

    def test_refuses_a_member_twice_and_one_who_left(self):
        one = mate()
        assert self.explain(one, seated={one.person_id}) == (Obstacle.ALREADY_MEMBER,)
        assert self.explain(one, left={one.person_id}) == (Obstacle.LEFT_PANEL,)


class TestStaffEligibility:
    def test_takes_open_accounts_only(self):
        assert staff_eligibility(StaffCandidate(UUID(int=90), is_open=True)).is_eligible
        closed = staff_eligibility(StaffCandidate(UUID(int=90), is_open=False))
        assert closed.obstacles == (Obstacle.STAFF_CLOSED,)


class TestApplicantEligibility:
    def explain(self, one: Classmate, **facts) -> tuple[Obstacle, ...]:
        given = {"class_ids": frozenset({CLASS}), "elsewhere": frozenset()}
        return applicant_eligibility(one, **(given | facts)).obstacles

    def test_takes_an_application_also_while_it_is_returned(self):
        assert self.explain(mate(purpose=Purpose.APPLY)) == ()
        assert self.explain(mate(purpose=Purpose.APPLY, fill=FillState.RETURNED)) == ()

    def test_refuses_mere_panel_members_and_empty_forms(self):
        assert self.explain(mate()) == (Obstacle.NOT_APPLICANT,)
        assert self.explain(mate(fill=FillState.NOT_STARTED, purpose=None)) == (
            Obstacle.FORM_MISSING,
        )

    def test_keeps_an_applicant_in_exactly_one_setup(self):
        one = mate(purpose=Purpose.APPLY)
        assert self.explain(one, elsewhere={one.person_id}) == (Obstacle.IN_OTHER_SETUP,)
        assert self.explain(one, present={one.person_id}) == (Obstacle.ALREADY_APPLICANT,)
