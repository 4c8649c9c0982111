"""`zizhu failed …`, `zizhu resync`, `zizhu reconcile`: looking after messages and projections."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from zizhu.common.failed import discard, list_failed, replay
from zizhu.common.hosting import Hosted
from zizhu.common.resync import resync
from zizhu.embedded.assembly import Assembly
from zizhu.embedded.cli.home import HomeOption, at_home
from zizhu.embedded.names import NAMES
from zizhu.embedded.reconcile import differences

app = typer.Typer(no_args_is_help=True, help="messages that failed by themselves")

ServiceArgument = Annotated[str, typer.Argument(help=" | ".join(NAMES))]


def _hosted(assembly: Assembly, name: str) -> Hosted:
    if name not in assembly.hosted:
        raise typer.BadParameter(f"{name}: one of {', '.join(NAMES)}")
    return assembly.hosted[name]


@app.command("list")
def list_command(service: ServiceArgument, home: HomeOption = Path("var")) -> None:
    """List kept messages: waiting ones are retried, dead ones wait for you."""

    async def act(assembly: Assembly) -> None:
        kept = await list_failed(_hosted(assembly, service).parts.database)
        for message in kept:
            typer.echo(
                f"{message.event_id}  {message.state:8}  tries {message.attempts:3}  "
                f"{message.type}  {message.subject}  {message.error}"
            )
        typer.echo(f"{len(kept)} kept")

    asyncio.run(at_home(home, act))


@app.command("replay")
def replay_command(
    service: ServiceArgument, event_id: UUID, home: HomeOption = Path("var")
) -> None:
    """Try a kept message again, from the first try on."""

    async def act(assembly: Assembly) -> None:
        hosted = _hosted(assembly, service)
        await replay(hosted.parts.database, event_id, by="operator")
        passed = await hosted.runtime.retrier.retry(event_id)
        typer.echo("passed" if passed else "failed again, see `zizhu failed list`")

    asyncio.run(at_home(home, act))


@app.command("discard")
def discard_command(
    service: ServiceArgument,
    event_id: UUID,
    reason: Annotated[str, typer.Option(help="kept on the audit trail")],
    home: HomeOption = Path("var"),
) -> None:
    """Drop a kept message for good."""

    async def act(assembly: Assembly) -> None:
        database = _hosted(assembly, service).parts.database
        await discard(database, event_id, by="operator", reason=reason)
        typer.echo("discarded")

    asyncio.run(at_home(home, act))


def resync_command(
    publisher: Annotated[str, typer.Argument(help="who states its rows anew")],
    to: Annotated[str, typer.Option(help="the consumer that is to hear them")],
    home: HomeOption = Path("var"),
) -> None:
    """Republish a publisher's present rows to one consumer, while live events flow."""

    async def act(assembly: Assembly) -> None:
        source = _hosted(assembly, publisher)
        _hosted(assembly, to)
        sent = await resync(source.parts, source.service.republishers, to=to)
        await source.runtime.relay.drain()
        typer.echo(f"{sent} events from {publisher} to {to}")

    asyncio.run(at_home(home, act))


def reconcile_command(home: HomeOption = Path("var")) -> None:
    """Compare count and digest per school between publishers and consumers."""

    async def act(assembly: Assembly) -> int:
        found = await differences(assembly)
        for publisher, consumer, item in found:
            typer.echo(
                f"{item.kind} of school {item.school_id}: {publisher} {item.publisher[0]}, "
                f"{consumer} {item.consumer[0]}"
            )
        typer.echo(f"{len(found)} differences")
        return len(found)

    raise typer.Exit(1 if asyncio.run(at_home(home, act)) else 0)
