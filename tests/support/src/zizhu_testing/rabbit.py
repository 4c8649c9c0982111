"""A private RabbitMQ: its own home, node, ports, tables and port mapper, nothing shared.

Virtual hosts are made over the management API: it answers in 10 ms, `rabbitmqctl` takes seconds.
"""

import json
import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import psutil

from zizhu_testing.server import Missing, PrivateServer, Server, binary, free_ports

HELLO = b"AMQP\x00\x00\x09\x01"
QUIET = "+sbwt none +sbwtdcpu none +sbwtdio none"  # idle schedulers must not spin on shared cores
LOCAL = "-kernel inet_dist_use_interface {127,0,0,1}"
FREE_DISK = "disk_free_limit.absolute = 1MB"  # a full disk of the developer's is no fault of ours


class RabbitServer(Server):
    """What tests may ask of a RabbitMQ, wherever it runs."""

    port: int
    management_port: int

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    @property
    def management_url(self) -> str:
        return f"http://127.0.0.1:{self.management_port}"

    def create_vhost(self, name: str) -> str:
        """Make an empty virtual host; return its address."""
        self.manage("PUT", f"/api/vhosts/{quote(name, safe='')}")
        return f"{self.url}{quote(name, safe='')}"

    def delete_vhost(self, name: str) -> None:
        """Remove a virtual host with all its queues and connections."""
        self.manage("DELETE", f"/api/vhosts/{quote(name, safe='')}")

    def manage(self, method: str, path: str, body: object = None) -> object:
        """Ask the management API; return what it answers, or None for an empty answer."""
        request = urllib.request.Request(
            self.management_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {b64encode(b'guest:guest').decode()}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def answers(self) -> bool:
        """Whether both the broker and its management API are there."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(HELLO)
                if not connection.recv(8):
                    return False
            self.manage("GET", "/api/whoami")
        except urllib.error.HTTPError as error:
            return error.code < HTTPStatus.INTERNAL_SERVER_ERROR
        except OSError:
            return False
        return True


class PrivateRabbit(PrivateServer, RabbitServer):
    """`rabbitmq-server` of this machine, as user rabbitmq where we are root."""

    name = "rabbit"
    account = "rabbitmq"

    def settle(self) -> None:
        """Wait until every quorum queue would survive `kill`: RabbitMQ 3.10 registers a new one on
        disk only a second later, and a queue killed before that never answers again.
        """
        self._await(self._is_settled, within=20)

    def _is_settled(self) -> bool:
        registers = [path.read_bytes() for path in self.folder.glob("mnesia/*/quorum/*/names.dets")]
        return all(
            any(name.encode() in register for register in registers)
            for name in self._quorum_queues()
        )

    def _quorum_queues(self) -> list[str]:
        queues = self.manage("GET", "/api/queues")
        assert isinstance(queues, list)
        return [
            f"{'%2F' if queue['vhost'] == '/' else queue['vhost']}_{queue['name']}"
            for queue in queues
            if queue.get("type") == "quorum"
        ]

    def _prepare(self) -> None:
        # Debian's program on PATH is a wrapper that writes into the system's folders.
        self._program = binary("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
        self._mapper = _port_mapper()
        self.port, self._dist_port, self._mapper_port, self.management_port = free_ports(4)
        (self.folder / "plugins").write_text("[rabbitmq_management].\n")
        lines = (
            f"listeners.tcp.1 = 127.0.0.1:{self.port}",
            "management.tcp.ip = 127.0.0.1",
            f"management.tcp.port = {self.management_port}",
            FREE_DISK,
        )
        (self.folder / "rabbitmq.conf").write_text("\n".join(lines) + "\n")

    def _launch(self) -> None:
        where = ["-port", str(self._mapper_port), "-address", "127.0.0.1"]
        # Ours, because one that the node starts is a daemon and stays behind.
        self._spawn([self._mapper, *where], self._environment())
        self._spawn([self._program], self._environment())
        self._await(self.answers)

    def _ask_to_stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask the virtual machine itself: the script around it would call `rabbitmqctl`."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children(recursive=True):
                if child.name().startswith("beam"):
                    child.terminate()
                    return
        process.terminate()

    def _environment(self) -> dict[str, str]:
        folder = self.folder
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"zizhu{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{QUIET} {LOCAL}",
        }


def _port_mapper() -> Path:
    found = shutil.which("epmd") or next(
        (str(path) for path in Path("/usr/lib/erlang").glob("erts-*/bin/epmd")), None
    )
    if found is None:
        raise Missing("epmd is not on this machine: it comes with Erlang, which RabbitMQ needs")
    return Path(found)
