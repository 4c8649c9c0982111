"""No file outgrows what a reader can hold; it is split by nouns of the domain before that."""

from zizhu_testing.sources import Source, python_sources

LONGEST = 300


def is_too_long(source: Source) -> bool:
    return len(source.text.splitlines()) > LONGEST


class TestFiles:
    def test_fit(self):
        assert [source.path for source in python_sources() if is_too_long(source)] == []

    def test_a_longer_one_is_found(self):
        assert is_too_long(Source("long.py", "x = 1\n" * 301))
        assert not is_too_long(Source("fits.py", "x = 1\n" * 300))
