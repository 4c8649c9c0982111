"""The whole topology as a province runs it: each service a process of its own over PostgreSQL,
RabbitMQ and Redis, all of them private to one test and allowed to die.

    with Cluster() as cluster:
        requests.get(cluster.url + "/health/ready")
        cluster.process("roster").kill()
"""

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

from zizhu.common.bus_rabbit import declare_topology
from zizhu.common.keys import fresh_keys
from zizhu.common.provision import create_database, migrate
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.embedded.catalogue import NAMES, SERVICES, TOPOLOGY
from zizhu_testing.postgres import PrivatePostgres
from zizhu_testing.rabbit import PrivateRabbit
from zizhu_testing.redis import PrivateRedis
from zizhu_testing.server import PrivateServer, free_ports


class ServiceProcess(PrivateServer):
    """One `zizhu run <service>`."""

    def __init__(self, service: str, port: int, environment: dict[str, str]) -> None:
        super().__init__()
        self.name = service
        self.port = port
        self._environment = environment

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _prepare(self) -> None:
        """Everything it needs comes from the environment."""

    def launch_without_waiting(self) -> None:
        """Start again and return at once: for a service whose servers are away."""
        if self._folder is None:
            self._settle()
        zizhu = Path(sys.executable).parent / "zizhu"
        self._spawn([zizhu, "run", self.name, "--port", str(self.port)], self._environment)

    def _launch(self) -> None:
        self.launch_without_waiting()
        self._await(self.answers)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Cluster:
    """Servers, databases, keys, topology, and every service behind its gateway."""

    def __init__(self, profile: Profile = Profile.TEST) -> None:
        self.profile = profile
        self.postgres = PrivatePostgres()
        self.rabbit = PrivateRabbit()
        self.redis = PrivateRedis()
        self.processes: dict[str, ServiceProcess] = {}
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        return self.processes["gateway"].url

    def process(self, name: str) -> ServiceProcess:
        return self.processes[name]

    @property
    def settings(self) -> ServiceSettings:
        """Settings of every service, for a test that looks into the databases."""
        socket = self.postgres.folder
        dsn = "postgresql+asyncpg://zizhu_{service}%s@/zizhu_{service}?host=" + str(socket)
        return ServiceSettings.model_validate(
            {
                "profile": self.profile,
                "database_url": dsn % "",
                "owner_database_url": dsn % "_owner",
                "sealer_database_url": dsn % "_sealer",
                "rabbitmq_url": self.rabbit.url,
                "redis_url": self.redis.url,
                "files_path": socket / "zizhu-files",
                "anchor_path": socket / "anchors.jsonl",
            }
        )

    def __enter__(self) -> Self:
        try:
            for server in (self.postgres, self.rabbit, self.redis):
                self._stack.enter_context(server)
            asyncio.run(self._provision())
            self._make_processes()
            for process in self.processes.values():
                self._stack.enter_context(process)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def _provision(self) -> None:
        for service in SERVICES:
            await create_database(self.postgres.url, service.name)
            await migrate(service, self.settings.owner_dsn(service.name), self.profile)
        await declare_topology(self.rabbit.url, TOPOLOGY)

    def _make_processes(self) -> None:
        ports = dict(zip((*NAMES, "gateway"), free_ports(len(NAMES) + 1), strict=True))
        urls = {name: f"http://127.0.0.1:{ports[name]}" for name in NAMES}
        keys = self.postgres.folder / "zizhu-keys"
        keys.mkdir()
        for name, made in fresh_keys(NAMES).items():
            (keys / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
        for name in (*NAMES, "gateway"):
            environment = self._environment(urls)
            if name != "gateway":
                environment["ZIZHU_KEYS_FILE"] = str(keys / f"{name}.json")
            self.processes[name] = ServiceProcess(name, ports[name], environment)

    def _environment(self, urls: dict[str, str]) -> dict[str, str]:
        settings = self.settings
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return inherited | {
            "ZIZHU_PROFILE": self.profile.value,
            "ZIZHU_DATABASE_URL": settings.database_url.get_secret_value(),
            "ZIZHU_OWNER_DATABASE_URL": settings.owner_database_url.get_secret_value(),
            "ZIZHU_SEALER_DATABASE_URL": settings.sealer_database_url.get_secret_value(),
            "ZIZHU_RABBITMQ_URL": self.rabbit.url,
            "ZIZHU_REDIS_URL": self.redis.url,
            "ZIZHU_FILES_PATH": str(settings.files_path),
            "ZIZHU_ANCHOR_PATH": str(settings.anchor_path),
            "ZIZHU_IDENTITY_URL": urls["identity"],
            "GATEWAY_URLS": json.dumps(urls),
        }

    def database_url(self, service: str, role: str = "owner") -> str:
        """The address of a service's database for a test that looks or counts."""
        user = f"zizhu_{service}" + ("" if role == "service" else f"_{role}")
        url = make_url(self.postgres.url).set(username=user, database=f"zizhu_{service}")
        return url.render_as_string(hide_password=False)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
