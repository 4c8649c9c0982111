"""The same servers in containers, for machines where a Docker engine answers.

The containers go with the session; testcontainers' reaper removes them if the session is killed.
Ports are fixed on the host, so that a server stopped and started keeps its address.
"""

import functools
import os
import socket
import time
from abc import abstractmethod
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from zizhu_testing.rabbit import RabbitServer
from zizhu_testing.redis import RedisServer
from zizhu_testing.server import NotReady, Server, free_ports

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

RABBIT_IMAGE = "rabbitmq:4-management-alpine"
REDIS_IMAGE = "redis:7-alpine"
LONGEST_START = 120


@functools.cache
def engine_answers() -> bool:
    """Whether a Docker engine answers; asked once. `ZIZHU_TEST_SERVERS=binaries` says no."""
    if os.environ.get("ZIZHU_TEST_SERVERS") == "binaries":
        return False
    address = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    try:
        with _connect(address) as connection:
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def _connect(address: SplitResult) -> socket.socket:
    if address.scheme != "unix":
        return socket.create_connection((address.hostname or "127.0.0.1", address.port or 2375), 5)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(5)
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


class ContainerServer(Server):
    """A server in one container."""

    image: str

    def __init__(self) -> None:
        self._container: DockerContainer | None = None

    @abstractmethod
    def ports(self) -> dict[int, int]:
        """The container's ports and those of this machine that lead to them."""

    @abstractmethod
    def answers(self) -> bool: ...

    def start(self) -> None:
        from testcontainers.core.container import DockerContainer  # slow, and seldom needed

        if self._container is None:
            container = DockerContainer(self.image)
            for inside, outside in self.ports().items():
                container.with_bind_ports(inside, outside)
            self._container = container.start()
        else:
            self._container.get_wrapped_container().start()
        deadline = time.monotonic() + LONGEST_START
        while not self.answers():
            if time.monotonic() > deadline:
                self.close()
                raise NotReady(f"{self.image} does not answer")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._container is not None:
            self._container.get_wrapped_container().stop()

    def kill(self) -> None:
        if self._container is not None:
            self._container.get_wrapped_container().kill()

    def close(self) -> None:
        if self._container is not None:
            self._container.stop()
            self._container = None


class ContainerRabbit(RabbitServer, ContainerServer):
    image = RABBIT_IMAGE

    def ports(self) -> dict[int, int]:
        self.port, self.management_port = free_ports(2)
        return {5672: self.port, 15672: self.management_port}


class ContainerRedis(RedisServer, ContainerServer):
    image = REDIS_IMAGE

    def ports(self) -> dict[int, int]:
        (self.port,) = free_ports(1)
        return {6379: self.port}
