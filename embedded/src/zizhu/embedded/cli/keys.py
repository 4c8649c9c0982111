"""`zizhu keys …`: the key ring of each service. Names are shown, keys never."""

from typing import TYPE_CHECKING

import typer

from zizhu.embedded.cli.home import Chosen, InstallationOption, each_service

if TYPE_CHECKING:
    from zizhu.common.parts import Service
    from zizhu.embedded.installation import Installation

app = typer.Typer(no_args_is_help=True, help="keys of encrypted fields and files")


@app.command()
def show(service: Chosen = None, home: InstallationOption = None) -> None:
    """Print the names of the keys in each file and which one is current."""
    from zizhu.embedded.rotation import old_keys, prepared_key  # a server needs none of it

    async def act(installation: "Installation", one: "Service") -> int:
        ring = installation.keys_of(one.name).ring
        ready, old = prepared_key(ring), old_keys(ring)
        typer.echo(
            f"{one.name}：当前 {ring.current}"
            + (f"，旧 {'、'.join(old)}" if old else "")
            + (f"，待启用 {ready}" if ready else "")
        )
        return 0

    each_service(service, home, act)


@app.command()
def add(service: Chosen = None, home: InstallationOption = None) -> None:
    """Add a key without using it yet, so that services can be restarted one by one."""
    from zizhu.embedded.rotation import add_key  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        name = await add_key(installation, one)
        typer.echo(f"{one.name}：已加入 {name}，请逐个重启 {one.name} 后运行 zizhu keys rotate。")
        return 0

    each_service(service, home, act)


@app.command("rotate")
def rotate_command(service: Chosen = None, home: InstallationOption = None) -> None:
    """Make the next key current and encrypt everything under it; goes on where it was stopped."""
    from zizhu.embedded.rotation import rotate  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        turned = await rotate(installation, one)
        typer.echo(f"{one.name}：{'继续换到' if turned.is_resumed else '已换到'} {turned.key}")
        for place, done in turned.columns.items():
            typer.echo(f"  {place}：{done.done} 行")
            for row in done.unreadable:
                typer.echo(f"  {place} {row}：无法解密，保持原样", err=True)
        return turned.unreadable

    each_service(service, home, act)


@app.command("retire")
def retire_command(service: Chosen = None, home: InstallationOption = None) -> None:
    """Take old keys out of the file once nothing lies under them."""
    from zizhu.embedded.rotation import retire  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        gone = await retire(installation, one)
        typer.echo(f"{one.name}：{'已移除 ' + '、'.join(gone) if gone else '没有旧密钥'}")
        return 0

    each_service(service, home, act)
