"""Cleans up after one private server, from a process of its own.

It reads `watch <group>` and `forget <group>` from its input. When the input ends, which it does
however the other side dies, it kills the process groups still watched and removes the folder.
Runs as a plain script on the standard library alone, so that it starts in milliseconds.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def follow(lines: Iterable[str]) -> set[int]:
    """Return the groups that are still watched when the lines end."""
    groups: set[int] = set()
    for line in lines:
        word, _, group = line.strip().partition(" ")
        if word == "watch":
            groups.add(int(group))
        else:
            groups.discard(int(group))
    return groups


def remove(folder: Path, *, within: float = 5) -> None:
    """Remove the folder; dying processes may still write into it for a moment, so insist."""
    deadline = time.monotonic() + within
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.01)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for group in follow(sys.stdin):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    remove(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
