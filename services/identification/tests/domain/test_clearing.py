from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from zizhu.identification.domain.clearing import Flagged, Visit, VisitWay, clear_flag
from zizhu.identification.domain.difference import ClearedScores
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import AuditState, Difference
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import NothingToClear, VisitMissing

NOW = datetime(2025, 10, 20, 3, 0, tzinfo=UTC)
VISIT = Visit("核实人", VisitWay.HOME, date(2025, 10, 20), "情况属实", (UUID(int=4),))


def flagged(audit=AuditState.REVIEWED, difference=Difference.ABNORMAL) -> Flagged:
    return Flagged(UUID(int=1), audit, difference, 63, Fraction(19, 6))


def clear(one=None, *, visit=VISIT, reason="", **rules):
    return clear_flag(
        one or flagged(),
        visit=visit,
        reason=reason,
        rules=RoundRules(**rules),
        by=UUID(int=2),
        now=NOW,
    )


class TestClearFlag:
    def test_remembers_the_scores_it_was_given_for(self):
        cleared = clear()
        assert cleared.scores == ClearedScores(63, Fraction(19, 6))
        assert (cleared.visit, cleared.by, cleared.at) == (VISIT, UUID(int=2), NOW)

    @pytest.mark.parametrize(
        ("audit", "difference"),
        [
            (AuditState.UNREVIEWED, Difference.ABNORMAL),
            (AuditState.CHANGED, Difference.ABNORMAL),
            (AuditState.REVIEWED, Difference.NORMAL),
            (AuditState.REVIEWED, Difference.UNCOMPUTED),
            (AuditState.REVIEWED, Difference.TOO_FEW),
        ],
    )
    def test_is_offered_for_reviewed_and_abnormal_only(self, audit, difference):
        with pytest.raises(NothingToClear):
            clear(flagged(audit, difference))

    def test_needs_a_visit(self):
        with pytest.raises(VisitMissing):
            clear(visit=None, reason="电话核实")

    def test_needs_only_a_reason_where_the_school_says_so(self):
        assert clear(visit=None, reason=" 属实 ", clearing_needs_visit=False).reason == "属实"
        with pytest.raises(ReasonMissing):
            clear(visit=None, clearing_needs_visit=False)

    def test_needs_a_whole_record_of_a_day_that_has_come(self):
        for broken in (
            Visit(" ", VisitWay.PHONE, date(2025, 10, 20), "属实"),
            Visit("核实人", VisitWay.PHONE, date(2025, 10, 20), ""),
            Visit("核实人", VisitWay.VIDEO, date(2025, 10, 21), "属实"),
        ):
            with pytest.raises(VisitMissing):
                clear(visit=broken)
