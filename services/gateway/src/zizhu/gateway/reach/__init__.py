"""How the gateway reaches services: in the same process, or over HTTP; the door cannot tell."""

from zizhu.gateway.reach.inprocess import InProcess
from zizhu.gateway.reach.overhttp import OverHttp
from zizhu.gateway.reach.port import Reach, ask

__all__ = ["InProcess", "OverHttp", "Reach", "ask"]
