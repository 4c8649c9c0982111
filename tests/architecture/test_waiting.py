"""No test guesses how long something takes: it waits with `eventually`."""

from zizhu_testing.sources import Source, calls, python_sources


def naps(source: Source) -> list[str]:
    if not source.is_test or source.path.startswith("tests/load/"):
        return []  # a bench measures time, and may spend it
    return [
        source.at(call)
        for call in calls(source.tree, "sleep")
        if not (call.args and getattr(call.args[0], "value", None) == 0)
    ]


class TestSleeping:
    def test_happens_nowhere(self):
        assert [place for source in python_sources() for place in naps(source)] == []

    def test_a_planted_nap_is_found(self):
        text = "import time\ntime.sleep(1)\nawait asyncio.sleep(0)\n"
        assert naps(Source("services/roster/tests/test_api.py", text)) == [
            "services/roster/tests/test_api.py:2"
        ]
