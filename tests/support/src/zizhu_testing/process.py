"""One `zizhu run <service>` as a server of its own: to stop, to kill, to start again."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

from zizhu_testing.server import PrivateServer

DIED_AT_POINT = 137  # what a crash point exits with


class ServiceProcess(PrivateServer):
    """A service, or the gateway, in a process of its own. It keeps its port for life."""

    def __init__(self, service: str, port: int, environment: dict[str, str]) -> None:
        super().__init__()
        self.name = service
        self.port = port
        self.environment = environment

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._processes[0].pid

    @property
    def status(self) -> int | None:
        """None while it runs, else what it exited with."""
        return self._processes[0].poll() if self._processes else 0

    def launch(self, crash: str = "") -> None:
        """Start and return at once; `crash` (`point:count`) arms a crash point for this life."""
        if self._folder is None:
            self._settle()
        self.kill()  # also forgets one that died by itself
        zizhu = Path(sys.executable).parent / "zizhu"
        armed = {"ZIZHU_CRASH": crash} if crash else {}
        self._spawn([zizhu, "run", self.name, "--port", str(self.port)], self.environment | armed)

    def terminate(self) -> None:
        """Ask it to end, as an orchestrator does, and return at once."""
        self._processes[0].terminate()

    def wait_until_live(self) -> None:
        """Raises NotReady with the end of its log."""
        self._await(self.answers)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _prepare(self) -> None:
        """Everything it needs comes from the environment."""

    def _launch(self) -> None:
        self.launch()
        self.wait_until_live()
