from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.form import Basic, Form, Wishes, agree, sign
from zizhu.identification.domain.groups import DEFAULT_KINDS
from zizhu.identification.domain.submission import (
    find_omissions,
    is_minor,
    require_complete,
)
from zizhu.identification.domain.vocabulary import Purpose
from zizhu.identification.errors.filing import FormIncomplete

TODAY = date(2025, 9, 10)
NOW = datetime(2025, 9, 10, tzinfo=UTC)


def omissions(form, *, evaluator_full_form=False, today=TODAY):
    findings = find_omissions(
        form,
        default_scheme(),
        known_groups=DEFAULT_KINDS,
        evaluator_full_form=evaluator_full_form,
        today=today,
    )
    return [finding.field for finding in findings]


class TestFindOmissions:
    def test_finds_nothing_in_a_whole_form(self, whole_form):
        assert omissions(whole_form) == []

    def test_asks_for_the_purpose_first(self):
        assert omissions(Form()) == ["purpose"]

    def test_names_every_block_of_an_empty_application(self):
        fields = omissions(Form(purpose=Purpose.APPLY))
        blocks = {field.split(".")[0] for field in fields}
        assert blocks == {"basic", "consent", "contact", "answers", "wishes", "commitment"}

    def test_asks_a_mere_panel_member_for_identity_and_enrolment_only(self):
        fields = omissions(Form(purpose=Purpose.PANEL_ONLY))
        assert fields == [
            "basic.name",
            "basic.document_number",
            "basic.college",
            "basic.year",
            "basic.major",
            "basic.class_name",
            "consent",
        ]

    def test_asks_them_everything_where_the_round_wants_it(self):
        fields = omissions(Form(purpose=Purpose.PANEL_ONLY), evaluator_full_form=True)
        assert "wishes.national_grant" in fields

    def test_names_the_answers_by_item(self, whole_form):
        answers = {code: value for code, value in whole_form.answers.items() if code != "B3"}
        assert omissions(replace(whole_form, answers=answers)) == ["answers.B3"]

    def test_names_an_incomplete_row_of_the_family(self, whole_form):
        father, mother = whole_form.members
        form = replace(whole_form, members=(father, replace(mother, annual_income=None)))
        assert omissions(form) == ["members.1.annual_income"]

    def test_counts_an_income_of_nothing_as_given(self, whole_form):
        father, mother = whole_form.members
        form = replace(whole_form, members=(father, replace(mother, annual_income=0)))
        assert omissions(form) == []

    def test_wants_the_household_to_hold_its_members(self, whole_form):
        form = replace(whole_form, basic=replace(whole_form.basic, household_size=2))
        assert omissions(form) == ["basic.household_size"]

    def test_wants_members_of_a_household_of_several(self, whole_form):
        assert omissions(replace(whole_form, members=())) == ["members"]

    def test_wants_none_of_somebody_who_lives_alone(self, whole_form):
        basic = replace(whole_form.basic, household_size=1)
        assert omissions(replace(whole_form, members=(), basic=basic)) == []

    def test_wants_phone_numbers_that_can_be_called(self, whole_form):
        contact = replace(whole_form.contact, parent_phone="12345")
        basic = replace(whole_form.basic, phone="10155555555")
        form = replace(whole_form, contact=contact, basic=basic)
        assert omissions(form) == ["basic.phone", "contact.parent_phone"]

    def test_refuses_an_unknown_special_group(self, whole_form):
        assert omissions(replace(whole_form, groups=("dibao", "rich"))) == ["groups.1"]

    def test_wants_each_wish_answered(self, whole_form):
        form = replace(whole_form, wishes=Wishes(national_grant=True, work_study=False))
        assert omissions(form) == ["wishes.national_scholarship"]


class TestSensitiveConsent:
    def test_is_needed_for_what_is_sensitive(self, whole_form):
        father, mother = whole_form.members
        form = replace(whole_form, members=(replace(father, health="良好"), mother))
        form = agree(form, "consent.v1", covers_sensitive=False, now=NOW)
        assert omissions(form) == ["groups", "answers.A1", "answers.C3", "members.0.health"]

    def test_may_be_refused_at_the_cost_of_points_only(self, whole_form):
        answers = {
            code: value for code, value in whole_form.answers.items() if code not in {"A1", "C3"}
        }
        form = replace(whole_form, groups=(), answers=answers)
        form = agree(form, "consent.v1", covers_sensitive=False, now=NOW)
        assert omissions(form) == []


class TestSignature:
    def test_must_be_there(self, whole_form):
        assert omissions(replace(whole_form, commitment=None)) == ["commitment"]

    def test_must_be_the_students_name(self, whole_form):
        form = sign(whole_form, "commitment.v1", signed_name="别人", guardian_name=None, now=NOW)
        assert omissions(form) == ["commitment.signed_name"]

    def test_of_a_minor_needs_a_guardians(self, whole_form):
        basic = replace(whole_form.basic, birth_month="2008-01")
        form = replace(whole_form, basic=basic)
        assert omissions(form) == ["commitment.guardian_name"]
        signed = sign(form, "commitment.v1", signed_name="测试甲", guardian_name="测试乙", now=NOW)
        assert omissions(signed) == []


class TestIsMinor:
    @pytest.mark.parametrize(
        ("birth_month", "minor"),
        [("2007-08", False), ("2007-09", False), ("2007-10", True), (None, False)],
    )
    def test_until_the_month_of_the_eighteenth_birthday(self, birth_month, minor):
        assert is_minor(Basic(birth_month=birth_month), today=TODAY) is minor


class TestRequireComplete:
    def require(self, form):
        require_complete(
            form,
            default_scheme(),
            known_groups=DEFAULT_KINDS,
            evaluator_full_form=False,
            today=TODAY,
        )

    def test_accepts_a_whole_form(self, whole_form):
        self.require(whole_form)

    def test_refuses_with_a_finding_by_field(self, whole_form):
        with pytest.raises(FormIncomplete, match="1 处") as caught:
            self.require(replace(whole_form, commitment=None))
        assert caught.value.errors[0].field == "commitment"
