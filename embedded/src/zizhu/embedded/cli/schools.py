"""`zizhu school …`: creating universities, which is the platform administrator's act."""

import asyncio
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from zizhu.common.audit import Actor
from zizhu.common.hosting import Hosted
from zizhu.common.ids import new_id
from zizhu.embedded.cli.home import InstallationOption, at_services

if TYPE_CHECKING:
    from zizhu.embedded.cli.home import Sides

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
    home: InstallationOption = None,
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

    async def act(sides: "Sides") -> UUID:
        roster = sides["roster"]
        parts = roster.parts
        async with parts.database.transaction(actor=OPERATOR) as tx:
            school = await open_school(
                tx, parts.keys, draft, school_id=new_id(), now=parts.business.now()
            )
        if isinstance(roster, Hosted):
            await roster.runtime.relay.drain()
        return school.id

    typer.echo(f"已建立：{name}（{asyncio.run(at_services(home, act, 'roster'))}）")


def slip_command(
    home: InstallationOption = None,
    another: Annotated[
        bool, typer.Option(help="also where there is a platform administrator already")
    ] = False,
) -> None:
    """Print a one-time slip for a platform administrator; an older slip is void."""
    from zizhu.identity.service.platform import bootstrap_slip  # the same

    async def act(sides: "Sides") -> str:
        return await bootstrap_slip(sides["identity"].parts, is_another=another)

    typer.echo(f"平台管理员一次性凭条：{asyncio.run(at_services(home, act, 'identity'))}")
    typer.echo("请在登录页用它设置平台管理员的账号和密码；凭条 24 小时内有效，只能使用一次。")
