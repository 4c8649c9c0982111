"""The folder of an embedded installation: its profile, keys, database, files and anchors.

The profile is chosen once, by `zizhu init`; the databases remember it as well.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from zizhu.common.errors import Conflict
from zizhu.common.keys import Keys, fresh_keys
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.embedded.keyfiles import KeyFolder


class NotInitialised(Conflict):
    code = "not_initialised"
    title = "尚未初始化"


class AlreadyInitialised(Conflict):
    code = "already_initialised"
    title = "已经初始化"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one installation."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def _profile_file(self) -> Path:
        return self.path / "installation.json"

    @property
    def profile(self) -> Profile:
        """What the installation was born as. Raises NotInitialised."""
        if not self._profile_file.exists():
            raise NotInitialised(
                f"{self.path} 还不是一个安装目录，请先运行 zizhu init --profile demo|production。"
            )
        return Profile(json.loads(self._profile_file.read_text(encoding="utf-8"))["profile"])

    @property
    def is_initialised(self) -> bool:
        return self._profile_file.exists()

    def initialise(self, profile: Profile, services: Sequence[str]) -> None:
        """Make the folder, keys and profile. Raises AlreadyInitialised."""
        if self.is_initialised:
            raise AlreadyInitialised(
                f"{self.path} 已经是 {self.profile.value} 安装，安装类型不能改变。"
            )
        for name, made in fresh_keys(services).items():
            self.key_folder.write(name, made)
        self.settle(profile)

    def settle(self, profile: Profile) -> None:
        """Say what the folder is; the last step of making one."""
        self._profile_file.write_text(json.dumps({"profile": profile.value}), encoding="utf-8")

    @property
    def key_folder(self) -> KeyFolder:
        return KeyFolder(self.path / "keys")

    def keys(self, services: Sequence[str]) -> Mapping[str, Keys]:
        """Read the keys of every service. Raises KeysMissing."""
        return {name: self.key_folder.read(name) for name in services}

    def settings(self, socket: str, profile: Profile | None = None) -> ServiceSettings:
        """Settings of every service: databases by unix socket, files below this folder.

        `profile` is given while the folder is being made.
        """

        def dsn(role: str) -> SecretStr:
            user = "zizhu_{service}" + role
            return SecretStr(f"postgresql+asyncpg://{user}@/zizhu_{{service}}?host={socket}")

        return ServiceSettings(
            profile=profile or self.profile,
            database_url=dsn(""),
            owner_database_url=dsn("_owner"),
            sealer_database_url=dsn("_sealer"),
            files_path=self.path / "files",
            anchor_path=self.path / "anchors.jsonl",
        )
