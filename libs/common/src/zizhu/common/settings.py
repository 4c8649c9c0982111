"""Settings: read once by the host from the environment or `*_FILE`, frozen, and handed down.

A secret may be given as `NAME` or as the path of a file in `NAME_FILE`. Nothing below `app.py`
reads settings.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)


class Profile(StrEnum):
    """What an installation is born as; written into every database and never changed."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"

    @property
    def may_move_clock(self) -> bool:
        return self is not Profile.PRODUCTION

    @property
    def shows_codes(self) -> bool:
        return self is not Profile.PRODUCTION


class _FileSource(EnvSettingsSource):
    """Take `<PREFIX><NAME>_FILE` as the path of a file that holds the value."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path, _, _ = super().get_field_value(field, f"{field_name}_file")
        if path is None:
            return None, field_name, False
        return Path(path).read_text(encoding="utf-8").strip(), field_name, False


class ServiceSettings(BaseSettings):
    """What every service is told. Prefix `ZIZHU_`."""

    model_config = SettingsConfigDict(env_prefix="ZIZHU_", frozen=True, extra="ignore")

    profile: Profile = Field(Profile.PRODUCTION, description="demo, test or production")
    database_url: SecretStr = Field(
        SecretStr(""),
        description="postgresql+asyncpg://… with `{service}` where the database's name goes",
    )
    owner_database_url: SecretStr = Field(
        SecretStr(""), description="the same, as the owner role that migrates"
    )
    sealer_database_url: SecretStr = Field(
        SecretStr(""), description="the same, as the sealer role that chains audit lines"
    )
    admin_database_url: SecretStr = Field(
        SecretStr(""),
        description="postgresql://… of a superuser, for `migrate --create` and `restore`",
    )
    rabbitmq_url: SecretStr = Field(SecretStr(""), description="amqp://…")
    redis_url: SecretStr = Field(SecretStr(""), description="redis://…; empty: per process")
    keys: SecretStr = Field(
        SecretStr(""), description="the key file of the service, as `zizhu init` writes it"
    )
    files_path: Path = Field(Path("var/files"), description="folder of encrypted files")
    otlp_endpoint: str | None = Field(None, description="where traces go; unset: nowhere")
    identity_url: str = Field("http://127.0.0.1:8101", description="where identity answers")
    anchor_path: Path | None = Field(None, description="where audit heads are anchored hourly")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FileSource(settings_cls), dotenv_settings

    def dsn(self, service: str) -> str:
        return self.database_url.get_secret_value().replace("{service}", service)

    def owner_dsn(self, service: str) -> str:
        return self.owner_database_url.get_secret_value().replace("{service}", service)

    def sealer_dsn(self, service: str) -> str:
        return self.sealer_database_url.get_secret_value().replace("{service}", service)
