"""How a command gets at a running installation: the embedded one of a folder, without a server."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from zizhu.embedded.assembly import Assembly
from zizhu.embedded.home import Home

R = TypeVar("R")

HomeOption = Annotated[Path, typer.Option(envvar="ZIZHU_HOME", help="folder of the installation")]


async def at_home(path: Path, act: Callable[[Assembly], Awaitable[R]]) -> R:
    """Start the embedded installation beside whatever runs, act, and stop it."""
    from zizhu.embedded.laptop import laptop  # imports every service

    async with laptop(Home(path)) as running:
        return await act(running.assembly)
