from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.difference import (
    ClearedScores,
    Contender,
    FlagCause,
    compare,
    is_beyond,
    rank,
    split_ready,
    stale_verdicts,
)
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import Difference

RULES = RoundRules()
NORMAL, ABNORMAL = Difference.NORMAL, Difference.ABNORMAL


def contenders(raw, peer, **facts):
    return [
        Contender(UUID(int=number), score, None if other is None else Fraction(other), **facts)
        for number, (score, other) in enumerate(zip(raw, peer, strict=True), start=1)
    ]


def by_ranks(raw_ranks, peer_ranks, **facts):
    """Contenders whose scores give exactly these ranks."""
    return contenders([100 - one for one in raw_ranks], [100 - one for one in peer_ranks], **facts)


def flags(compared):
    return [verdict.flag for verdict in compared.verdicts]


class TestRank:
    def test_shares_the_better_place_and_skips_the_next(self):
        scores = {UUID(int=n): score for n, score in enumerate([90, 80, 80, 70], start=1)}
        assert list(rank(scores).values()) == [1, 2, 2, 4]

    def test_compares_fractions_that_look_alike(self):
        ranks = rank({UUID(int=1): Fraction(19, 6), UUID(int=2): Fraction(111, 35)})
        assert list(ranks.values()) == [2, 1]


class TestIsBeyond:
    @pytest.mark.parametrize(
        ("population", "ranks", "threshold", "beyond"),
        [
            (20, (2, 10), 2500, True),  # the source's example: 40 % > 25 %
            (20, (2, 7), 2500, False),  # exactly 25 %
            (20, (2, 8), 2500, True),
            (4, (1, 2), 2500, False),
            (4, (1, 3), 2500, True),
            (3, (1, 2), 2500, True),  # 33 %
            (2, (1, 2), 2500, True),  # a swap is 50 %
            (1, (1, 1), 2500, False),
            (8, (1, 2), 1250, False),  # 12.5 % can be said
            (8, (1, 3), 1250, True),
        ],
    )
    def test_is_strict_and_exact(self, population, ranks, threshold, beyond):
        assert is_beyond(*ranks, population=population, threshold=threshold) is beyond


class TestCompare:
    def test_flags_the_example_of_the_source(self):
        raw = list(range(1, 21))
        peer = [1, 10, *range(2, 10), *range(11, 21)]
        compared = compare(by_ranks(raw, peer), RULES)
        second = compared.verdicts[1]
        assert (second.raw_rank, second.peer_rank, second.gap) == (2, 10, 8)
        assert (second.flag, second.cause) == (ABNORMAL, FlagCause.BEYOND)
        assert (second.population, second.threshold) == (20, 2500)

    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_says_too_few_below_the_least_population(self, size):
        places = list(range(1, size + 1))
        compared = compare(by_ranks(places, places[::-1]), RULES)
        assert flags(compared) == [Difference.TOO_FEW] * size

    @pytest.mark.parametrize(
        ("raw", "peer", "expected"),
        [
            ([1], [1], [NORMAL]),
            ([1, 2], [2, 1], [ABNORMAL, ABNORMAL]),
            ([1, 2, 3], [2, 1, 3], [ABNORMAL, ABNORMAL, NORMAL]),
        ],
    )
    def test_flags_small_classes_where_the_school_wants_it(self, raw, peer, expected):
        compared = compare(by_ranks(raw, peer), RoundRules(min_population_for_flag=1))
        assert flags(compared) == expected

    def test_counts_only_forms_with_both_scores(self):
        compared = compare(contenders([50, 40, 30, 20, 10], [9, 8, 7, 6, None]), RULES)
        assert compared.population == 4
        unscored = compared.verdicts[-1]
        assert (unscored.flag, unscored.cause) == (Difference.UNCOMPUTED, FlagCause.UNSCORED)
        assert unscored.gap is None

    def test_may_part_students_who_are_tied_in_one_list_only(self):
        compared = compare(contenders([70, 60, 50, 50], [15, 12, 9, 3]), RULES)
        assert [one.raw_rank for one in compared.verdicts] == [1, 2, 3, 3]
        compared = compare(contenders([50, 50, 30, 20], [9, 3, 12, 8]), RULES)
        # Objective 50 and 50; peer places 2 and 4 of 4.
        assert flags(compared)[:2] == [NORMAL, ABNORMAL]

    def test_suppresses_the_flag_of_a_guaranteed_student_who_still_counts(self):
        raw, peer = [1, 2, 3, 4], [4, 1, 2, 3]
        marked = by_ranks(raw, peer, is_guaranteed=True)
        compared = compare(marked, RULES)
        assert compared.population == 4
        assert (compared.verdicts[0].flag, compared.verdicts[0].cause) == (
            NORMAL,
            FlagCause.GUARANTEED,
        )
        assert compared.verdicts[0].gap == 3
        switched = compare(marked, RoundRules(flags_guaranteed=True))
        assert switched.verdicts[0].flag is ABNORMAL

    def test_ranks_guaranteed_students_by_their_own_answers(self):
        # Seven of twenty are guaranteed: full marks would push everybody else seven places down.
        places = list(range(1, 21))
        ranked = by_ranks(places, places)
        mixed = [
            Contender(one.person_id, one.raw_score, one.peer_score, is_guaranteed=n >= 13)
            for n, one in enumerate(ranked)
        ]
        assert set(flags(compare(mixed, RULES))) == {NORMAL}

    def test_keeps_a_cleared_flag_while_both_scores_are_unchanged(self):
        raw, peer = [1, 2, 3, 4], [4, 1, 2, 3]
        first = by_ranks(raw, peer)[0]
        rest = by_ranks(raw, peer)[1:]

        def flag_with(cleared):
            one = Contender(first.person_id, first.raw_score, first.peer_score, cleared=cleared)
            return compare([one, *rest], RULES).verdicts[0]

        kept = flag_with(ClearedScores(first.raw_score, first.peer_score))
        assert (kept.flag, kept.cause) == (NORMAL, FlagCause.CLEARED)
        assert flag_with(ClearedScores(first.raw_score - 1, first.peer_score)).flag is ABNORMAL
        assert flag_with(ClearedScores(first.raw_score, Fraction(1, 3))).flag is ABNORMAL

    def test_warns_when_more_than_half_share_one_peer_score(self):
        compared = compare(contenders(range(20, 0, -1), [9] * 20), RULES)
        assert flags(compared).count(ABNORMAL) == 14
        assert compared.is_flat
        assert "民主评议未拉开差距" in compared.warnings[0]

    def test_does_not_warn_at_exactly_half(self):
        compared = compare(contenders([4, 3, 2, 1], [9, 9, 8, 7]), RULES)
        assert not compared.is_flat
        assert compared.warnings == ()

    def test_answers_for_a_class_without_scores(self):
        compared = compare(contenders([5], [None]), RULES)
        assert (compared.population, compared.is_flat) == (0, False)


SCORES = st.lists(
    st.tuples(st.integers(0, 12), st.fractions(3, 15, max_denominator=7)), min_size=1, max_size=25
)


class TestAnyClass:
    @given(pairs=SCORES, threshold=st.integers(0, 10_000), order=st.randoms())
    def test_does_not_depend_on_the_order(self, pairs, threshold, order):
        rules = RoundRules(threshold_hundredths=threshold)
        group = contenders(*zip(*pairs, strict=True))
        shuffled = list(group)
        order.shuffle(shuffled)
        assert compare(shuffled, rules) == compare(group, rules)

    @given(pairs=SCORES, threshold=st.integers(0, 10_000))
    def test_does_not_care_which_list_is_which(self, pairs, threshold):
        rules = RoundRules(threshold_hundredths=threshold)
        whole = [(raw, int(peer)) for raw, peer in pairs]
        one = compare(contenders(*zip(*whole, strict=True)), rules)
        other = compare(contenders(*zip(*[(b, a) for a, b in whole], strict=True)), rules)
        assert flags(one) == flags(other)

    @given(pairs=SCORES, threshold=st.integers(0, 10_000))
    def test_equals_the_definition_written_with_fractions(self, pairs, threshold):
        rules = RoundRules(threshold_hundredths=threshold, min_population_for_flag=1)
        n = len(pairs)
        for verdict, (raw, peer) in zip(
            compare(contenders(*zip(*pairs, strict=True)), rules).verdicts, pairs, strict=True
        ):
            p1 = Fraction(1 + sum(1 for other, _ in pairs if other > raw), n)
            p2 = Fraction(1 + sum(1 for _, other in pairs if other > peer), n)
            expected = abs(p1 - p2) > Fraction(threshold, 10_000)
            assert (verdict.flag is ABNORMAL) is expected


class TestSplitReady:
    def test_lists_classes_with_unreviewed_forms(self):
        one, two = UUID(int=1), UUID(int=2)
        ready, waiting = split_ready(
            {one: [(UUID(int=10), True)], two: [(UUID(int=21), False), (UUID(int=20), True)]}
        )
        assert [state.class_id for state in ready] == [one]
        assert [(state.class_id, state.unreviewed) for state in waiting] == [(two, (UUID(int=21),))]


class TestStaleVerdicts:
    def test_names_flags_computed_with_another_threshold(self):
        verdicts = compare(contenders([2, 1], [2, 1]), RULES).verdicts
        assert stale_verdicts(verdicts, RULES) == ()
        moved = RoundRules(threshold_hundredths=3000)
        assert stale_verdicts(verdicts, moved) == (UUID(int=1), UUID(int=2))
