from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.consent import COMMITMENTS, CONSENT_NOTICES
from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.form import (
    Form,
    agree,
    begin_from_last_year,
    dump_form,
    read_form,
    save_draft,
    sign,
    trim_to_purpose,
)
from zizhu.identification.domain.vocabulary import Purpose, Wish
from zizhu.identification.errors.filing import (
    AnswersInvalid,
    DocumentUnreadable,
    UnknownVersion,
)

NOW = datetime(2025, 9, 10, tzinfo=UTC)
SCHEME = default_scheme()


def save(form, changes):
    return save_draft(form, changes, scheme=SCHEME)


class TestSaveDraft:
    def test_keeps_one_answer_after_another(self):
        form = save(Form(), {"answers": {"A1": "chronic"}})
        form = save(form, {"answers": {"A2": "rural"}})
        assert form.answers == {"A1": "chronic", "A2": "rural"}

    def test_merges_a_block_field_by_field(self):
        form = save(Form(), {"basic": {"phone": "13800000000"}})
        form = save(form, {"basic": {"household_size": 4}, "purpose": "apply"})
        assert (form.basic.phone, form.basic.household_size) == ("13800000000", 4)
        assert form.purpose is Purpose.APPLY

    def test_empties_a_field_that_is_given_as_nothing(self):
        form = save(Form(), {"answers": {"A1": "chronic"}, "basic": {"phone": "13800000000"}})
        form = save(form, {"answers": {"A1": None}, "basic": {"phone": None}})
        assert form == Form()

    def test_replaces_the_members_whole(self, whole_form):
        form = save(whole_form, {"members": [{"name": "测试丁"}]})
        assert [member.name for member in form.members] == ["测试丁"]

    def test_takes_the_signature_away_with_any_change(self, whole_form):
        assert save(whole_form, {"wishes": {"work_study": True}}).commitment is None

    def test_keeps_the_signature_when_nothing_changed(self, whole_form):
        assert save(whole_form, {"wishes": {"national_grant": True}}) == whole_form

    @pytest.mark.parametrize("name", ["consent", "commitment", "score"])
    def test_refuses_what_is_never_typed(self, name):
        with pytest.raises(DocumentUnreadable) as caught:
            save(Form(), {name: {}})
        assert caught.value.errors[0].field == name

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"basic": {"height": 1}}, "basic.height"),
            ({"basic": {"household_size": 0}}, "basic.household_size"),
            ({"basic": {"birth_month": "2006-13"}}, "basic.birth_month"),
            ({"basic": "x"}, "basic"),
            ({"answers": 3}, "answers"),
            ({"members": [{"annual_income": -1}]}, "members.0.annual_income"),
            ({"members": [{"annual_income": 1.5}]}, "members.0.annual_income"),
            ({"purpose": "travel"}, "purpose"),
        ],
    )
    def test_refuses_by_field_what_has_not_its_shape(self, changes, field):
        with pytest.raises(DocumentUnreadable) as caught:
            save(Form(), changes)
        assert caught.value.errors[0].field == field

    def test_refuses_an_answer_that_could_not_be_scored(self):
        with pytest.raises(AnswersInvalid):
            save(Form(), {"answers": {"A1": "rich"}})

    @given(
        st.dictionaries(
            st.sampled_from(["basic", "contact", "members", "groups", "answers", "wishes", "x"]),
            st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.integers()),
        )
    )
    def test_saves_a_readable_form_or_refuses(self, changes):
        try:
            form = save(Form(), changes)
        except (DocumentUnreadable, AnswersInvalid):
            return
        assert read_form(dump_form(form)) == form


class TestDump:
    def test_reads_back_to_an_equal_form(self, whole_form):
        assert read_form(dump_form(whole_form)) == whole_form

    def test_of_an_empty_form_reads_back(self):
        assert read_form(dump_form(Form())) == Form()


class TestAgree:
    def test_records_version_time_and_reach(self):
        form = agree(Form(), "consent.v1", covers_sensitive=False, now=NOW)
        assert (form.consent.version, form.consent.given_at) == ("consent.v1", NOW)
        assert not form.consent.covers_sensitive

    def test_refuses_a_notice_that_was_never_shown(self):
        with pytest.raises(UnknownVersion):
            agree(Form(), "consent.v0", covers_sensitive=True, now=NOW)


class TestSign:
    def test_records_name_guardian_and_time(self):
        form = sign(
            Form(), "commitment.v1", signed_name=" 测试甲 ", guardian_name="测试乙", now=NOW
        )
        assert form.commitment.signed_name == "测试甲"
        assert form.commitment.guardian_name == "测试乙"
        assert form.commitment.signed_at == NOW

    def test_refuses_a_text_that_was_never_shown(self):
        with pytest.raises(UnknownVersion):
            sign(Form(), "commitment.v0", signed_name="测试甲", guardian_name=None, now=NOW)

    def test_stands_under_a_text_that_can_be_shown_again(self):
        assert COMMITMENTS["commitment.v1"].text.startswith("本人承诺")
        assert "敏感信息" in CONSENT_NOTICES["consent.v1"].text


class TestWishes:
    def test_are_wanted_only_when_said_so(self, whole_form):
        assert whole_form.wishes.wants(Wish.NATIONAL_GRANT)
        assert not whole_form.wishes.wants(Wish.WORK_STUDY)
        assert not Form().wishes.wants(Wish.NATIONAL_GRANT)


class TestTrim:
    def test_drops_the_family_of_a_mere_panel_member(self, whole_form):
        form = trim_to_purpose(
            replace(whole_form, purpose=Purpose.PANEL_ONLY), evaluator_full_form=False
        )
        assert form.members == ()
        assert form.groups == ()
        assert form.answers == {}
        assert form.basic.household_size is None
        assert form.basic.name == "测试甲"

    def test_keeps_everything_of_an_applicant(self, whole_form):
        assert trim_to_purpose(whole_form, evaluator_full_form=False) == whole_form

    def test_keeps_everything_where_the_round_asks_for_it(self, whole_form):
        form = replace(whole_form, purpose=Purpose.PANEL_ONLY)
        assert trim_to_purpose(form, evaluator_full_form=True) == form


class TestBeginFromLastYear:
    def test_keeps_answers_and_members_but_no_signature(self, whole_form):
        form = begin_from_last_year(whole_form, SCHEME)
        assert form.members == whole_form.members
        assert form.answers == whole_form.answers
        assert form.consent is form.commitment is None

    def test_drops_answers_the_new_scheme_does_not_understand(self, whole_form):
        old = replace(whole_form, answers={"A1": "gone", "Z1": "yes", "A2": "rural"})
        assert begin_from_last_year(old, SCHEME).answers == {"A2": "rural"}
