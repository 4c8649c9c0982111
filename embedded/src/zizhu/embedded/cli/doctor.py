"""`zizhu doctor`."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from zizhu.embedded.cli.home import InstallationOption, at_installation

if TYPE_CHECKING:
    from zizhu.embedded.installation import Installation


def doctor_command(
    home: InstallationOption = None,
    quiet: Annotated[bool, typer.Option(help="only what needs attention")] = False,
) -> None:
    """Look at everything an operator should know; exit with 1 when something needs attention."""
    from zizhu.embedded.doctor import examine  # a server needs none of it
    from zizhu.embedded.doctor.finding import Level

    async def act(installation: "Installation") -> int:
        wrong = 0
        async for finding in examine(installation):
            is_wrong = finding.level is Level.ATTENTION
            wrong += is_wrong
            if is_wrong or not quiet:
                typer.echo(f"{finding.level.value}  {finding.about}：{finding.sentence}")
        return wrong

    wrong = asyncio.run(at_installation(home, act))
    typer.echo(f"需要处理：{wrong} 项" if wrong else "没有需要处理的")
    raise typer.Exit(1 if wrong else 0)
