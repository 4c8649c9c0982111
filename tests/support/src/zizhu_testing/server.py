"""What every throw-away server is: started on ports and in a folder of its own, and gone for good
when its context ends or its owner dies, however that happens.

Calls block for as long as the server takes. In a running event loop use `async with`, and
`await asyncio.to_thread(server.stop)` where the loop has to go on meanwhile.
"""

import asyncio
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from zizhu_testing import keeper

MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 6 * 2**30  # two workers with a PostgreSQL each, and as much again to spare


class Missing(Exception):
    """The server cannot be had on this machine; the sentence says what to do."""


class NotReady(Exception):
    """The server was started and does not answer; carries the end of its log."""


class Server(ABC):
    """A server that can be stopped, killed and started again under the same address."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def start(self) -> None:
        """Start, or start again with the same data and ports; return when it answers."""

    @abstractmethod
    def stop(self) -> None:
        """Stop in an orderly way."""

    @abstractmethod
    def kill(self) -> None:
        """Kill without warning, as a failing machine would."""

    @abstractmethod
    def close(self) -> None:
        """End it and leave nothing behind."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.close)


class PrivateServer(Server):
    """A server made of processes of this machine, in one process group and one folder."""

    name: str
    account: str | None = None  # whom it runs as when we are root

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._keeper: subprocess.Popen[str] | None = None
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def folder(self) -> Path:
        if self._folder is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._folder

    @property
    def user(self) -> str | None:
        """The account to run as; None where we are not root or it does not exist."""
        if os.geteuid() != 0 or self.account is None:
            return None
        with suppress(KeyError):
            return pwd.getpwnam(self.account).pw_name
        return None

    def start(self) -> None:
        if self._processes:
            return
        if self._folder is None:
            self._settle()
        try:
            self._launch()
        except BaseException:
            self.close()
            raise

    def stop(self) -> None:
        for process in reversed(self._processes):
            self._ask_to_stop(process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
        self.kill()

    def kill(self) -> None:
        if not self._processes:
            return
        group = self._processes[0].pid
        family = [child for process in self._processes for child in _descendants(process.pid)]
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        for child in family:  # servers give their workers process groups of their own
            with suppress(psutil.NoSuchProcess):
                child.kill()
        for process in self._processes:
            process.wait()
        while any(_lives(child) for child in family):
            time.sleep(0.005)
        self._tell("forget", group)
        self._processes = []

    def close(self) -> None:
        self.kill()
        if self._keeper is not None:
            self._keeper.communicate()
            self._keeper = None
        self._folder = None

    @abstractmethod
    def _prepare(self) -> None:
        """Write what the first start needs into the folder."""

    @abstractmethod
    def _launch(self) -> None:
        """Spawn the processes and wait until they answer."""

    def _ask_to_stop(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()

    def _settle(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=f"zizhu-{self.name}-", dir=roomy_memory()))
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # what kills us must not kill it
        )
        self._prepare()
        if self.user is not None:
            shutil.chown(self._folder, self.user)

    def _spawn(self, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
        """Start one process of the server, in the group that the first one leads."""
        user = self.user
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder,
                env=dict(env) if env is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=self._processes[0].pid if self._processes else 0,
                user=user,
                group=None if user is None else pwd.getpwnam(user).pw_gid,
                extra_groups=None if user is None else [],
            )
        if not self._processes:
            self._tell("watch", process.pid)
        self._processes.append(process)

    def _await(self, answers: Callable[[], bool], *, within: float = 60) -> None:
        """Wait until the server answers. Raises NotReady with the end of its log."""
        deadline = time.monotonic() + within
        while not answers():
            dead = [process for process in self._processes if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-2000:]
                raise NotReady(f"{self.name} does not answer; its log ends:\n{tail}")
            time.sleep(0.02)

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def _tell(self, word: str, group: int) -> None:
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.write(f"{word} {group}\n")
            self._keeper.stdin.flush()


def _descendants(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _lives(process: psutil.Process) -> bool:
    """Whether it still does something; an orphan may stay a zombie for as long as init likes."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def roomy_memory() -> Path | None:
    """Return the file system in memory if there is one with room, else None: on a disk that other
    work keeps busy, a database just cloned may take seconds to answer its first connection.
    """
    with suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
            return MEMORY
    return None


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on, below those that the system hands to outgoing connections:
    a stopped server must find its own port free when it starts again.
    """
    found: list[int] = []
    while len(found) < count:
        port = random.SystemRandom().randint(15_000, 30_000)
        with socket.socket() as attempt, suppress(OSError):
            attempt.bind(("127.0.0.1", port))
            if port not in found:
                found.append(port)
    return found


def binary(name: str, *candidates: str) -> Path:
    """Return where a program is. Raises Missing."""
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return Path(candidate)
    path = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin"
    found = shutil.which(name, path=path)
    if found is None:
        raise Missing(
            f"{name} is not on this machine and no Docker engine answers: "
            "install it (tests/support/ensure_servers.sh does on Debian, as root)"
        )
    return Path(found)
