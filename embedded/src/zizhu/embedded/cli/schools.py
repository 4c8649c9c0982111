"""`zizhu school …`: creating universities, which is the platform administrator's act."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from zizhu.common.audit import Actor
from zizhu.common.ids import new_id
from zizhu.embedded.assembly import Assembly
from zizhu.embedded.cli.home import HomeOption, at_home

app = typer.Typer(no_args_is_help=True, help="universities")
OPERATOR = Actor(role="operator")


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="学校标识码, ten digits")],
    name: Annotated[str, typer.Argument(help="name in full")],
    *,
    admin_login: Annotated[str, typer.Option(help="login of the school's main account")],
    admin_name: Annotated[str, typer.Option(help="who keeps that account")],
    admin_phone: Annotated[str, typer.Option(help="their mobile, for codes")],
    home: HomeOption = Path("var"),
) -> None:
    """Create a university; identity opens its main account from the event."""
    from zizhu.roster.domain.school import SchoolDraft  # services: only who needs them loads them
    from zizhu.roster.service.schools import open_school  # the same

    draft = SchoolDraft(
        code=code,
        name=name,
        admin_login=admin_login,
        admin_name=admin_name,
        admin_phone=admin_phone,
    )

    async def act(assembly: Assembly) -> UUID:
        parts = assembly.hosted["roster"].parts
        async with parts.database.transaction(actor=OPERATOR) as tx:
            school = await open_school(
                tx, parts.keys, draft, school_id=new_id(), now=parts.business.now()
            )
        await assembly.hosted["roster"].runtime.relay.drain()
        return school.id

    typer.echo(f"已建立：{name}（{asyncio.run(at_home(home, act))}）")


async def print_slip(assembly: Assembly) -> str:
    """Make the one-time slip of the first platform administrator."""
    from zizhu.identity.service.platform import bootstrap_slip  # the same

    return await bootstrap_slip(assembly.hosted["identity"].parts)
