"""Every stored instant knows its offset, and no attribute queries the database by surprise."""

import importlib
from collections.abc import Iterator

from sqlalchemy import ARRAY, Column, DateTime, MetaData, Table
from sqlalchemy.types import TypeEngine

from zizhu_testing.sources import ROOT, Source, calls, keyword, python_sources


def every_metadata() -> Iterator[MetaData]:
    """The tables of the plumbing and of every service that has some."""
    yield importlib.import_module("zizhu.common.tables").PLUMBING
    for folder in sorted(ROOT.glob("services/*/src/zizhu/*")):
        if (folder / "models.py").is_file() or (folder / "models/__init__.py").is_file():
            yield importlib.import_module(f"zizhu.{folder.name}.models").Base.metadata


def is_naive(kind: TypeEngine[object]) -> bool:
    element = kind.item_type if isinstance(kind, ARRAY) else kind
    return isinstance(element, DateTime) and not element.timezone


def naive_columns(metadata: MetaData) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if is_naive(column.type)
    ]


def surprising_relationships(source: Source) -> list[str]:
    return [
        source.at(call)
        for call in calls(source.tree, "relationship")
        if source.is_shipped and keyword(call, "lazy") != "raise"
    ]


class TestInstants:
    def test_are_aware(self):
        found = [name for metadata in every_metadata() for name in naive_columns(metadata)]
        assert found == []

    def test_a_naive_column_is_found(self):
        metadata = MetaData()
        Table(
            "visits",
            metadata,
            Column("good_at", DateTime(timezone=True)),
            Column("bad_at", DateTime()),
            Column("worse", ARRAY(DateTime)),
        )
        assert naive_columns(metadata) == ["visits.bad_at", "visits.worse"]


class TestRelationships:
    def test_raise_when_they_were_not_loaded(self):
        found = [place for source in python_sources() for place in surprising_relationships(source)]
        assert found == []

    def test_a_lazy_one_is_found(self):
        text = "relationship('A')\norm.relationship(lazy='select')\nrelationship(lazy='raise')"
        source = Source("services/roster/src/zizhu/roster/models.py", text)
        assert [place.rsplit(":")[-1] for place in surprising_relationships(source)] == ["1", "2"]
