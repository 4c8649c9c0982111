"""Every service there is, as values; the one place that knows them all."""

from zizhu.common.bus import Topology
from zizhu.common.parts import Service
from zizhu.contracts import every_event
from zizhu.identification.app import SERVICE as IDENTIFICATION
from zizhu.identity.app import SERVICE as IDENTITY
from zizhu.notification.app import SERVICE as NOTIFICATION
from zizhu.roster.app import SERVICE as ROSTER

SERVICES: tuple[Service, ...] = (IDENTITY, ROSTER, IDENTIFICATION, NOTIFICATION)
NAMES = tuple(service.name for service in SERVICES)
TOPOLOGY = Topology.of(every_event())


def service_named(name: str) -> Service:
    """Return a service by name. Raises KeyError."""
    return {service.name: service for service in SERVICES}[name]
