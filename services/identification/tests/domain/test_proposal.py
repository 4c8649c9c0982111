from uuid import UUID

import pytest

from zizhu.identification.domain.change import ChangeCause, ListStage, Standing
from zizhu.identification.domain.proposal import ReturnedRow, propose_guarantee, read_returned
from zizhu.identification.domain.vocabulary import Grade

ONE, TWO = UUID(int=1), UUID(int=2)
STANDINGS = {
    ONE: Standing(Grade.GENERAL, wants_grant=True),
    TWO: Standing(Grade.OTHER, wants_grant=False),
}


def row(person=ONE, grade="一般困难", wish="是", reason="", number=2) -> ReturnedRow:
    return ReturnedRow(number, person, grade, wish, reason)


def read(*rows, stage=ListStage.PUBLISHED):
    return read_returned(rows, STANDINGS, stage=stage)


class TestReadReturned:
    def test_makes_a_proposal_of_every_changed_row(self):
        returned = read(
            row(grade="特困", reason=" 家庭突发变故 "), row(TWO, "一般其他家庭经济困难", "否")
        )
        assert returned.findings == ()
        assert returned.unchanged == 1
        (proposal,) = returned.proposals
        assert proposal.person_id == ONE
        assert proposal.before == STANDINGS[ONE]
        assert proposal.after == Standing(Grade.SPECIAL, wants_grant=True)
        assert (proposal.cause, proposal.row) == (ChangeCause.REIMPORT, 2)
        assert proposal.reason == "家庭突发变故"

    def test_takes_a_changed_wish(self):
        (proposal,) = read(row(TWO, "其他家庭经济困难", "是", "补充申请")).proposals
        assert proposal.after == Standing(Grade.OTHER, wants_grant=True)

    @pytest.mark.parametrize(
        ("flawed", "column"),
        [
            (row(grade="特别困难"), "修改原因"),
            (row(wish="否"), "修改原因"),
            (row(grade="很困难", reason="原因"), "认定等级"),
            (row(grade="未认定", reason="原因"), "认定等级"),
            (row(wish="要", reason="原因"), "是否申请国家助学金"),
            (row(UUID(int=9), reason="原因"), None),
            (row(None, reason="原因"), None),
        ],
    )
    def test_refuses_a_flawed_row_and_says_where(self, flawed, column):
        returned = read(flawed)
        assert returned.proposals == ()
        assert returned.unchanged == 0
        assert [(one.row, one.column) for one in returned.findings] == [(2, column)]

    def test_refuses_both_rows_of_one_person(self):
        returned = read(row(), row(grade="特别困难", reason="原因", number=3))
        assert [one.row for one in returned.findings] == [2, 3]
        assert returned.proposals == ()

    def test_refuses_a_new_wish_after_publicity(self):
        wished = row(TWO, "其他家庭经济困难", "是", "补充申请")
        returned = read(wished, stage=ListStage.OVER)
        assert "公示已结束" in returned.findings[0].message
        assert read(wished).findings == ()


class TestProposeGuarantee:
    def test_proposes_and_never_changes_silently(self):
        proposal = propose_guarantee(ONE, STANDINGS[ONE], source="民政")
        assert proposal is not None
        assert proposal.after == Standing(Grade.SPECIAL, wants_grant=True)
        assert proposal.cause is ChangeCause.LATE_GUARANTEE
        assert "民政" in proposal.reason

    def test_has_nothing_to_propose_for_the_highest_grade(self):
        special = Standing(Grade.SPECIAL, wants_grant=False)
        assert propose_guarantee(ONE, special, source="民政") is None
