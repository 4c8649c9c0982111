"""What lies in a backup's folder: the manifest, the digests of every file, and where things are."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from zizhu.common.settings import Profile
from zizhu.embedded.backup.errors import BackupDamaged, BackupTooNew, NoBackup

FORMAT = 1
_BLOCK = 1024 * 1024


class ServiceContents(BaseModel):
    """One service: its schema's revision, rows by table, and its files."""

    model_config = ConfigDict(frozen=True)

    revision: str
    server: int  # major version of the server that was dumped
    rows: Mapping[str, int]
    files: int
    file_bytes: int
    missing_files: tuple[str, ...] = ()


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    release: str
    profile: Profile
    made_at: datetime
    services: Mapping[str, ServiceContents]


class Folder:
    """Paths inside a backup."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = path / "manifest.json"
        self.sums = path / "SHA256SUMS"
        self.keys = path / "keys.sealed"
        self.anchors = path / "anchors.jsonl"

    def dump(self, service: str) -> Path:
        return self.path / "databases" / f"{service}.dump"

    def files(self, service: str) -> Path:
        return self.path / "files" / service

    def covered(self) -> Iterator[Path]:
        """Everything that the digests cover: all but themselves and the keys, which cover them."""
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and path not in (self.sums, self.keys):
                yield path

    def write_sums(self) -> bytes:
        """Write the digests in the form of `sha256sum`; return what binds the keys to them."""
        lines = [
            f"{digest_of(path)}  {path.relative_to(self.path).as_posix()}\n"
            for path in self.covered()
        ]
        self.sums.write_text("".join(lines), encoding="utf-8")
        return self.binding()

    def binding(self) -> bytes:
        return hashlib.sha256(self.sums.read_bytes()).digest()

    def read(self) -> Manifest:
        """Check every digest and return the manifest.

        Raises NoBackup, BackupDamaged, BackupTooNew.
        """
        if not self.manifest.exists() or not self.sums.exists():
            raise NoBackup(f"{self.path} 不是一份完整的备份，请指定 zizhu backup 写好的目录。")
        self._check_sums()
        try:
            manifest = Manifest.model_validate_json(self.manifest.read_bytes())
        except ValidationError as error:
            raise BackupDamaged("备份的 manifest.json 无法读取，请换一份备份。") from error
        if manifest.format > FORMAT:
            raise BackupTooNew(f"备份由 {manifest.release} 版制作，请先升级程序再恢复。")
        return manifest

    def _check_sums(self) -> None:
        stated = dict(self._stated())
        found = {path.relative_to(self.path).as_posix(): path for path in self.covered()}
        for name in sorted({*stated, *found}):
            if name not in found:
                raise BackupDamaged(f"备份中缺少文件 {name}，请换一份备份。")
            if name not in stated:
                raise BackupDamaged(f"备份中多出文件 {name}，请核对后移走再恢复。")
            if digest_of(found[name]) != stated[name]:
                raise BackupDamaged(f"备份中的文件 {name} 已损坏或被改动，请换一份备份。")

    def _stated(self) -> Iterator[tuple[str, str]]:
        for line in self.sums.read_text(encoding="utf-8").splitlines():
            digest, _, name = line.partition("  ")
            yield name, digest


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
