"""The committed OpenAPI documents: written from the code by `make openapi`, compared in CI."""

import sys
from pathlib import Path
from typing import Any

import orjson

from zizhu.common.bus import Topology
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.clock import BusinessClock, MachineClock
from zizhu.common.database import Database
from zizhu.common.files import Files, LocalFolder
from zizhu.common.keys import fresh_keys
from zizhu.common.logs import get_log
from zizhu.common.parts import Parts, Service
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tokens import KeySource, TokenVerifier
from zizhu.embedded.catalogue import NAMES, SERVICES


def idle_parts(service: Service) -> Parts:
    """Make the surroundings of a service that is described and not run."""
    settings = ServiceSettings(profile=Profile.TEST)
    keys = fresh_keys(NAMES)[service.name]
    machine = MachineClock()
    database = Database("postgresql+asyncpg://nobody@/nowhere", source=service.name)

    async def no_keys() -> list[dict[str, object]]:
        return []

    return Parts(
        service=service.name,
        settings=settings,
        database=database,
        machine=machine,
        business=BusinessClock(machine),
        keys=keys,
        tokens=TokenVerifier(KeySource(no_keys, None), None, machine),
        files=Files(LocalFolder(Path("nowhere")), keys.ring, service.name),
        cache=None,
        log=get_log(service.name),
    )


def describe(service: Service) -> dict[str, Any]:
    """Return the OpenAPI document of a service as its code has it now."""
    app = service.create_app(idle_parts(service))
    app.state.bus = MemoryBus(Topology.of(()))
    return app.openapi()


def render(service: Service) -> bytes:
    return orjson.dumps(describe(service), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def committed_path(service: Service) -> Path:
    """Return where the document of a service is committed, beside its package."""
    source = service.migrations.parent / "src" / "zizhu" / service.name
    return source / "openapi.json"


def write_all() -> None:
    """Write every document anew."""
    for service in SERVICES:
        committed_path(service).write_bytes(render(service) + b"\n")
        sys.stdout.write(f"{service.name}\n")


if __name__ == "__main__":
    write_all()
