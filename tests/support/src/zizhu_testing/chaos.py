"""Killing processes at seeded random moments, and starting them again.

The seed decides who dies, after which pause, and how long a server that nothing needs stays away;
what was under way then, the machine decides.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence

from zizhu_testing.cluster import Cluster
from zizhu_testing.server import PrivateServer

POSTGRES = "postgres"
RABBIT = "rabbit"
REDIS = "redis"
DYING_TOGETHER = 0.2  # how often the next one dies while one is still starting
LONGEST_ABSENCE = 3.0  # seconds without Redis: its users have to notice
QUICK = 2.5  # seconds that a service takes to come back on a quiet machine
SOON = 0.3  # seconds: what is struck at may take no longer


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
        self._slowness = 1.0
        self._servers = {server.name: server for server in cluster.servers}
        self._victims = (*cluster.processes, *(self._servers[name].name for name in servers))
        self._stopping = threading.Event()
        self._striking = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chaos", daemon=True)
        self._fault: BaseException | None = None

    @property
    def is_round_done(self) -> bool:
        """Whether everyone died at least once, or nobody dies any more."""
        return self._fault is not None or all(self.killed[victim] for victim in self._victims)

    def start(self) -> None:
        self._thread.start()

    def strike(self) -> None:
        """Let the next victim die in a moment: what begins now is over before a pause would be."""
        self._striking.set()

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
                    self._pause()
                    if self._stopping.is_set():
                        return
                    self._kill(victim)
                    if self._chance.random() > DYING_TOGETHER:
                        self._await(victim)
        except BaseException as fault:  # noqa: BLE001 - told by the thread that waits for this one
            self._fault = fault

    def _pause(self) -> None:
        """The seed says how long, for a quiet machine; a strike ends it."""
        long, soon = self._chance.uniform(0, self._longest_pause), self._chance.uniform(0, SOON)
        self._watch(long * self._slowness, until=self._striking)
        if self._striking.is_set():
            self._striking.clear()
            self._watch(soon)

    def _kill(self, victim: str) -> None:
        """Kill -9, and start again: a service at once, a server before anything else goes on."""
        self.killed[victim] += 1
        server = self._servers.get(victim)
        if server is not None:
            self._take_away(server)
        else:
            self.cluster.revive(victim)

    def _take_away(self, server: PrivateServer) -> None:
        """Redis may also end in an orderly way, and stays away for a while."""
        if server.name != REDIS:
            server.kill()
        else:
            self._chance.choice((server.kill, server.stop))()
            self._watch(self._chance.uniform(0, LONGEST_ABSENCE))
        server.start()

    def _await(self, victim: str) -> None:
        """Let it come back before the next one dies; where that takes long, pauses are longer too:
        a machine may be slow, and the work between two deaths has to stay the same.
        """
        process, began = self.cluster.processes.get(victim), time.monotonic()
        if process is None:
            return
        while not process.answers() and not self._stopping.is_set():
            self._watch(0.1)
        self._slowness = max(1.0, (time.monotonic() - began) / QUICK)

    def _watch(self, seconds: float, until: threading.Event | None = None) -> None:
        """Let time pass, and start again whoever ended by itself: that is an orchestrator's job."""
        over, end = until or self._stopping, time.monotonic() + seconds
        while time.monotonic() < end and not over.is_set() and not self._stopping.is_set():
            for name, process in self.cluster.processes.items():
                if process.status is not None:
                    self.killed[f"{name} by itself"] += 1
                    self.cluster.revive(name)
            over.wait(0.05)
