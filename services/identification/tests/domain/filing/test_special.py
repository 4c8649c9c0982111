from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from zizhu.identification.domain.groups import DEFAULT_KINDS, configure_kinds
from zizhu.identification.domain.special import (
    Claim,
    Decline,
    DeclineChoice,
    claim_groups,
    confirm_document,
    decline_aid,
    is_guaranteed,
    is_left_off_grant_list,
    match_claim,
    open_claims,
    refute_claim,
    see_document,
)
from zizhu.identification.domain.vocabulary import Actor, SpecialState
from zizhu.identification.errors.filing import (
    ActorMayNot,
    ClaimStateForbids,
    DocumentNotSeen,
    NotGuaranteed,
    ReasonMissing,
    UnknownGroup,
)

NOW = datetime(2025, 9, 10, tzinfo=UTC)
COUNSELOR, DEPT = UUID(int=1), UUID(int=2)
KINDS = DEFAULT_KINDS


def match(claims, code="dibao"):
    return match_claim(
        claims, code, source="民政", compared_on=date(2025, 9, 1), kinds=KINDS, now=NOW
    )


def refute(claim, actor=Actor.COUNSELOR, reason="材料过期"):
    return refute_claim(claim, actor=actor, reason=reason, by=COUNSELOR, now=NOW)


class TestKinds:
    def test_guarantee_what_the_table_says(self):
        not_guaranteed = [code for code, kind in KINDS.items() if not kind.is_guaranteed]
        assert len(KINDS) == 16
        assert not_guaranteed == [
            "disabled_parent",
            "dibao_marginal",
            "rigid_expense",
            "other_low_income",
            "relocation",
        ]

    def test_can_be_configured_one_by_one(self):
        kinds = configure_kinds({"relocation": True, "dibao": False})
        assert kinds["relocation"].is_guaranteed
        assert not kinds["dibao"].is_guaranteed
        assert kinds["orphan"].is_guaranteed

    def test_refuse_to_configure_what_does_not_exist(self):
        with pytest.raises(UnknownGroup):
            configure_kinds({"rich": True})


class TestClaimGroups:
    def test_makes_a_claim_of_every_tick(self):
        assert claim_groups([], ["orphan", "dibao"], kinds=KINDS) == (
            Claim("dibao"),
            Claim("orphan"),
        )

    def test_drops_what_is_ticked_no_more(self):
        assert claim_groups([Claim("dibao")], [], kinds=KINDS) == ()

    @pytest.mark.parametrize(
        "state", [SpecialState.MATCHED, SpecialState.DOCUMENTED, SpecialState.REFUTED]
    )
    def test_keeps_what_was_checked_whatever_is_ticked(self, state):
        checked = Claim("dibao", state)
        assert claim_groups([checked], [], kinds=KINDS) == (checked,)
        assert claim_groups([checked], ["dibao"], kinds=KINDS) == (checked,)

    def test_refuses_an_unknown_kind(self):
        with pytest.raises(UnknownGroup):
            claim_groups([], ["rich"], kinds=KINDS)


class TestMatch:
    def test_proves_a_claim(self):
        (claim,), moved = match([Claim("dibao")])
        assert claim.state is SpecialState.MATCHED
        assert (moved.before, moved.after) == (SpecialState.CLAIMED, SpecialState.MATCHED)

    def test_proves_a_group_that_was_not_claimed(self):
        (claim,), moved = match([])
        assert (claim.code, claim.state, moved.before) == ("dibao", SpecialState.MATCHED, None)

    def test_changes_nothing_the_second_time(self):
        claims, _ = match([])
        assert match(claims) == (claims, None)

    def test_leaves_the_other_groups_alone(self):
        claims, _ = match([Claim("orphan")])
        assert claims[0] == Claim("orphan")

    def test_refuses_an_unknown_kind(self):
        with pytest.raises(UnknownGroup):
            match([], "rich")


class TestDocument:
    def test_seen_by_the_counsellor_and_confirmed_by_the_department_is_proof(self):
        seen, told = see_document(Claim("dibao"), by=COUNSELOR, now=NOW)
        assert seen.state is told.after is SpecialState.CLAIMED
        confirmed, moved = confirm_document(seen, by=DEPT, now=NOW)
        assert confirmed.state is SpecialState.DOCUMENTED
        assert moved.by == DEPT

    def test_that_nobody_saw_is_not_confirmed(self):
        with pytest.raises(DocumentNotSeen):
            confirm_document(Claim("dibao"), by=DEPT, now=NOW)

    def test_is_not_confirmed_by_the_one_who_saw_it(self):
        seen, _ = see_document(Claim("dibao"), by=COUNSELOR, now=NOW)
        with pytest.raises(DocumentNotSeen, match="同一人"):
            confirm_document(seen, by=COUNSELOR, now=NOW)

    def test_seen_again_opens_a_refuted_claim(self):
        refuted, _ = refute(Claim("dibao"))
        again, _ = see_document(refuted, by=COUNSELOR, now=NOW)
        assert again == Claim("dibao", seen_by=COUNSELOR)

    @pytest.mark.parametrize("state", [SpecialState.MATCHED, SpecialState.DOCUMENTED])
    def test_adds_nothing_to_what_is_proved(self, state):
        with pytest.raises(ClaimStateForbids):
            see_document(Claim("dibao", state), by=COUNSELOR, now=NOW)
        with pytest.raises(ClaimStateForbids):
            confirm_document(Claim("dibao", state, seen_by=COUNSELOR), by=DEPT, now=NOW)


class TestRefute:
    @pytest.mark.parametrize(
        ("state", "actors"),
        [
            (SpecialState.CLAIMED, {Actor.COUNSELOR, Actor.DEPT, Actor.SCHOOL}),
            (SpecialState.DOCUMENTED, {Actor.DEPT, Actor.SCHOOL}),
            (SpecialState.MATCHED, {Actor.SCHOOL}),
        ],
    )
    def test_belongs_to_the_offices_above_the_proof(self, state, actors):
        for actor in Actor:
            if actor in actors:
                refuted, moved = refute(Claim("dibao", state), actor)
                assert refuted.state is SpecialState.REFUTED
                assert moved.reason == "材料过期"
            else:
                with pytest.raises(ActorMayNot):
                    refute(Claim("dibao", state), actor)

    def test_needs_a_reason_and_happens_once(self):
        with pytest.raises(ReasonMissing):
            refute(Claim("dibao"), reason=" ")
        with pytest.raises(ClaimStateForbids):
            refute(Claim("dibao", SpecialState.REFUTED))


class TestIsGuaranteed:
    @pytest.mark.parametrize("state", list(SpecialState))
    def test_needs_proof_and_a_tick_is_none(self, state):
        proved = state in {SpecialState.MATCHED, SpecialState.DOCUMENTED}
        assert is_guaranteed([Claim("dibao", state)], kinds=KINDS) is proved

    def test_is_not_given_by_a_kind_that_only_weighs(self):
        claim = Claim("relocation", SpecialState.MATCHED)
        assert not is_guaranteed([claim], kinds=KINDS)

    def test_is_one_thing_with_two_groups(self):
        claims = [Claim("dibao", SpecialState.MATCHED), Claim("orphan", SpecialState.DOCUMENTED)]
        assert is_guaranteed(claims, kinds=KINDS)


class TestDecline:
    PROVED = (Claim("dibao", SpecialState.MATCHED),)

    def decline(self, choice, claims=PROVED, name="测试甲"):
        return decline_aid(claims, choice, kinds=KINDS, signed_name=name, now=NOW)

    def test_to_be_ranked_gives_up_full_marks(self):
        decline = self.decline(DeclineChoice.RANKED)
        assert decline == Decline(DeclineChoice.RANKED, "测试甲", NOW)
        assert not is_guaranteed(self.PROVED, kinds=KINDS, decline=decline)
        assert not is_left_off_grant_list(decline)

    def test_to_be_excluded_keeps_the_grade_and_leaves_the_grant_list(self):
        decline = self.decline(DeclineChoice.EXCLUDED)
        assert is_guaranteed(self.PROVED, kinds=KINDS, decline=decline)
        assert is_left_off_grant_list(decline)
        assert not is_left_off_grant_list(None)

    def test_is_refused_where_nothing_is_guaranteed(self):
        with pytest.raises(NotGuaranteed):
            self.decline(DeclineChoice.RANKED, claims=(Claim("dibao"),))

    def test_is_refused_without_a_signature(self):
        with pytest.raises(ReasonMissing):
            self.decline(DeclineChoice.RANKED, name="")


class TestOpenClaims:
    def test_are_those_nobody_checked(self):
        claims = [Claim("dibao"), Claim("orphan", SpecialState.MATCHED)]
        assert open_claims(claims) == (Claim("dibao"),)
