"""A private Redis that keeps nothing on disk."""

import socket

from zizhu_testing.server import PrivateServer, Server, binary, free_ports


class RedisServer(Server):
    """What tests may ask of a Redis, wherever it runs."""

    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def flush(self) -> None:
        """Forget everything, so that the next test begins with nothing."""
        if _ask(self.port, b"FLUSHALL\r\n") != b"+OK\r\n":
            raise RuntimeError("Redis did not flush")

    def answers(self) -> bool:
        try:
            return _ask(self.port, b"PING\r\n") == b"+PONG\r\n"
        except OSError:
            return False


class PrivateRedis(PrivateServer, RedisServer):
    """`redis-server` of this machine."""

    name = "redis"

    def _prepare(self) -> None:
        self._program = binary("redis-server")
        (self.port,) = free_ports(1)

    def _launch(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self._spawn([self._program, *where, "--save", "", "--appendonly", "no"])
        self._await(self.answers)


def _ask(port: int, command: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(command)
        return connection.recv(64)
