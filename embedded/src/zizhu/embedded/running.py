"""What `zizhu run` and `zizhu migrate` do."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

import typer
from sqlalchemy.engine import make_url

from zizhu.common.bus import Topology
from zizhu.common.bus_rabbit import declare_topology
from zizhu.common.errors import Conflict
from zizhu.common.logs import configure_logs, get_log
from zizhu.common.parts import Service
from zizhu.common.provision import Passwords, create_database, migrate
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tracing import configure_tracing
from zizhu.embedded.catalogue import NAMES, service_named
from zizhu.embedded.demo.loader import Demo, load_demo
from zizhu.embedded.door import gateway_over_http
from zizhu.embedded.home import Home
from zizhu.embedded.laptop import laptop
from zizhu.embedded.serving import serve
from zizhu.embedded.standalone import standing_alone

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class DemoOnLoopbackOnly(Conflict):
    code = "demo_on_loopback_only"
    title = "演示环境只能本机访问"


async def run_laptop(home: Home, *, bind: str, port: int, demo: bool) -> None:
    """Serve the embedded mode. Raises DemoOnLoopbackOnly, NotInitialised."""
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
            if demo and home.profile is Profile.DEMO:
                identity = running.assembly.hosted["identity"].parts
                made = Demo(url, identity, home.path / "demo-loaded", get_log("demo"))
                loading = asyncio.ensure_future(load_demo(made))

        try:
            await serve(running.gateway, bind=bind, port=port, when_ready=announce)
        finally:
            if loading is not None:
                loading.cancel()
                await asyncio.gather(loading, return_exceptions=True)


async def run_one(name: str, settings: ServiceSettings, *, bind: str, port: int) -> None:
    """Serve one service, or the gateway, against the servers that the settings name."""
    configure_logs(as_json=True)
    configure_tracing(name, settings.otlp_endpoint)
    async with AsyncExitStack() as stack:
        if name == "gateway":
            app = await stack.enter_async_context(gateway_over_http(settings))
        else:
            hosted = await stack.enter_async_context(standing_alone(service_named(name), settings))
            app = hosted.app
        await serve(app, bind=bind, port=port)


def _passwords(settings: ServiceSettings, service: str) -> Passwords:
    """Take the roles' passwords from the addresses under which they will connect."""
    return Passwords(
        owner=make_url(settings.owner_dsn(service)).password,
        service=make_url(settings.dsn(service)).password,
        sealer=make_url(settings.sealer_dsn(service)).password,
    )


async def migrate_all(
    services: Sequence[Service], settings: ServiceSettings, topology: Topology, *, create: bool
) -> None:
    """Migrate databases as their owners, then declare the broker's topology.

    With `create` roles and databases are made first, by the superuser that the settings name.
    """
    for service in services:
        if create:
            admin = settings.admin_database_url.get_secret_value()
            await create_database(admin, service.name, _passwords(settings, service.name))
        await migrate(service, settings.owner_dsn(service.name), settings.profile)
        typer.echo(f"{service.name}: migrated")
    url = settings.rabbitmq_url.get_secret_value()
    if url:
        await declare_topology(url, topology)
        typer.echo("topology: declared")
