"""Puts the gateway together: the only place that reads its settings."""

from collections.abc import Mapping, Sequence

from redis.asyncio import Redis

from zizhu.common.clock import Clock
from zizhu.common.logs import get_log
from zizhu.gateway.bearer import EarlyCheck, PublishedKeys
from zizhu.gateway.bodies import BodyLimits
from zizhu.gateway.door import Gateway, Guards
from zizhu.gateway.forward import Bounds, Forwarding
from zizhu.gateway.openapi import Document, merge
from zizhu.gateway.origins import Origins
from zizhu.gateway.pages import (
    DOCS_ASSETS,
    DemoAccount,
    Directory,
    Page,
    docs_page,
    front_page,
    live_page,
    metrics_page,
    openapi_page,
    ready_page,
)
from zizhu.gateway.rates import Rates, Turnstile
from zizhu.gateway.reach.port import Reach
from zizhu.gateway.readiness import Readiness
from zizhu.gateway.settings import GatewaySettings
from zizhu.gateway.visits import Reception
from zizhu.gateway.windows import LocalWindows, SharedWindows


def create_gateway(
    settings: GatewaySettings,
    reach: Reach,
    *,
    openapi: Mapping[str, Document],
    cache: Redis | None,
    clock: Clock,
    accounts: Sequence[DemoAccount] = (),
) -> Gateway:
    """Make the gateway's ASGI application.

    `openapi` holds each service's committed document; `cache` may be None where one process
    serves everything: limits then count in memory, which is exact and cheaper. `accounts` are
    shown in a demo only. The caller enters `reach` before the first request.

    Raises ValueError for a limit or a network in the settings that cannot be read, NoConsole for a
    folder that holds no built console.
    """
    log = get_log("gateway")
    turnstile = Turnstile(
        Rates.read(
            account=settings.account_rate,
            session=settings.session_rate,
            school=settings.school_rate,
            address=settings.address_rate,
        ),
        shared=SharedWindows(cache, clock) if cache is not None else None,
        local=LocalWindows(clock),
        log=log,
    )
    guards = Guards(
        reception=Reception(settings.trusted_proxies),
        origins=Origins(settings.origins),
        bodies=_body_limits(settings),
        tokens=EarlyCheck(PublishedKeys(reach), clock),
        rates=turnstile,
    )
    bounds = Bounds(settings.open_requests, settings.open_streams, settings.idle_seconds)
    pages: dict[str, Page] = {
        "/api/docs": docs_page(),
        "/api/openapi.json": openapi_page(merge(openapi)),
        "/health/live": live_page,
        "/health/ready": ready_page(Readiness(reach, lambda: turnstile.is_shared)),
        "/metrics": metrics_page(settings.metrics_readers),
        **DOCS_ASSETS,
    }
    directory = Directory(pages, front_page(settings.profile, accounts), settings.console)
    return Gateway(guards, Forwarding(reach, bounds), directory, log)


def _body_limits(settings: GatewaySettings) -> BodyLimits:
    return BodyLimits(
        plain=settings.max_body_bytes,
        upload=settings.max_upload_bytes,
        upload_types=settings.upload_types,
        by_path=settings.max_bytes_by_path,
    )
