"""The services by name, none of them imported: one process among many loads only its own."""

from importlib import import_module

from zizhu.common.bus import Topology
from zizhu.common.parts import Service
from zizhu.contracts import every_event

NAMES = ("identity", "roster", "identification", "notification")
TOPOLOGY = Topology.of(every_event())


def service_named(name: str) -> Service:
    """Import a service and return it. Raises KeyError."""
    if name not in NAMES:
        raise KeyError(name)
    service: Service = import_module(f"zizhu.{name}.app").SERVICE
    return service
