"""What is wrong in one service's database is said, and nothing else is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from zizhu.common.clock import FixedClock
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.operations.checks import (
    CHECKS,
    check_clock,
    check_failed,
    check_leases,
    check_outbox,
    check_seals,
)
from zizhu.common.operations.finding import Looked
from zizhu.common.settings import Profile
from zizhu.embedded.doctor import SERVICE_CHECKS, examine
from zizhu.embedded.doctor.finding import Level
from zizhu.embedded.doctor.services import check_answer, check_keys
from zizhu.roster.service.calendar import seed_years
from zizhu.roster.service.calendar_check import check_calendar


@pytest.fixture
async def rested(site, activated):
    """A site that ran, and stopped as it should."""
    async with site.running() as place:
        await (await activated(place)).open_school()
    return site


@pytest.fixture
def look(schooled):
    async def ask(check, *statements, installation=None):
        here = installation or schooled.installation
        async with schooled.installation.database("roster") as database:
            async with database.transaction() as tx:
                for statement in statements:
                    await tx.session.execute(text(statement))
            if check in (check_answer, check_keys):
                return list(await check(here, schooled.service("roster"), database))
            return list(
                await check(Looked("roster", database, here.machine, here.settings.profile))
            )

    return ask


class TestExamine:
    async def test_finds_nothing_after_a_graceful_stop(self, rested):
        found = [one async for one in examine(rested.installation, ())]
        wrong = {one.about for one in found if one.level is Level.ATTENTION}
        assert wrong <= {"工作日历"}  # which depends on the day on which this runs
        about = {one.about for one in found}
        assert {"identity 发件箱", "roster 发件箱", "工作日历"} <= about
        assert len(found) >= 2 * (len(SERVICE_CHECKS) + len(CHECKS) - 1)

    async def test_asks_no_more_of_a_database_that_is_away(self, rested):
        nowhere = SecretStr("postgresql+asyncpg://me@/{service}?host=/nowhere")
        settings = rested.installation.settings.model_copy(update={"owner_database_url": nowhere})
        away = replace(rested.installation, settings=settings)
        found = [one async for one in examine(away, ())]
        assert [(one.about, one.level) for one in found] == [
            ("identity 数据库", Level.ATTENTION),
            ("roster 数据库", Level.ATTENTION),
        ]


class TestServiceChecks:
    @pytest.mark.parametrize(
        ("check", "statement", "words"),
        [
            (
                check_outbox,
                "UPDATE outbox SET sent_at = NULL, created_at = now() - interval '1 hour'",
                "已等 60 分钟",
            ),
            (
                check_failed,
                "INSERT INTO failed_message (event_id, type, subject, body, error, state, "
                "next_try_at) VALUES (gen_random_uuid(), 'x', 'x', '', 'x', 'dead', now())",
                "zizhu failed list roster",
            ),
            (
                check_leases,
                "INSERT INTO job (id, kind, params, state, lease_token, leased_until) VALUES "
                "(gen_random_uuid(), 'x', '{}', 'running', gen_random_uuid(), "
                "now() - interval '1 hour')",
                "1 个任务",
            ),
            (
                check_seals,
                "WITH gone AS (DELETE FROM audit_seal) "
                "UPDATE audit_line SET at = now() - interval '1 hour'",
                "尚未封存",
            ),
            (check_answer, "UPDATE alembic_version SET version_num = '9999'", "比本程序新"),
            (
                check_keys,
                "UPDATE school SET admin_phone = 'A256GCM:k0:a:b'",
                "密钥文件中没有它",
            ),
        ],
    )
    async def test_tell_what_is_wrong(self, look, check, statement, words):
        assert [one.level for one in await look(check)] == [Level.FINE]
        (finding,) = await look(check, statement)
        assert finding.level is Level.ATTENTION
        assert words in finding.sentence

    async def test_note_messages_that_are_retried(self, look):
        waiting = (
            "INSERT INTO failed_message (event_id, type, subject, body, error, state, next_try_at)"
            " VALUES (gen_random_uuid(), 'x', 'x', '', 'x', 'waiting', now())"
        )
        (finding,) = await look(check_failed, waiting)
        assert finding.level is Level.NOTE

    async def test_note_what_still_lies_under_an_old_key(self, schooled, look):
        keys = schooled.installation.keys_of("roster")
        schooled.installation.keys.write("roster", replace(keys, ring=keys.ring.turned("k2")))
        (finding,) = await look(check_keys)
        assert (finding.level, "旧密钥 k1" in finding.sentence) == (Level.NOTE, True)

    async def test_find_keys_that_are_lost(self, schooled, look):
        schooled.installation.keys.file("roster").unlink()
        (finding,) = await look(check_keys)
        assert finding.level is Level.ATTENTION

    async def test_find_a_key_that_nothing_opens_any_more(self, schooled, look):
        keys = schooled.installation.keys_of("roster")
        fresh = KeyRing.fresh("k9", keys.ring.peppers)
        schooled.installation.keys.write("roster", replace(keys, ring=fresh))
        (finding,) = await look(check_keys)
        assert finding.level is Level.ATTENTION

    async def test_tell_a_moved_business_clock_and_refuse_it_in_production(self, schooled, look):
        (finding,) = await look(check_clock, "UPDATE installation SET clock_shift_seconds = 86400")
        assert (finding.level, finding.sentence) == (Level.NOTE, "业务时间调整了 +1.0 天")
        settings = schooled.installation.settings
        production = settings.model_copy(update={"profile": Profile.PRODUCTION})
        strict = replace(schooled.installation, settings=production)
        (finding,) = await look(check_clock, installation=strict)
        assert finding.level is Level.ATTENTION

    async def test_find_clocks_that_differ(self, schooled, look):
        late = replace(schooled.installation, machine=FixedClock(datetime(2020, 1, 1, tzinfo=UTC)))
        (finding,) = await look(check_clock, installation=late)
        assert finding.level is Level.ATTENTION

    @pytest.mark.parametrize(
        ("today", "level"),
        [
            (datetime(2026, 10, 31, tzinfo=UTC), Level.NOTE),
            (datetime(2026, 11, 1, tzinfo=UTC), Level.ATTENTION),
            (datetime(2027, 1, 5, tzinfo=UTC), Level.ATTENTION),
            (datetime(2025, 12, 1, tzinfo=UTC), Level.FINE),
        ],
    )
    async def test_ask_for_the_working_days_once_they_are_announced(
        self, schooled, look, today, level
    ):
        async with (
            schooled.installation.at_rest("roster") as roster,
            roster.parts.database.transaction() as tx,
        ):
            await seed_years(tx)
        then = replace(schooled.installation, machine=FixedClock(today))
        (finding,) = await look(check_calendar, installation=then)
        assert finding.level is level
