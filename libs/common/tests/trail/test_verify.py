import hmac
from datetime import timedelta

import pytest
from sqlalchemy import text

from zizhu.common.keys import fresh_keys
from zizhu.common.trail.anchors import Anchor
from zizhu.common.trail.chain import GENESIS, AuditKey, line_digest, read_head
from zizhu.common.trail.erase import ReasonMissing, erase_details
from zizhu.common.trail.verify import verify

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def _anchor(trail) -> Anchor:
    async with trail.databases["service"].transaction() as tx:
        head = await read_head(tx)
    return Anchor("trial", head.position, head.seal, trail.parts.machine.now())


async def _rehash(trail, seal, first: int = 1) -> None:
    """Compute the chain anew from `first`, as somebody with the owner's role would."""
    rows = await trail.ask("SELECT position FROM audit_seal ORDER BY position")
    previous = GENESIS
    for (position,) in rows:
        async with trail.databases["owner"].transaction() as tx:
            found = await tx.session.execute(
                text(
                    "SELECT l.*, s.line_digest, s.seal FROM audit_seal s "
                    "JOIN audit_line l ON l.seq = s.line_seq WHERE position = :position"
                ),
                {"position": position},
            )
            line = found.mappings().one()
            sealed = line["seal"]
            if position >= first:
                digest = line_digest(line)
                sealed = seal(previous, digest)
                await tx.session.execute(
                    text(
                        "UPDATE audit_seal SET line_digest = :digest, seal = :seal "
                        "WHERE position = :position"
                    ),
                    {"digest": digest, "seal": sealed, "position": position},
                )
            previous = sealed


class TestVerify:
    async def test_finds_nothing_wrong_with_a_whole_trail(self, trail):
        await trail.sealed(5)
        assert await trail.problems([await _anchor(trail)]) == []

    async def test_an_empty_trail_is_whole(self, trail):
        assert await trail.problems() == []

    @pytest.mark.parametrize(
        "change",
        [
            "action = 'application.approved'",
            "at = at + interval '1 microsecond'",
            "account_id = gen_random_uuid()",
            "account_id = NULL",
            "result = 'refused'",
            "reason = '补充'",
            "ip = NULL",
            "school_id = NULL",
            "details_digest = sha256('x')",
            "object_id = '1'",
        ],
    )
    async def test_finds_a_changed_line(self, trail, change):
        await trail.sealed(3)
        await trail.tamper(f"UPDATE audit_line SET {change} WHERE seq = 2")
        assert await trail.problems() == [("changed", 2)]

    async def test_finds_changed_details(self, trail):
        await trail.sealed(3)
        await trail.tamper("UPDATE audit_line SET details = '{}' WHERE seq = 2")
        assert await trail.problems() == [("details_changed", 2)]

    async def test_finds_a_line_whose_number_was_exchanged(self, trail):
        await trail.sealed(3)
        await trail.tamper("UPDATE audit_seal SET line_seq = 99 WHERE position = 1;")
        assert await trail.problems() == [("removed", 1)]

    async def test_finds_a_removed_line(self, trail):
        await trail.sealed(3)
        await trail.tamper("DELETE FROM audit_line WHERE seq = 2")
        assert await trail.problems() == [("removed", 2)]

    async def test_finds_a_line_removed_with_its_seal(self, trail):
        await trail.sealed(3)
        await trail.tamper("DELETE FROM audit_line WHERE seq = 2")
        await trail.tamper("DELETE FROM audit_seal WHERE line_seq = 2")
        assert await trail.problems() == [("seal_missing", 3)]

    async def test_finds_a_gap_that_was_closed(self, trail):
        await trail.sealed(4)
        await trail.tamper("DELETE FROM audit_line WHERE seq = 2")
        await trail.tamper("DELETE FROM audit_seal WHERE position = 2")
        await trail.tamper("UPDATE audit_seal SET position = position - 1 WHERE position = 3")
        await trail.tamper("UPDATE audit_seal SET position = position - 1 WHERE position = 4")
        assert await trail.problems() == [("forged", 2)]

    async def test_finds_a_changed_line_whose_seal_was_made_to_fit(self, trail):
        await trail.sealed(3)
        await trail.tamper("UPDATE audit_line SET action = 'x' WHERE seq = 2")
        [line] = await trail.ask("SELECT * FROM audit_line WHERE seq = 2")
        await trail.tamper(
            "UPDATE audit_seal SET line_digest = :digest WHERE position = 2",
            digest=line_digest(line._mapping),
        )
        assert await trail.problems() == [("forged", 2)]

    async def test_finds_a_history_rehashed_without_the_key(self, trail):
        await trail.sealed(4)
        await trail.tamper("UPDATE audit_line SET action = 'x' WHERE seq = 2")
        await _rehash(trail, lambda a, b: hmac.digest(b"guess" * 8, a + b, "sha256"), first=2)
        assert await trail.problems() == [("forged", 2), ("forged", 3), ("forged", 4)]

    async def test_finds_a_history_rehashed_with_the_key_by_its_anchor(self, trail):
        await trail.sealed(3)
        anchor = await _anchor(trail)
        await trail.tamper("UPDATE audit_line SET action = 'x' WHERE seq = 2")
        await _rehash(trail, AuditKey(trail.parts.keys).seal)
        assert await trail.problems() == []
        assert await trail.problems([anchor]) == [("anchor_differs", 3)]

    async def test_finds_an_end_that_was_cut_off(self, trail):
        await trail.sealed(3)
        anchor = await _anchor(trail)
        await trail.tamper("DELETE FROM audit_seal WHERE position = 3")
        await trail.tamper("DELETE FROM audit_line WHERE seq = 3")
        assert await trail.problems() == []
        assert await trail.problems([anchor]) == [("cut_off", 3)]

    async def test_finds_another_end_in_place_of_the_true_one(self, trail):
        await trail.sealed(3)
        anchor = await _anchor(trail)
        await trail.tamper("DELETE FROM audit_seal WHERE position = 3")
        await trail.tamper("DELETE FROM audit_line WHERE seq = 3")
        await trail.sealed(2)
        assert await trail.problems([anchor]) == [("anchor_differs", 3)]

    async def test_seals_that_were_dropped_alone_come_back_the_same(self, trail):
        await trail.sealed(3)
        anchor = await _anchor(trail)
        await trail.tamper("DELETE FROM audit_seal WHERE position > 1")
        assert await trail.another_sealer().pass_once() == 0  # the lease is held
        assert await trail.sealer.pass_once() == 2
        assert await trail.problems([anchor]) == []

    async def test_finds_a_line_inserted_with_a_seal_of_its_own(self, trail):
        await trail.sealed(2)
        await trail.write(1, action="inserted")
        await trail.tamper(
            "INSERT INTO audit_seal (position, line_seq, line_digest, seal, key_id) "
            "SELECT 3, 3, line_digest, seal, key_id FROM audit_seal WHERE position = 2"
        )
        assert await trail.problems() == [("forged", 3), ("changed", 3)]

    async def test_finds_a_line_inserted_where_the_sealer_no_longer_looks(self, trail, clock):
        await trail.fail_silently()
        await trail.sealed(2)
        await trail.sealer.pass_once()
        await trail.tamper(
            "INSERT INTO audit_line (seq, id, at, action, object_type, object_id, result) "
            "OVERRIDING SYSTEM VALUE SELECT 1, gen_random_uuid(), at, 'a', 'b', 'c', 'ok' "
            "FROM audit_line WHERE seq = 2"
        )
        assert await trail.sealer.pass_once() == 0
        assert await trail.problems() == []
        clock.advance(HOUR + SECOND)
        assert await trail.problems() == [("unsealed", None)]

    async def test_finds_a_line_written_afterwards_under_an_old_date(self, trail, clock):
        await trail.sealed(2)
        clock.advance(timedelta(days=30))
        await trail.sealed(1)
        clock.advance(timedelta(days=-29))
        await trail.sealed(1)
        clock.advance(timedelta(days=29))
        await trail.sealed(2)
        assert await trail.problems() == [("backdated", 4)]

    async def test_finds_what_was_never_sealed_once_it_is_old(self, trail, clock):
        await trail.write(1)
        assert await trail.problems() == []
        clock.advance(HOUR + SECOND)
        assert await trail.problems() == [("unsealed", None)]

    async def test_says_so_where_another_key_sealed(self, trail):
        await trail.sealed(2)
        other = fresh_keys(["trial"])["trial"]
        found = await verify(trail.databases["service"], other, [], now=trail.parts.machine.now())
        assert {problem.kind.value for problem in found} == {"unknown_key"}
        assert "无法校验" in found[0].detail

    async def test_ignores_the_anchors_of_other_services(self, trail, clock):
        assert await trail.problems([Anchor("roster", 9, b"x" * 32, clock.now())]) == []

    async def test_stops_at_so_many_findings(self, trail):
        await trail.sealed(5)
        await trail.tamper("UPDATE audit_line SET action = 'x'")
        assert len(await trail.problems(most=3)) == 3


class TestEraseDetails:
    async def _erase(self, trail, number: int, reason: str = "当事人申请 2026-7") -> int:
        [(line_id,)] = await trail.ask(f"SELECT id FROM audit_line WHERE seq = {number}")
        async with trail.databases["owner"].transaction() as tx:
            return await erase_details(tx, [line_id], reason=reason)

    async def test_the_chain_still_verifies(self, trail):
        await trail.sealed(3)
        anchor = await _anchor(trail)
        assert await self._erase(trail, 2) == 1
        assert await trail.ask("SELECT details FROM audit_line WHERE seq = 2") == [(None,)]
        assert await trail.problems([anchor]) == []
        await trail.sealer.pass_once()
        assert await trail.problems([anchor]) == []

    async def test_works_before_the_line_is_sealed(self, trail):
        await trail.write(1)
        await self._erase(trail, 1)
        assert await trail.sealer.pass_once() == 2
        assert await trail.problems() == []

    async def test_leaves_a_line_that_says_so_and_why(self, trail):
        await trail.sealed(1)
        await self._erase(trail, 1)
        [(line_id,)] = await trail.ask("SELECT id FROM audit_line WHERE seq = 1")
        [line] = await trail.ask("SELECT action, object_id, reason FROM audit_line WHERE seq = 2")
        assert tuple(line) == ("audit.details_erased", str(line_id), "当事人申请 2026-7")

    async def test_a_repeat_erases_nothing(self, trail):
        await trail.sealed(1)
        assert await self._erase(trail, 1) == 1
        assert await self._erase(trail, 1) == 0

    async def test_asks_for_a_reason(self, trail):
        await trail.sealed(1)
        with pytest.raises(ReasonMissing):
            await self._erase(trail, 1, reason=" ")

    async def test_details_that_vanish_otherwise_are_found(self, trail):
        await trail.sealed(2)
        await trail.tamper("UPDATE audit_line SET details = NULL WHERE seq = 2")
        assert await trail.problems() == [("details_vanished", 2)]
