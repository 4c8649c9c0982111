"""`zizhu backup` and `zizhu restore`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zizhu.embedded.cli.home import InstallationOption, at_installation
from zizhu.embedded.settings import HostSettings

if TYPE_CHECKING:
    from zizhu.embedded.backup.contents import Manifest
    from zizhu.embedded.backup.restoring import Backup, Restored
    from zizhu.embedded.installation import Installation

NewHome = Annotated[
    Path | None,
    typer.Option(
        "--home", help="new folder to restore into; none: the empty servers the environment names"
    ),
]


def _passphrase(*, is_new: bool) -> str:
    given = HostSettings().backup_passphrase.get_secret_value()
    return given or str(
        typer.prompt("备份口令", hide_input=True, confirmation_prompt=is_new, err=True)
    )


def backup_command(
    to: Annotated[Path, typer.Option(help="new folder for the backup")],
    home: InstallationOption = None,
) -> None:
    """Write databases, files and wrapped keys to a new folder, while services run."""
    from zizhu.embedded.backup.making import back_up  # a server needs none of it

    passphrase = _passphrase(is_new=True)

    async def act(installation: "Installation") -> "Manifest":
        return await back_up(installation, to, passphrase)

    manifest = asyncio.run(at_installation(home, act))
    for name, one in manifest.services.items():
        typer.echo(f"{name}：{sum(one.rows.values())} 行，{one.files} 个文件")
        for missing in one.missing_files:
            typer.echo(f"{name}：文件 {missing} 有记录而没有内容，备份之前就已丢失", err=True)
    typer.echo(f"备份已写入 {to}。请另行保管口令：没有口令，备份中的密文无法打开。")


def restore_command(
    source: Annotated[Path, typer.Option("--from", help="folder of the backup")],
    home: NewHome = None,
) -> None:
    """Restore into a new place, compare the services with each other, print what differs."""
    from zizhu.embedded.backup.restoring import read_backup  # the same

    backup = asyncio.run(read_backup(source, _passphrase(is_new=False)))
    made = backup.manifest.made_at.astimezone()
    typer.echo(f"备份制作于 {made:%Y-%m-%d %H:%M}，版本 {backup.manifest.release}。")
    restored = asyncio.run(_into(home, backup))
    raise typer.Exit(_report(backup, restored))


async def _into(home: Path | None, backup: "Backup") -> "Restored":
    from zizhu.embedded.backup.restoring import fresh_home, restore  # the same

    if home is None:
        admin = HostSettings().admin_database_url.get_secret_value()
        return await at_installation(None, lambda place: restore(backup, place, admin))
    from zizhu.embedded.catalogue import SERVICES  # imports every service

    async with fresh_home(home, backup.manifest.profile, SERVICES) as (installation, admin):
        return await restore(backup, installation, admin)


def _report(backup: "Backup", restored: "Restored") -> int:
    """Print what came out; return the exit code."""
    for name, one in backup.manifest.services.items():
        typer.echo(f"{name}：{sum(one.rows.values())} 行，{one.files} 个文件")
    typer.echo(f"重新投递 {restored.resent} 个事件，重新同步 {restored.resynced} 个。")
    for publisher, consumer, item in restored.differences:
        typer.echo(
            f"{publisher} 与 {consumer} 的 {item.kind} 不一致（学校 {item.school_id}）："
            f"{item.publisher[0]} 与 {item.consumer[0]}",
            err=True,
        )
    wrong = 0
    for name, problems in restored.problems.items():
        for problem in problems:
            typer.echo(f"{name} 审计第 {problem.position} 条：{problem.detail}", err=True)
        wrong += len(problems)
    if restored.unsent:
        typer.echo(f"还有 {restored.unsent} 个事件没有送达，启动后会继续。", err=True)
    typer.echo(f"服务之间的差异：{len(restored.differences)}；审计问题：{wrong}。")
    return 1 if restored.differences or wrong or restored.unsent else 0
