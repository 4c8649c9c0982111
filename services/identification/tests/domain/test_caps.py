import pytest

from zizhu.identification.domain.caps import check_lines, require_caps
from zizhu.identification.domain.lines import CutRules, Lines, Pool
from zizhu.identification.errors.judging import CapExceeded, EnrolmentMissing, LinesNotDescending

RULES = CutRules()


def check(lines, pool, enrolment=100):
    return check_lines(Lines(*lines), pool, enrolment, RULES)


class TestCheckLines:
    def test_passes_lines_inside_every_share(self):
        checked = check((80, 60, 40), Pool.of(2, [85, 70, 70, 50, 30]))
        assert checked.bands == (3, 2, 1)
        assert (checked.errors, checked.warnings) == ((), ())

    def test_warns_when_band_one_or_two_exceeds_its_target(self):
        checked = check((80, 60, 40), Pool.of(0, [80] * 6 + [60] * 16))
        assert checked.errors == ()
        assert len(checked.warnings) == 2
        assert "特别困难6人" in checked.warnings[0]
        assert "一般困难16人" in checked.warnings[1]

    def test_refuses_more_than_25_percent_in_band_three(self):
        checked = check((80, 60, 40), Pool.of(0, [40] * 26))
        assert [finding.field for finding in checked.errors] == ["other"]
        with pytest.raises(CapExceeded, match="最多25人"):
            require_caps(checked)

    def test_refuses_more_than_45_percent_in_all(self):
        checked = check((80, 60, 40), Pool.of(0, [80] * 5 + [60] * 21 + [40] * 20))
        assert [finding.field for finding in checked.errors] == ["total"]

    def test_only_warns_when_guaranteed_students_alone_exceed_45_percent(self):
        checked = check((91, 91, 91), Pool.of(46, [90, 50]))
        assert checked.bands == (46, 0, 0)
        assert checked.errors == ()
        assert "兜底对象46人" in checked.warnings[0]
        require_caps(checked)

    def test_refuses_one_more_by_score_beside_too_many_guaranteed_students(self):
        checked = check((90, 90, 90), Pool.of(46, [90, 50]))
        assert [finding.field for finding in checked.errors] == ["total"]

    def test_warns_of_a_line_below_the_least_score(self):
        checked = check((80, 60, 15), Pool.of(0, [16, 10]))
        assert checked.bands == (0, 0, 1)
        assert "低于学校最低分20分" in checked.warnings[0]

    def test_refuses_what_cannot_be_weighed(self):
        with pytest.raises(LinesNotDescending):
            check((60, 70, 40), Pool.of(0, []))
        with pytest.raises(EnrolmentMissing):
            check((80, 60, 40), Pool.of(0, []), enrolment=0)
