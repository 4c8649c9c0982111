from dataclasses import replace
from datetime import UTC, datetime

import pytest

from zizhu.identification.domain.defaults import default_questionnaire, default_scheme
from zizhu.identification.domain.questionnaire import questionnaire_digest
from zizhu.identification.domain.rules import (
    RULES,
    Release,
    RoundRules,
    release_version,
    require_sound,
)
from zizhu.identification.domain.scheme import scheme_digest
from zizhu.identification.domain.score import RULE
from zizhu.identification.errors.filing import RulesFlawed, UnknownVersion, VersionReleased

NOW = datetime(2025, 9, 1, tzinfo=UTC)


class TestDefaults:
    def test_are_released_and_never_edited(self):
        # A digest that changes here is an edit of a released version: write a successor instead.
        assert scheme_digest(default_scheme()) == SCHEME_DIGEST
        assert questionnaire_digest(default_questionnaire()) == QUESTIONNAIRE_DIGEST

    def test_are_the_ones_a_new_round_uses(self):
        assert RoundRules().scheme_version == default_scheme().version
        assert RoundRules().questionnaire_version == default_questionnaire().version

    def test_hold_the_numbers_of_the_source(self):
        rules = RoundRules()
        assert rules.threshold_hundredths == 2500
        shares = (rules.special_percent, rules.general_percent, rules.other_percent)
        assert (shares, rules.total_percent) == ((5, 15, 25), 45)


class TestRequireSound:
    def test_accepts_the_defaults(self):
        require_sound(RoundRules())

    def test_refuses_a_version_that_does_not_exist(self):
        with pytest.raises(UnknownVersion):
            require_sound(replace(RoundRules(), score_rule="score.v9"))

    def test_refuses_the_version_of_another_computation(self):
        with pytest.raises(UnknownVersion):
            require_sound(replace(RoundRules(), cut_rule="score.v1"))

    def test_refuses_numbers_out_of_range_by_name(self):
        rules = replace(RoundRules(), threshold_hundredths=10_001, min_score=-1)
        with pytest.raises(RulesFlawed) as caught:
            require_sound(rules)
        assert [finding.field for finding in caught.value.errors] == [
            "threshold_hundredths",
            "min_score",
        ]

    def test_refuses_shares_above_their_total(self):
        with pytest.raises(RulesFlawed, match="超出范围"):
            require_sound(replace(RoundRules(), other_percent=26))


class TestRegistry:
    def test_knows_each_rule_under_its_own_id(self):
        assert all(version == rule.version for version, rule in RULES.items())

    def test_knows_the_rule_that_scores(self):
        assert RULE in RULES


class TestRelease:
    def test_ties_a_version_to_its_content(self):
        assert release_version("a.v1", "00", earlier=[], now=NOW) == Release("a.v1", "00", NOW)

    def test_changes_nothing_when_the_same_content_comes_again(self):
        first = Release("a.v1", "00", datetime(2024, 9, 1, tzinfo=UTC))
        other = Release("b.v1", "00", NOW)
        assert release_version("a.v1", "00", earlier=[other, first], now=NOW) is first

    def test_refuses_another_content_under_a_released_version(self):
        first = Release("a.v1", "00", NOW)
        with pytest.raises(VersionReleased):
            release_version("a.v1", "01", earlier=[first], now=NOW)


SCHEME_DIGEST = "f68564037b12210ac9a2405ae1b4efd5be61d948d3e1e95090a7a271faca0bb8"
QUESTIONNAIRE_DIGEST = "f23e11ed28b64ccec1549a65467e5b09f84c32a75cb0a06646d48f7ed425f6f2"
