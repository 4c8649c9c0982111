"""An oracle that never objects proves nothing."""

from collections import Counter

import pytest

from zizhu_testing.acts import Act


class Noted(Act):
    """An act whose traces the test makes up."""

    def __init__(self, *there: str) -> None:
        super().__init__(None, None)
        self.there = Counter(there)

    async def _do(self, number: int) -> str:
        return "a"

    async def found(self) -> Counter[str]:
        return self.there


class TestCheck:
    async def test_accepts_what_is_there_once_and_what_nobody_heard_of(self):
        act = Noted("a", "unknown")
        await act.once()
        await act.check()

    @pytest.mark.parametrize("there", [(), ("b",), ("a", "a")])
    async def test_objects_to_what_was_acknowledged_and_is_lost_or_doubled(self, there):
        act = Noted(*there)
        await act.once()
        with pytest.raises(AssertionError, match="not there once"):
            await act.check()
