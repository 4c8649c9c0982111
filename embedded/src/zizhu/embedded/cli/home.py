"""How a command gets at an installation: running, without a server before it, or at rest."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from zizhu.embedded.assembly import Assembly
from zizhu.embedded.home import Home

if TYPE_CHECKING:
    from zizhu.common.parts import Service
    from zizhu.embedded.installation import Installation

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


def each_service(
    service: str | None,
    home: Path | None,
    act: Callable[["Installation", "Service"], Awaitable[int]],
) -> None:
    """Act on one service or each; exit with 1 when `act` counted anything to look at."""

    async def all_of_them(installation: "Installation") -> int:
        return sum([await act(installation, one) for one in installation.chosen(service)])

    raise typer.Exit(1 if asyncio.run(at_installation(home, all_of_them)) else 0)
