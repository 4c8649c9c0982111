"""One request or one message is one transaction: only the database module commits."""

from collections.abc import Iterator

from zizhu_testing.sources import Source, calls, python_sources

THE_ONE_PLACE = "libs/common/src/zizhu/common/database.py"


def commits(source: Source) -> Iterator[str]:
    if source.is_shipped and source.path != THE_ONE_PLACE:
        yield from (source.at(call) for call in calls(source.tree, "commit"))


class TestCommits:
    def test_are_the_database_modules_alone(self):
        assert [place for source in python_sources() for place in commits(source)] == []

    def test_a_planted_one_is_found(self):
        text = "async def enrol(session):\n    await session.commit()\n"
        source = Source("services/roster/src/zizhu/roster/service.py", text)
        assert list(commits(source)) == ["services/roster/src/zizhu/roster/service.py:2"]

    def test_the_database_module_may(self):
        assert list(commits(Source(THE_ONE_PLACE, "session.commit()"))) == []
