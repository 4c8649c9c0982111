"""The whole main job over HTTP for growing universities: how the cost of a student grows.

Each size runs against an embedded installation of its own, started for it; memory is that of the
process at rest, before the job and without PostgreSQL's own processes.

From 50,000 students on, forms and sheets are loaded by the demo's loader (`loaded_job.py`); two
columns say which part of the time that took and what remained over HTTP. `--loaded` does so for
every size.

    python tests/load/bench_main_job.py 1000 10000
    python tests/load/bench_main_job.py --loaded 20000
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from zizhu_testing.server import free_ports

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DEMO_STUDENTS = 160  # as few as there may be: the demo is not what is measured
DEMO_SECONDS = 600
LOADED_FROM = 50_000
JOB = ROOT / "examples/main_job.py"
LOADED_JOB = ROOT / "tests/load/loaded_job.py"


@contextmanager
def installation(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run the embedded mode on a fresh home; yields its address and process."""
    (port,) = free_ports(1)
    home = str(folder / "var")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "zizhu", "run", "--demo", "--home", home, "--port", str(port),
             "--students", str(DEMO_STUDENTS)],
            stdout=log,
            stderr=log,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + DEMO_SECONDS
        while not (Path(home) / "demo-loaded").exists() or not answers(f"{url}/health/ready"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.2)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def command(students: int, url: str, home: Path, *, is_loaded: bool) -> list[str | Path]:
    found = [sys.executable, LOADED_JOB if is_loaded else JOB,
             "--students", str(students), "--url", url]  # fmt: skip
    return [*found, "--home", home] if is_loaded else found


def measure(students: int, *, is_loaded: bool) -> dict[str, float]:
    """Run the job for so many students; returns its JSON line and the memory at rest in MiB."""
    with (
        tempfile.TemporaryDirectory(prefix="zizhu-bench-") as folder,
        installation(Path(folder)) as (url, process),
    ):
        resting = process.memory_info().rss / 2**20
        job = subprocess.run(
            command(students, url, Path(folder) / "var", is_loaded=is_loaded),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "examples")},
        )
        print(job.stdout)
        found: dict[str, float] = json.loads(job.stdout.splitlines()[-1])
        return {**found, "resting": resting, "working": process.memory_info().rss / 2**20}


def main() -> None:
    every = "--loaded" in sys.argv
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()] or [1_000]
    print("students   seconds   ms/student   loaded s   over HTTP   MiB at rest   MiB after")
    for size in sizes:
        found = measure(size, is_loaded=every or size >= LOADED_FROM)
        each = found["seconds"] * 1000 / size
        loaded = found.get("loaded", 0.0)
        rest = found["seconds"] - loaded
        print(
            f"{size:>8} {found['seconds']:>9.1f} {each:>12.1f} {loaded:>10.1f} "
            f"{rest:>11.1f} {found['resting']:>13.0f} {found['working']:>11.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
