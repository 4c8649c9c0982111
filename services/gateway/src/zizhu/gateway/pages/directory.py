"""Which page answers at an address: the gateway's own first, then the console."""

from collections.abc import Mapping
from pathlib import Path

from zizhu.gateway.pages.console import Console
from zizhu.gateway.pages.serving import Page


class Directory:
    """Pages by address. `folder` is a built console, or None where there is none."""

    def __init__(self, own: Mapping[str, Page], front: Page, folder: Path | None) -> None:
        self._own = own
        self._front = front
        self._console = Console.read(folder) if folder is not None else None

    def at(self, path: str) -> tuple[str, Page] | None:
        """Return the page at a path and its name in the metrics, or None."""
        if path in self._own:
            return path, self._own[path]
        if self._console is not None:
            return self._console.at(path)
        return ("/", self._front) if path == "/" else None
