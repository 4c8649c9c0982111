"""Lock-out, windows, freshness, lifetimes, slips and passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.auth import Post, Principal, Role, from_claims, to_claims
from zizhu.common.ids import new_id
from zizhu.identity.domain.allowance import Limit, activation_school, take
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.domain.freshness import stale_from, token_instant
from zizhu.identity.domain.lockout import FAILURES, PAUSE, Lockout
from zizhu.identity.domain.passwords import check_login, check_password, login_key
from zizhu.identity.domain.shift import moved
from zizhu.identity.domain.slips import ALPHABET, read_slip, show_slip, write_slip
from zizhu.identity.errors import ClockImmovable, LoginInvalid, WeakPassword

NOW = datetime(2026, 9, 1, tzinfo=UTC)
EARLIEST, LATEST = (datetime(year, 1, 1) for year in (2020, 2040))  # noqa: DTZ001 - hypothesis adds the zone
instants = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
steps = st.lists(st.integers(0, 1200), max_size=40)


class TestLockout:
    def test_five_failures_lock_for_fifteen_minutes(self):
        lock = Lockout()
        for _ in range(FAILURES):
            assert lock.seconds_left(NOW) == 0
            lock = lock.after_failure(NOW)
        assert lock.seconds_left(NOW) > 0
        assert lock.seconds_left(NOW + PAUSE) == 0

    def test_failures_of_long_ago_do_not_count(self):
        lock = Lockout()
        for number in range(20):
            lock = lock.after_failure(NOW + number * PAUSE)
        assert lock.seconds_left(NOW + 19 * PAUSE) == 0

    @given(steps)
    def test_never_more_than_five_tries_in_a_quarter_of_an_hour(self, seconds):
        lock, now, tried = Lockout(), NOW, []
        for step in seconds:
            now += timedelta(seconds=step)
            if lock.seconds_left(now):
                continue
            tried.append(now)
            lock = lock.after_failure(now)
        for at in tried:
            inside = [other for other in tried if at <= other < at + PAUSE]
            # four that were forgotten with a pause between, and five that lock
            assert len(inside) <= 2 * FAILURES - 1

    @given(steps)
    def test_a_lock_always_ends(self, seconds):
        lock, now = Lockout(), NOW
        for step in seconds:
            now += timedelta(seconds=step)
            lock = lock.after_failure(now)
        assert lock.seconds_left(now + PAUSE) == 0


class TestAllowance:
    @given(steps, st.integers(1, 6), st.integers(60, 3600))
    def test_no_window_holds_more_than_the_limit(self, seconds, most, window):
        limit = Limit(most, timedelta(seconds=window))
        tries, now, allowed = (), NOW, []
        for step in seconds:
            now += timedelta(seconds=step)
            taken = take(tries, limit, now)
            tries = taken.tries
            if taken.is_allowed:
                allowed.append(now)
        for at in allowed:
            inside = [other for other in allowed if at <= other < at + limit.window]
            assert len(inside) <= most

    def test_after_the_wait_that_it_names_a_try_is_allowed(self):
        limit = Limit(1, timedelta(minutes=1))
        tries = take((), limit, NOW).tries
        refused = take(tries, limit, NOW + timedelta(seconds=20))
        later = NOW + timedelta(seconds=20 + refused.wait_seconds)
        assert not refused.is_allowed
        assert take(tries, limit, later).is_allowed

    def test_a_schools_limit_grows_with_it(self):
        tries = [activation_school(count).tries for count in (0, 1, 1000, 1001, 10_000)]
        assert tries == [60, 60, 60, 120, 600]


class TestFreshness:
    @given(instants, instants)
    def test_a_token_after_a_change_is_fresh_whatever_the_clocks_say(self, change, token):
        """Two machines' clocks may differ; the order in the database decides."""
        not_before = stale_from(change, None)
        issued = token_instant(token, not_before)
        assert issued >= not_before

    @given(instants, instants)
    def test_a_token_before_a_change_is_stale_whatever_the_clocks_say(self, token, change):
        issued = token_instant(token, None)
        assert issued < stale_from(change, issued)

    @given(instants)
    def test_the_instant_survives_the_token(self, issued):
        principal = Principal(new_id(), new_id(), Post(new_id(), Role.DEPT), issued, issued)
        claims = to_claims(principal, expires_at=issued)
        assert from_claims(claims).issued_at == issued


class TestPassword:
    @pytest.mark.parametrize(
        "password",
        [
            "zizhu2026ok",
            "correct horse battery",
            "我的密码是一句很长很长的话",
            "Xk9#mmqpw2",
            DEMO_PASSWORD,
        ],
    )
    def test_accepts_what_is_long_enough(self, password):
        check_password(password, "jyschool")

    @pytest.mark.parametrize(
        "password",
        [
            "abc12345",  # S004 would take it
            "a1b2c3d4e",
            "abcdefghijk",
            "12345678901",
            "password12345",
            "Password123!",
            "qwertyuiop12",
            "1111111111aa",
            "123456789012",
            "abcdefghijkl",
            "admin2026123",
            "jyschool2026",
            "x" * 129,
        ],
    )
    def test_refuses_what_is_guessed_first(self, password):
        with pytest.raises(WeakPassword):
            check_password(password, "JYschool")


class TestLogin:
    @pytest.mark.parametrize("login", ["JYwgy", "a.b-c_1", "x" * 32])
    def test_accepts_english_characters(self, login):
        assert check_login(f" {login} ") == login

    @pytest.mark.parametrize(
        "login", ["", "ab", "1abc", "外语学院", "a b c", "x" * 33, "13800000001"]
    )
    def test_refuses_the_rest(self, login):
        with pytest.raises(LoginInvalid):
            check_login(login)

    def test_differing_only_in_case_is_a_duplicate(self):
        assert login_key("Jzgcx") == login_key("jzgcx")


class TestSlip:
    @given(st.lists(st.sampled_from(ALPHABET), min_size=8, max_size=8))
    def test_is_read_however_it_was_typed(self, chars):
        text = "".join(chars)
        assert read_slip(show_slip(text).lower()) == text
        assert read_slip(f" {text[:4]} {text[4:]} ") == text

    def test_has_no_characters_that_print_alike(self):
        assert not set("01OIL") & set(ALPHABET)
        assert write_slip(lambda letters: letters[0]) == "22222222"


class TestShift:
    def test_goes_no_farther_than_twenty_years(self):
        with pytest.raises(ClockImmovable):
            moved(timedelta(0), NOW, by=timedelta(days=8000), to=None)

    @given(instants.filter(lambda at: abs(at - NOW) < timedelta(days=7000)))
    def test_to_an_instant_arrives_there(self, there):
        assert NOW + moved(timedelta(5), NOW, by=None, to=there) == there
