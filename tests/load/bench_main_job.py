"""The whole main job over HTTP for growing universities: how the cost of a student grows.

Each size runs against an embedded installation of its own, started for it; memory is that of the
process at rest, before the job and without PostgreSQL's own processes.

    python tests/load/bench_main_job.py 1000 10000
"""

import json
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


@contextmanager
def installation(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run the embedded mode on a fresh home; yields its address and process."""
    (port,) = free_ports(1)
    home = str(folder / "var")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "zizhu", "run", "--demo", "--home", home, "--port", str(port)],
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        while not (Path(home) / "demo-loaded").exists() or not answers(f"{url}/health/ready"):
            if process.poll() is not None:
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


def measure(students: int) -> dict[str, float]:
    """Run the job for so many students; returns its JSON line and the memory at rest in MiB."""
    with (
        tempfile.TemporaryDirectory(prefix="zizhu-bench-") as folder,
        installation(Path(folder)) as (url, process),
    ):
        resting = process.memory_info().rss / 2**20
        job = subprocess.run(
            [sys.executable, ROOT / "examples/main_job.py",
             "--students", str(students), "--url", url],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )  # fmt: skip
        print(job.stdout)
        found: dict[str, float] = json.loads(job.stdout.splitlines()[-1])
        return {**found, "resting": resting, "working": process.memory_info().rss / 2**20}


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000]
    print("students   seconds   ms/student   MiB at rest   MiB after")
    for size in sizes:
        found = measure(size)
        each = found["seconds"] * 1000 / size
        print(
            f"{size:>8} {found['seconds']:>9.1f} {each:>12.1f} "
            f"{found['resting']:>13.0f} {found['working']:>11.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
