"""The key files of an installation: one a service, readable by nobody else, replaced whole.

A reader sees the old file or the new one; a crash leaves one of them.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from zizhu.common.errors import NotFound
from zizhu.common.keys import Keys


class KeysMissing(NotFound):
    code = "keys_missing"
    title = "找不到密钥文件"


class KeyFolder:
    """A folder of `<service>.json`. Losing it is losing every encrypted value."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, service: str) -> Path:
        return self.path / f"{service}.json"

    def read(self, service: str) -> Keys:
        """Return the keys of a service. Raises KeysMissing, KeysUnusable."""
        try:
            text = self.file(service).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise KeysMissing(
                f"没有 {service} 的密钥文件 {self.file(service)}；请用 --home 指定安装目录，"
                "或在 ZIZHU_KEYS_FOLDER 中给出密钥目录，丢失时从备份恢复。"
            ) from None
        return Keys.from_json(text)

    def write(self, service: str, keys: Keys) -> None:
        """Replace the file of a service durably."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        unfinished = self.path / f".{service}.part"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(keys.to_json())
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(self.file(service))
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def changed_at(self, service: str) -> datetime:
        """Return when the file of a service was last replaced."""
        return datetime.fromtimestamp(self.file(service).stat().st_mtime, tz=UTC)
