"""What `zizhu run` for everything in one process, and `zizhu migrate`, do."""

import asyncio
import sys
from collections.abc import Sequence

import typer

from zizhu.common.bus import Topology
from zizhu.common.bus_rabbit import declare_topology
from zizhu.common.errors import Conflict
from zizhu.common.parts import Service
from zizhu.common.provision import create_database, migrate
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tracing import configure_tracing
from zizhu.embedded.home import Home
from zizhu.embedded.installation import passwords_in
from zizhu.embedded.laptop import laptop
from zizhu.embedded.names import NAMES
from zizhu.embedded.serving import serve

STUDENTS = 2_000  # of a demo that nobody asked to be smaller
TRIES = 3
LOADED = "demo-loaded"  # the file that says so
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class DemoOnLoopbackOnly(Conflict):
    code = "demo_on_loopback_only"
    title = "演示环境只能本机访问"


async def run_laptop(
    home: Home, *, bind: str, port: int, demo: bool, students: int = STUDENTS
) -> None:
    """Serve the embedded mode; a new demo gets so many `students`.

    Raises DemoOnLoopbackOnly, NotInitialised.
    """
    configure_tracing("zizhu", None)
    if demo and not home.is_initialised:
        home.initialise(Profile.DEMO, NAMES)
    if home.profile is Profile.DEMO and bind not in LOOPBACK:
        raise DemoOnLoopbackOnly("演示环境有公开的账号和验证码，只能绑定到本机地址 127.0.0.1。")
    url = f"http://{bind}:{port}/"
    loading: asyncio.Task[None] | None = None
    async with laptop(home) as running:

        def announce() -> None:
            nonlocal loading
            typer.echo(f"Zizhu: {url}")
            if demo and home.profile is Profile.DEMO and not (home.path / LOADED).exists():
                loading = asyncio.ensure_future(_load_demo(home, url, students))

        try:
            await serve(running.gateway, bind=bind, port=port, when_ready=announce)
        finally:
            if loading is not None:
                loading.cancel()
                await asyncio.gather(loading, return_exceptions=True)


async def _load_demo(home: Home, url: str, students: int) -> None:
    """Tell the demo's story from a process of its own, which ends with this one.

    It goes on where it stopped, so what failed by chance is tried again.
    """
    program = (sys.executable, "-m", "zizhu.embedded.demo", str(home.path), url, str(students))
    for _ in range(TRIES):
        loader = await asyncio.create_subprocess_exec(*program)
        try:
            if await loader.wait() == 0:
                return
        finally:
            if loader.returncode is None:
                loader.terminate()
                await loader.wait()


async def migrate_all(
    services: Sequence[Service], settings: ServiceSettings, topology: Topology, *, create: bool
) -> None:
    """Migrate databases as their owners, then declare the broker's topology.

    With `create` roles and databases are made first, by the superuser that the settings name.
    """
    for service in services:
        if create:
            admin = settings.admin_database_url.get_secret_value()
            await create_database(admin, service.name, passwords_in(settings, service.name))
        await migrate(service, settings.owner_dsn(service.name), settings.profile)
        typer.echo(f"{service.name}: migrated")
    url = settings.rabbitmq_url.get_secret_value()
    if url:
        await declare_topology(url, topology)
        typer.echo("topology: declared")
