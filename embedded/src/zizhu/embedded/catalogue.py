"""Every service there is, as values; the one place that knows them all."""

from zizhu.common.parts import Service
from zizhu.embedded.names import NAMES, TOPOLOGY, service_named
from zizhu.identification.app import SERVICE as IDENTIFICATION
from zizhu.identity.app import SERVICE as IDENTITY
from zizhu.notification.app import SERVICE as NOTIFICATION
from zizhu.roster.app import SERVICE as ROSTER

__all__ = ["NAMES", "SERVICES", "TOPOLOGY", "service_named"]

SERVICES: tuple[Service, ...] = (IDENTITY, ROSTER, IDENTIFICATION, NOTIFICATION)
