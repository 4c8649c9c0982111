"""Whatever happens to the owner of a server, nothing of it stays behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from zizhu_testing import PrivatePostgres, PrivateRedis, eventually
from zizhu_testing.keeper import follow, remove

OWNER = """
import sys
from zizhu_testing import PrivatePostgres
server = PrivatePostgres()
server.start()
print(server.folder, flush=True)
sys.stdin.read()
"""


def processes_in(folder: Path) -> list[str]:
    """The processes that work in a folder and are more than a zombie."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if process.info["status"] != psutil.STATUS_ZOMBIE and str(folder) in " ".join(words):
            found.append(" ".join(words)[:80])
    return found


class TestFollow:
    def test_forgets_what_ended_by_itself(self):
        assert follow(["watch 7\n", "watch 8\n", "forget 7\n"]) == {8}


class TestRemove:
    def test_is_content_when_the_folder_is_gone(self, tmp_path):
        remove(tmp_path / "never")

    def test_removes_what_is_inside(self, tmp_path):
        (tmp_path / "server").mkdir()
        (tmp_path / "server" / "file").write_text("x")
        remove(tmp_path / "server")
        assert not (tmp_path / "server").exists()


class TestClosing:
    def test_leaves_no_folder_and_no_process(self):
        with PrivatePostgres() as server:
            folder = server.folder
            assert processes_in(folder)
        assert not folder.exists()
        assert processes_in(folder) == []

    def test_cleans_up_a_server_that_failed_to_start(self, monkeypatch):
        monkeypatch.setattr(PrivateRedis, "answers", lambda self: 1 / 0)
        server = PrivateRedis()
        with pytest.raises(ZeroDivisionError):
            server.start()
        with pytest.raises(RuntimeError, match="never started"):
            _ = server.folder


def start_owner() -> tuple[subprocess.Popen[str], Path]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert owner.stdout is not None
    return owner, Path(owner.stdout.readline().strip())


class TestDeathOfTheOwner:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
    async def test_takes_the_server_along(self, number):
        owner, folder = start_owner()
        with owner:
            assert processes_in(folder)
            os.kill(owner.pid, number)

        def gone() -> bool:
            assert not folder.exists(), f"{folder} is still there"
            assert processes_in(folder) == []
            return True

        await eventually(gone, within=10)
