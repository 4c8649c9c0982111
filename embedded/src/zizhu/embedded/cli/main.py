"""The commands of an installation as a whole: init, run, migrate; other nouns have their files."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from zizhu.common.errors import Refusal
from zizhu.common.logs import configure_logs
from zizhu.common.settings import Profile
from zizhu.embedded.cli import audit, backup, doctor, keys, messages, schools
from zizhu.embedded.cli.home import HomeOption
from zizhu.embedded.home import Home
from zizhu.embedded.names import NAMES, TOPOLOGY, service_named
from zizhu.embedded.settings import HostSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(schools.app, name="school")
app.add_typer(messages.app, name="failed")
app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")
app.command("slip")(schools.slip_command)
app.command("backup")(backup.backup_command)
app.command("restore")(backup.restore_command)
app.command("doctor")(doctor.doctor_command)
app.command("resync")(messages.resync_command)
app.command("reconcile")(messages.reconcile_command)


@app.command()
def init(
    profile: Annotated[Profile, typer.Option(help="demo, test or production; never changes")],
    home: HomeOption = Path("var"),
) -> None:
    """Make an installation and print the first platform administrator's one-time slip."""
    Home(home).initialise(profile, NAMES)
    typer.echo(f"安装目录 {home} 已建立（{profile.value}）。密钥在 {home}/keys，请备份并妥善保管。")
    schools.slip_command(home)


@app.command()
def run(
    service: Annotated[
        str | None, typer.Argument(help="one service, or none for all in one process")
    ] = None,
    *,
    port: Annotated[int, typer.Option(help="where to listen")] = 8000,
    bind: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    home: HomeOption = Path("var"),
    demo: Annotated[bool, typer.Option(help="make a demo installation when there is none")] = False,
    students: Annotated[int, typer.Option(help="how many students a new demo has", min=160)] = 2000,
) -> None:
    """Serve everything in one process, or one service against servers of your own."""
    if service is None:
        from zizhu.embedded.running import run_laptop  # imports every service

        uvloop.run(run_laptop(Home(home), bind=bind, port=port, demo=demo, students=students))
    else:
        from zizhu.embedded.standalone import run_one  # imports one of them

        uvloop.run(run_one(service, HostSettings(), bind=bind, port=port))


@app.command("migrate")
def migrate_command(
    service: Annotated[str | None, typer.Argument(help="one service, or none for all")] = None,
    create: Annotated[bool, typer.Option(help="make roles and databases first")] = False,
) -> None:
    """Bring databases and the broker's topology to this release, as the environment names them."""
    from zizhu.embedded.running import migrate_all  # imports every service

    chosen = [service_named(name) for name in (NAMES if service is None else (service,))]
    asyncio.run(migrate_all(chosen, HostSettings(), TOPOLOGY, create=create))


def main() -> None:
    """Run the command; a refusal is one line, not a traceback."""
    configure_logs(as_json=False)
    try:
        app()
    except Refusal as refusal:
        typer.echo(f"{refusal.title}：{refusal.detail}", err=True)
        raise SystemExit(1) from None
