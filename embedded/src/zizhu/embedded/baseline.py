"""The SQL of every service's first migration, written from the models until the first release."""

import sys
from pathlib import Path

from zizhu.common.migrations import PLUMBING_FILE, baseline
from zizhu.common.parts import Service
from zizhu.common.tables import PLUMBING
from zizhu.embedded.catalogue import SERVICES


def baseline_path(service: Service) -> Path:
    return service.migrations / "versions" / "0001_tables.sql"


def write_all() -> None:
    """Write every file anew, that of the plumbing once for all."""
    PLUMBING_FILE.write_text(baseline(PLUMBING), encoding="utf-8")
    for service in SERVICES:
        baseline_path(service).write_text(baseline(service.metadata), encoding="utf-8")
        sys.stdout.write(f"{service.name}\n")


if __name__ == "__main__":
    write_all()
