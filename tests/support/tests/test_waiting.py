"""What `eventually` says when the thing never comes is the reason it exists."""

import pytest

from zizhu_testing import eventually


class TestEventually:
    async def test_returns_the_first_true_answer(self):
        answers = iter([0, None, 7, 8])
        assert await eventually(lambda: next(answers)) == 7

    async def test_awaits_a_probe_that_is_async(self):
        async def probe() -> str:
            return "there"

        assert await eventually(probe) == "there"

    async def test_says_what_was_seen_last_and_before(self):
        answers = iter([1, 2])
        total = 0

        def probe() -> None:
            nonlocal total
            total += next(answers, 0)
            assert total > 5, f"{total} rows"

        with pytest.raises(AssertionError) as caught:
            await eventually(probe, within=0.1)
        assert "last seen: 3 rows" in str(caught.value)
        assert "before that: 1 rows" in str(caught.value)

    async def test_takes_a_failed_assertion_as_not_yet(self):
        answers = iter([1, 2, 3])

        def probe() -> int:
            answer = next(answers)
            assert answer == 3
            return answer

        assert await eventually(probe) == 3

    async def test_does_not_wait_on_when_the_probe_breaks(self):
        with pytest.raises(ZeroDivisionError):
            await eventually(lambda: 1 / 0)
