from dataclasses import replace

from zizhu.identification.domain.revision import FieldChange, list_changes


class TestListChanges:
    def test_finds_none_between_equal_forms(self, whole_form):
        assert list_changes(whole_form, whole_form) == ()

    def test_ignores_a_new_signature(self, whole_form):
        assert list_changes(whole_form, replace(whole_form, commitment=None)) == ()

    def test_shows_each_field_before_and_after(self, whole_form):
        answers = whole_form.answers | {"A1": "chronic", "C1": {"beyond": 1}}
        basic = replace(whole_form.basic, phone=None)
        changed = replace(whole_form, answers=answers, basic=basic)
        assert list_changes(whole_form, changed) == (
            FieldChange("answers.A1", "healthy", "chronic", was_marked=False),
            FieldChange("answers.C1", {}, {"beyond": 1}, was_marked=False),
            FieldChange("basic.phone", "13800000000", None, was_marked=False),
        )

    def test_shows_a_row_of_the_family_field_by_field(self, whole_form):
        father, mother = whole_form.members
        changed = replace(whole_form, members=(father, replace(mother, annual_income=1)))
        (change,) = list_changes(whole_form, changed)
        assert (change.field, change.after) == ("members.1.annual_income", 1)

    def test_puts_what_was_marked_first(self, whole_form):
        father, mother = whole_form.members
        changed = replace(
            whole_form,
            answers=whole_form.answers | {"A1": "chronic"},
            members=(replace(father, age=51), mother),
        )
        changes = list_changes(whole_form, changed, marked={"members.0"})
        assert [(change.field, change.was_marked) for change in changes] == [
            ("members.0.age", True),
            ("answers.A1", False),
        ]
