"""`zizhu keys …`: the key ring of each service. Names are shown, keys never."""

from typing import TYPE_CHECKING

import typer

from zizhu.embedded.cli.home import Chosen, InstallationOption, each_service

if TYPE_CHECKING:
    from zizhu.common.parts import Service
    from zizhu.embedded.installation import Installation

app = typer.Typer(no_args_is_help=True, help="keys of encrypted fields and files")
pairs = typer.Typer(no_args_is_help=True, help="key pairs by which others seal for a service")
app.add_typer(pairs, name="pairs")


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


@pairs.command("add")
def add_pair_command(service: Chosen = None, home: InstallationOption = None) -> None:
    """Let a service know its next private key, before anybody seals for it."""
    from zizhu.embedded.pairs import add_pair  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        is_new = await add_pair(installation, one)
        typer.echo(f"{one.name}：{'已加入' if is_new else '已有'}下一个密钥对，请重启 {one.name}。")
        return 0

    each_service(service, home, act)


@pairs.command("rotate")
def rotate_pair_command(service: Chosen = None, home: InstallationOption = None) -> None:
    """Let everybody seal for a service's next key; goes on where it was stopped."""
    from zizhu.embedded.pairs import rotate_pair  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        is_resumed = await rotate_pair(installation, one)
        done = "已补发新公钥" if is_resumed else "已换用新密钥对"
        typer.echo(f"{one.name}：{done}，请逐个重启其他服务。")
        return 0

    each_service(service, home, act)


@pairs.command("retire")
def retire_pairs_command(service: Chosen = None, home: InstallationOption = None) -> None:
    """Take old private keys out of the file once nothing sealed for them is left."""
    from zizhu.embedded.pairs import retire_pairs  # the same

    async def act(installation: "Installation", one: "Service") -> int:
        count = await retire_pairs(installation, one)
        typer.echo(f"{one.name}：{f'已移除 {count} 个旧私钥' if count else '没有旧私钥'}")
        return 0

    each_service(service, home, act)
