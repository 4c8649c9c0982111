"""How a command gets at an installation: running, without a server before it, or at rest."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from zizhu.embedded.assembly import Assembly
from zizhu.embedded.home import Home

if TYPE_CHECKING:
    from zizhu.common.hosting import Hosted
    from zizhu.common.parts import Service
    from zizhu.embedded.installation import AtRest, Installation

    Sides = Mapping[str, Hosted | AtRest]

R = TypeVar("R")

HomeOption = Annotated[Path, typer.Option(envvar="ZIZHU_HOME", help="folder of the installation")]


async def at_home(path: Path, act: Callable[[Assembly], Awaitable[R]]) -> R:
    """Start the embedded installation beside whatever runs, act, and stop it."""
    from zizhu.embedded.laptop import laptop  # imports every service

    async with laptop(Home(path)) as running:
        return await act(running.assembly)


InstallationOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="ZIZHU_HOME",
        help="folder of the installation; none: the servers the environment names, or ./var",
    ),
]

Chosen = Annotated[str | None, typer.Argument(help="one service, or none for all")]


async def at_installation(home: Path | None, act: Callable[["Installation"], Awaitable[R]]) -> R:
    """Open an installation without running its services, and act."""
    from zizhu.embedded.catalogue import SERVICES  # the same
    from zizhu.embedded.installation import installation_at  # the same

    async with installation_at(home, SERVICES) as installation:
        return await act(installation)


async def at_services(home: Path | None, act: Callable[["Sides"], Awaitable[R]], *names: str) -> R:
    """Act on some services: running in this process where the installation is a folder, and at
    rest where the environment names servers, whose own processes then do the delivering.

    Raises NoSuchService, NotInitialised, KeysFolderUnknown.
    """
    from zizhu.embedded.catalogue import SERVICES  # the same
    from zizhu.embedded.installation import (  # the same
        DEFAULT_HOME,
        installation_at,
        names_servers,
        require_known,
    )

    require_known(SERVICES, *names)
    if not names_servers(home):
        return await at_home(home or DEFAULT_HOME, lambda assembly: act(assembly.hosted))
    async with installation_at(home, SERVICES) as installation, AsyncExitStack() as stack:
        sides = {
            name: await stack.enter_async_context(installation.at_rest(name)) for name in names
        }
        return await act(sides)


def each_service(
    service: str | None,
    home: Path | None,
    act: Callable[["Installation", "Service"], Awaitable[int]],
) -> None:
    """Act on one service or each; exit with 1 when `act` counted anything to look at."""

    async def all_of_them(installation: "Installation") -> int:
        return sum([await act(installation, one) for one in installation.chosen(service)])

    raise typer.Exit(1 if asyncio.run(at_installation(home, all_of_them)) else 0)
