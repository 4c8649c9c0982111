"""Operators verify, anchor and erase on an installation at rest."""

import pytest
from sqlalchemy import select, text

from zizhu.common.tables import audit_line
from zizhu.common.trail.erase import ReasonMissing
from zizhu.common.trail.verify import ProblemKind
from zizhu.embedded.auditing import (
    AnchorsUnknown,
    NoSuchAnchors,
    anchor_trail,
    erase,
    verify_trail,
)


@pytest.fixture
async def sealed(site, activated):
    """A site whose lines are sealed, as they are when services stop."""
    async with site.running() as place:
        await (await activated(place)).open_school()
    return site


@pytest.fixture
def roster(site):
    return site.service("roster")


async def change(site, statement):
    async with site.installation.database("roster") as database, database.transaction() as tx:
        await tx.session.execute(text(statement))


class TestVerify:
    async def test_finds_nothing_wrong_with_a_trail_that_nobody_touched(self, sealed, roster):
        head, problems = await verify_trail(sealed.installation, roster, None)
        assert head.position > 0
        assert problems == []

    async def test_finds_a_changed_line(self, sealed, roster):
        await change(sealed, "UPDATE audit_line SET action = 'x' WHERE action = 'school.open'")
        _, problems = await verify_trail(sealed.installation, roster, None)
        assert [one.kind for one in problems] == [ProblemKind.CHANGED]

    async def test_finds_an_end_that_was_cut_off_by_anchors_kept_elsewhere(
        self, sealed, roster, tmp_path
    ):
        anchors = tmp_path / "elsewhere" / "anchors.jsonl"
        await anchor_trail(sealed.installation, roster, anchors)
        await change(sealed, "DELETE FROM audit_seal")
        await change(sealed, "DELETE FROM audit_line")
        assert (await verify_trail(sealed.installation, roster, None))[1] == []
        _, problems = await verify_trail(sealed.installation, roster, anchors)
        assert [one.kind for one in problems] == [ProblemKind.CUT_OFF]

    async def test_refuses_anchors_that_are_not_there(self, sealed, roster, tmp_path):
        with pytest.raises(NoSuchAnchors):
            await verify_trail(sealed.installation, roster, tmp_path / "none")


class TestAnchor:
    async def test_needs_a_file(self, sealed, roster):
        with pytest.raises(AnchorsUnknown):
            await anchor_trail(sealed.installation, roster, None)


class TestErase:
    async def test_takes_details_away_and_the_chain_still_verifies(self, sealed, roster):
        async with sealed.installation.database("roster") as database:
            async with database.transaction() as tx:
                with_details = select(audit_line.c.id).where(audit_line.c.details.is_not(None))
                ids = list(await tx.session.scalars(with_details))
            assert ids
            done = await erase(sealed.installation, roster, ids, reason="第 1 号申请")
            assert done == len(ids)
            async with database.transaction() as tx:
                left = set(await tx.session.scalars(with_details))
                assert not left & set(ids)
        assert (await verify_trail(sealed.installation, roster, None))[1] == []

    async def test_asks_for_a_reason(self, sealed, roster):
        with pytest.raises(ReasonMissing):
            await erase(sealed.installation, roster, [], reason=" ")
