"""Tell the demo's story to a server that runs: `python -m zizhu.embedded.demo HOME URL STUDENTS`.

A process of its own, so that the server answers its users while it is told.
"""

import asyncio
import signal
import sys
from pathlib import Path

from zizhu.common.logs import configure_logs, get_log
from zizhu.embedded.demo.beside import services_of
from zizhu.embedded.demo.loader import Demo, load_demo
from zizhu.embedded.running import LOADED


async def load_beside(home: Path, url: str, students: int) -> bool:
    """Load the demo of a folder whose server answers at `url`; tell whether it is loaded."""
    async with services_of(home) as (parts, accounts):
        demo = Demo(url, parts, accounts, home / LOADED, get_log("demo"), students)
        await load_demo(demo)
        return demo.is_loaded


async def _main(home: Path, url: str, students: int) -> int:
    """Stop in good order when told to: the database server counts who uses it."""
    loop, loading = asyncio.get_running_loop(), asyncio.current_task()
    loop.add_signal_handler(signal.SIGTERM, loading.cancel if loading else loop.stop)
    loop.add_signal_handler(signal.SIGINT, lambda: None)  # whoever started this one tells it
    try:
        return 0 if await load_beside(home, url, students) else 1
    except asyncio.CancelledError:
        return 0


if __name__ == "__main__":
    configure_logs(as_json=False)
    sys.exit(asyncio.run(_main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
