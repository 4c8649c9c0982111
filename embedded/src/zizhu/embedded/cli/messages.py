"""`zizhu failed …`, `zizhu resync`, `zizhu reconcile`: looking after messages and projections.

Against servers that the environment names, the running services deliver and retry; in a folder of
one's own the command does it itself, so that nothing has to run.
"""

import asyncio
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from zizhu.common.audit import Actor
from zizhu.common.failed import discard, list_failed, replay
from zizhu.common.hosting import Hosted
from zizhu.common.resync import resync
from zizhu.embedded.cli.home import InstallationOption, at_services
from zizhu.embedded.names import NAMES
from zizhu.embedded.reconcile import differences

if TYPE_CHECKING:
    from zizhu.embedded.cli.home import Sides

app = typer.Typer(no_args_is_help=True, help="messages that failed by themselves")

OPERATOR = Actor(role="operator")
ServiceArgument = Annotated[str, typer.Argument(help=" | ".join(NAMES))]


@app.command("list")
def list_command(service: ServiceArgument, home: InstallationOption = None) -> None:
    """List kept messages: waiting ones are retried, dead ones wait for you."""

    async def act(sides: "Sides") -> None:
        kept = await list_failed(sides[service].parts.database)
        for message in kept:
            typer.echo(
                f"{message.event_id}  {message.state:8}  tries {message.attempts:3}  "
                f"{message.type}  {message.subject}  {message.error}"
            )
        typer.echo(f"{len(kept)} kept")

    asyncio.run(at_services(home, act, service))


@app.command("replay")
def replay_command(
    service: ServiceArgument, event_id: UUID, home: InstallationOption = None
) -> None:
    """Try a kept message again, from the first try on."""

    async def act(sides: "Sides") -> None:
        side = sides[service]
        async with side.parts.database.transaction(actor=OPERATOR) as tx:
            await replay(tx, event_id)
        if not isinstance(side, Hosted):
            typer.echo(f"due now: {service} tries it within seconds, see `zizhu failed list`")
            return
        passed = await side.runtime.retrier.retry(event_id)
        typer.echo("passed" if passed else "failed again, see `zizhu failed list`")

    asyncio.run(at_services(home, act, service))


@app.command("discard")
def discard_command(
    service: ServiceArgument,
    event_id: UUID,
    reason: Annotated[str, typer.Option(help="kept on the audit trail")],
    home: InstallationOption = None,
) -> None:
    """Drop a kept message for good."""

    async def act(sides: "Sides") -> None:
        async with sides[service].parts.database.transaction(actor=OPERATOR) as tx:
            await discard(tx, event_id, reason=reason)
        typer.echo("discarded")

    asyncio.run(at_services(home, act, service))


def resync_command(
    publisher: Annotated[str, typer.Argument(help="who states its rows anew")],
    to: Annotated[str, typer.Option(help="the consumer that is to hear them")],
    home: InstallationOption = None,
) -> None:
    """Republish a publisher's present rows to one consumer, while live events flow."""

    async def act(sides: "Sides") -> None:
        source = sides[publisher]
        sent = await resync(source.parts, source.service.republishers, to=to)
        if isinstance(source, Hosted):
            await source.runtime.relay.drain()
        typer.echo(f"{sent} events from {publisher} to {to}")

    asyncio.run(at_services(home, act, publisher, to))


def reconcile_command(home: InstallationOption = None) -> None:
    """Compare count and digest per school between publishers and consumers."""

    async def act(sides: "Sides") -> int:
        found = await differences(sides.values())
        for publisher, consumer, item in found:
            typer.echo(
                f"{item.kind} of school {item.school_id}: {publisher} {item.publisher[0]}, "
                f"{consumer} {item.consumer[0]}"
            )
        typer.echo(f"{len(found)} differences")
        return len(found)

    raise typer.Exit(1 if asyncio.run(at_services(home, act, *NAMES)) else 0)
