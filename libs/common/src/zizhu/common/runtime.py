"""Everything of a service that runs beside its web application: relay, consumer, retries, jobs,
timers, housekeeping. Started and drained by the host.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from zizhu.common import metrics
from zizhu.common.bus import Bus
from zizhu.common.businessclock import refresh_shift
from zizhu.common.database import DatabaseAway
from zizhu.common.failed import Retrier, count_failed
from zizhu.common.files.sweep import sweep_orphans, sweep_staged
from zizhu.common.idempotency import drop_keys
from zizhu.common.inbox import Consumer, drop_received
from zizhu.common.joblist import drop_finished
from zizhu.common.jobs import Workshop
from zizhu.common.outbox import Relay, drop_sent, outbox_depth
from zizhu.common.parts import Parts, Service, Timer
from zizhu.common.timers import run_timers
from zizhu.common.trail.sealer import ANCHORING, AuditSealer, sealing
from zizhu.common.trail.standing import VERIFYING

DRAIN_SECONDS = 20.0


class Runtime:
    """The background of one service; an async context manager that drains on the way out."""

    def __init__(self, service: Service, parts: Parts, bus: Bus) -> None:
        self.service = service
        self.parts = parts
        self._bus = bus
        self.relay = Relay(parts.database, bus, parts.log)
        self.consumer = Consumer(
            service.name, parts.database, service.subscriptions, parts, parts.log
        )
        self.retrier = Retrier(parts.database, self.consumer, parts.log)
        self.workshop = Workshop(parts, service.jobs)
        self._sealing = sealing(parts)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        if self.service.subscriptions:
            await self._bus.subscribe(self.service.name, self.consumer.deliver)
        loops: dict[str, Callable[[], Awaitable[None]]] = {
            "relay": lambda: self.relay.run(self._stopping, bulk=False),
            "bulk relay": lambda: self.relay.run(self._stopping, bulk=True),
            "retrier": lambda: self.retrier.run(self._stopping),
            "jobs": lambda: self.workshop.run(self._stopping),
            "timers": lambda: run_timers(self.parts, self._timers(), self._stopping),
            "clock": lambda: refresh_shift(self.parts, self._stopping),
        }
        if self._sealing is not None:
            sealed = self._sealing
            sealer = AuditSealer(sealed)
            loops["sealer"] = lambda: sealer.run(self._stopping)
            loops["anchors"] = lambda: run_timers(sealed, (ANCHORING,), self._stopping)
        for name, loop in loops.items():
            self._tasks.append(
                asyncio.create_task(self._keep(name, loop), name=f"{self.service.name} {name}")
            )
        return self

    async def _keep(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Run a loop for good: a defect in it is logged and the loop goes on after a pause."""
        while not self._stopping.is_set():
            try:
                await loop()
            except Exception:
                self.parts.log.exception("loop_broke", loop=name)
                await self._pause(1.0)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _timers(self) -> tuple[Timer, ...]:
        return (*self.service.timers, *HOUSEKEEPING)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self.parts.database.wake.set()
        if not self._tasks:
            return
        _done, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._sealing is not None:
            await self._sealing.database.close()


async def _measure(parts: Parts) -> None:
    try:
        depth, age = await outbox_depth(parts.database)
        kept = await count_failed(parts.database)
    except DatabaseAway:
        return
    metrics.OUTBOX_DEPTH.labels(parts.service).set(depth)
    metrics.OUTBOX_AGE.labels(parts.service).set(age)
    for state, number in kept.items():
        metrics.FAILED_MESSAGES.labels(parts.service, state).set(number)


async def _sweep(parts: Parts) -> None:
    await drop_sent(parts.database)
    await drop_received(parts.database)
    await drop_keys(parts.database)
    await drop_finished(parts.database)
    await sweep_staged(parts)


async def _sweep_orphans(parts: Parts) -> None:
    await sweep_orphans(parts)


HOUSEKEEPING = (
    Timer("plumbing.measure", timedelta(seconds=15), _measure),
    Timer("plumbing.sweep", timedelta(hours=1), _sweep),
    Timer("files.orphans", timedelta(days=1), _sweep_orphans),
    VERIFYING,
)
