"""`zizhu audit …`: the sealed trail of each service."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from zizhu.embedded.cli.home import Chosen, InstallationOption, at_installation, each_service

if TYPE_CHECKING:
    from zizhu.common.parts import Service
    from zizhu.embedded.installation import Installation

app = typer.Typer(no_args_is_help=True, help="the sealed audit trail")


@app.command("verify")
def verify_command(
    service: Chosen = None,
    anchors: Annotated[
        Path | None, typer.Option(help="anchors kept elsewhere; none: the installation's own")
    ] = None,
    home: InstallationOption = None,
) -> None:
    """Find lines that were changed, removed, inserted or cut off; exit with 1 when there are."""
    from zizhu.embedded.auditing import verify_trail  # a server needs none of it

    async def act(installation: "Installation", one: "Service") -> int:
        head, problems = await verify_trail(installation, one, anchors)
        typer.echo(f"{one.name}：{head.position} 条已封存，问题 {len(problems)} 个")
        for problem in problems:
            where = problem.position if problem.position is not None else "-"
            line = problem.line_seq if problem.line_seq is not None else "-"
            typer.echo(f"  封存序号 {where}，记录 {line}：{problem.detail}", err=True)
        return len(problems)

    each_service(service, home, act)


@app.command("anchor")
def anchor_command(
    service: Chosen = None,
    to: Annotated[Path | None, typer.Option(help="file to append to")] = None,
    home: InstallationOption = None,
) -> None:
    """Write the present end of each trail down outside the database."""
    from zizhu.embedded.auditing import anchor_trail  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        anchor = await anchor_trail(installation, one, to)
        typer.echo(f"{one.name}：第 {anchor.position} 条，{anchor.seal.hex()[:16]}")
        return 0

    each_service(service, home, act)


@app.command("erase")
def erase_command(
    service: str,
    lines: Annotated[list[UUID], typer.Argument(help="ids of audit lines")],
    reason: Annotated[str, typer.Option(help="kept on the trail, such as a request's number")],
    home: InstallationOption = None,
) -> None:
    """Erase the details of lines for good, when the law asks; the lines stay."""
    from zizhu.embedded.auditing import erase  # the same

    async def act(installation: "Installation") -> int:
        (one,) = installation.chosen(service)
        return await erase(installation, one, lines, reason=reason)

    typer.echo(f"已清除 {asyncio.run(at_installation(home, act))} 条记录的明细")
