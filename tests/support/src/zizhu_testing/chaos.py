"""Killing processes at seeded random moments, and starting them again at once.

The seed decides who dies and after which pause; what was under way then, the machine decides.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence

from zizhu_testing.cluster import Cluster

POSTGRES = "postgres"
RABBIT = "rabbit"
DYING_TOGETHER = 0.2  # how often the next one dies while one is still starting


class Chaos:
    """A thread that kills until it is stopped, each victim once before any twice."""

    def __init__(
        self,
        cluster: Cluster,
        seed: int,
        *,
        longest_pause: float = 1.5,
        servers: Sequence[str] = (),
    ) -> None:
        self.cluster = cluster
        self.killed: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._longest_pause = longest_pause
        self._victims = (*cluster.processes, *servers)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chaos", daemon=True)
        self._fault: BaseException | None = None

    @property
    def is_round_done(self) -> bool:
        """Whether everyone died at least once."""
        return all(self.killed[victim] for victim in self._victims)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Kill nobody any more and heal what is down. Raises what the thread stumbled over."""
        self._stopping.set()
        self._thread.join()
        self.cluster.heal()
        if self._fault is not None:
            raise self._fault

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                for victim in self._chance.sample(self._victims, len(self._victims)):
                    self._watch(self._chance.uniform(0, self._longest_pause))
                    if self._stopping.is_set():
                        return
                    self._kill(victim)
                    if self._chance.random() > DYING_TOGETHER:
                        self._await(victim)
        except BaseException as fault:  # noqa: BLE001 - told by the thread that waits for this one
            self._fault = fault

    def _kill(self, victim: str) -> None:
        """Kill -9, and start again: a service at once, a server before anything else goes on."""
        self.killed[victim] += 1
        servers = {server.name: server for server in self.cluster.servers}
        if victim in servers:
            servers[victim].kill()
            servers[victim].start()
        else:
            self.cluster.revive(victim)

    def _await(self, victim: str) -> None:
        """Let it come back before the next one dies: a machine may be slow, the drill is not."""
        process = self.cluster.processes.get(victim)
        while process is not None and not process.answers() and not self._stopping.is_set():
            self._watch(0.1)

    def _watch(self, seconds: float) -> None:
        """Let time pass, and start again whoever ended by itself: that is an orchestrator's job."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopping.is_set():
            for name, process in self.cluster.processes.items():
                if process.status is not None:
                    self.killed[f"{name} by itself"] += 1
                    self.cluster.revive(name)
            self._stopping.wait(0.05)
