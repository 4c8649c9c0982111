from zizhu.identification.domain import vocabulary
from zizhu.identification.domain.vocabulary import Coded, Grade


class TestCodes:
    def test_are_lowercase_ascii_and_every_member_has_a_label(self):
        words = [word for word in vars(vocabulary).values() if isinstance(word, type)]
        for word in words:
            if issubclass(word, Coded):
                for member in word:
                    assert member.value.isascii()
                    assert member.value == member.value.lower()
                    assert member.label

    def test_are_their_own_text(self):
        assert str(Grade.SPECIAL) == "special"
        assert Grade("special") is Grade.SPECIAL


class TestByLabel:
    def test_finds_every_grade_by_its_label(self):
        assert all(Grade.by_label(grade.label) is grade for grade in Grade)

    def test_accepts_the_other_labels_of_the_same_grade(self):
        assert Grade.by_label("特困") is Grade.SPECIAL
        assert Grade.by_label("一般贫困") is Grade.GENERAL
        assert Grade.by_label("一般其他家庭经济困难") is Grade.OTHER

    def test_finds_nothing_for_a_label_of_something_else(self):
        assert Grade.by_label("异常") is None
