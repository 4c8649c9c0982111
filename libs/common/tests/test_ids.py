"""Identifiers made many at a time are what single ones are."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from zizhu.common.ids import made_at, new_ids


class TestNewIds:
    def test_are_distinct_and_of_version_7(self):
        made = [UUID(bytes=one) for one in new_ids(1_000)]
        assert len(set(made)) == 1_000
        assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}

    def test_carry_the_moment_they_were_made(self):
        (one,) = new_ids(1)
        assert abs(made_at(UUID(bytes=one)) - datetime.now(UTC)) < timedelta(minutes=1)
