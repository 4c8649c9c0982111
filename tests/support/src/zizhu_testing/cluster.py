"""The whole topology as a province runs it: each service a process of its own over PostgreSQL,
RabbitMQ and Redis, all of them private to one test session and allowed to die.

    with Cluster() as cluster:
        requests.get(cluster.url + "/health/ready")
        cluster.process("roster").kill()
        cluster.heal()

Calls block; in a running event loop use `asyncio.to_thread`.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self

from zizhu.common.bus_rabbit import declare_topology
from zizhu.common.keys import fresh_keys
from zizhu.common.provision import create_database, database_name, migrate
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.embedded.catalogue import NAMES, SERVICES, TOPOLOGY
from zizhu.embedded.keyfiles import KeyFolder
from zizhu_testing.postgres import PrivatePostgres
from zizhu_testing.process import ServiceProcess
from zizhu_testing.rabbit import PrivateRabbit
from zizhu_testing.redis import PrivateRedis
from zizhu_testing.server import PrivateServer, free_ports

GATEWAY = "gateway"
LEASED = ("outbox", "job", "timer")


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
    def servers(self) -> tuple[PrivateServer, ...]:
        return self.postgres, self.rabbit, self.redis

    @property
    def url(self) -> str:
        return self.processes[GATEWAY].url

    def process(self, name: str) -> ServiceProcess:
        return self.processes[name]

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.postgres.folder / "zizhu-keys")

    @property
    def settings(self) -> ServiceSettings:
        """Settings of every service, for a test that looks into the databases."""
        folder = self.postgres.folder
        dsn = "postgresql+asyncpg://zizhu_{service}%s@/zizhu_{service}?host=" + str(folder)
        return ServiceSettings.model_validate(
            {
                "profile": self.profile,
                "database_url": dsn % "",
                "owner_database_url": dsn % "_owner",
                "sealer_database_url": dsn % "_sealer",
                "rabbitmq_url": self.rabbit.url,
                "redis_url": self.redis.url,
                "files_path": folder / "zizhu-files",
                "anchor_path": folder / "anchors.jsonl",
            }
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start everything, or nothing. Raises Missing or NotReady."""
        try:
            self._start_servers()
            self._make_processes()
            for process in self.processes.values():
                self._stack.callback(process.close)
                process.launch()
            for process in self.processes.values():
                process.wait_until_live()
            self.rabbit.settle()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End everything and leave nothing behind."""
        self._stack.close()

    def _start_servers(self) -> None:
        """The broker takes longest: databases are made meanwhile."""
        for server in self.servers:
            self._stack.callback(server.close)
        with ThreadPoolExecutor() as pool:
            broker = pool.submit(self.rabbit.start)
            cache = pool.submit(self.redis.start)
            self.postgres.start()
            pool.submit(asyncio.run, self._provision()).result()
            broker.result()
            cache.result()
            pool.submit(asyncio.run, declare_topology(self.rabbit.url, TOPOLOGY)).result()

    async def _provision(self) -> None:
        for service in SERVICES:
            await create_database(self.postgres.url, service.name)
            await migrate(service, self.settings.owner_dsn(service.name), self.profile)

    def _make_processes(self) -> None:
        ports = dict(zip((*NAMES, GATEWAY), free_ports(len(NAMES) + 1), strict=True))
        urls = {name: f"http://127.0.0.1:{ports[name]}" for name in NAMES}
        for name, made in fresh_keys(NAMES).items():
            self.keys.write(name, made)
        for name in (*NAMES, GATEWAY):
            environment = self._environment(urls)
            if name != GATEWAY:
                environment["ZIZHU_KEYS_FILE"] = str(self.keys.file(name))
            self.processes[name] = ServiceProcess(name, ports[name], environment)

    def _environment(self, urls: dict[str, str]) -> dict[str, str]:
        settings = self.settings
        inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return inherited | {
            "ZIZHU_PROFILE": self.profile.value,
            "ZIZHU_DATABASE_URL": settings.database_url.get_secret_value(),
            "ZIZHU_SEALER_DATABASE_URL": settings.sealer_database_url.get_secret_value(),
            "ZIZHU_RABBITMQ_URL": self.rabbit.url,
            "ZIZHU_REDIS_URL": self.redis.url,
            "ZIZHU_FILES_PATH": str(settings.files_path),
            "ZIZHU_ANCHOR_PATH": str(settings.anchor_path),
            "ZIZHU_IDENTITY_URL": urls["identity"],
            "GATEWAY_URLS": json.dumps(urls),
        }

    def run_sql(self, service: str, *statements: str) -> str:
        """Run statements in a service's database as the superuser, for tests that look or count."""
        return self.postgres.run_sql(*statements, database=database_name(service))

    def revive(self, name: str, crash: str = "") -> None:
        """Start a process again, without waiting for it.

        What it held by lease is free at once, as it would be some time later: a test may not wait
        that long, and nobody else of this service runs.
        """
        process = self.process(name)
        process.kill()
        if name != GATEWAY:
            free = (
                f"UPDATE {table} SET leased_until = now() WHERE lease_token IS NOT NULL"
                for table in LEASED
            )
            self.run_sql(name, *free)
        process.launch(crash)

    def heal(self) -> None:
        """Start whatever does not run, and wait until everything answers."""
        for server in self.servers:
            server.start()
        fallen = [name for name, process in self.processes.items() if process.status is not None]
        for name in fallen:
            self.revive(name)
        for name in fallen:
            self.process(name).wait_until_live()

    def is_ready(self) -> bool:
        status, _ = self.ask("/health/ready")
        return status == 200

    def ask(self, path: str) -> tuple[int, dict[str, object]]:
        """GET a page of the gateway; return status and JSON, or 0 where nobody answers."""
        return _get(f"{self.url}{path}")

    def readiness_of(self, name: str) -> tuple[int, dict[str, object]]:
        """What one service says of its own dependencies."""
        return _get(f"{self.process(name).url}/health/ready")


def _get(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
    except (urllib.error.URLError, OSError):
        return 0, {}
