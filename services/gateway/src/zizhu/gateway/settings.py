"""What the gateway is told: prefix `GATEWAY_`, and the profile of the installation."""

from pathlib import Path
from typing import Annotated

from limits import parse
from pydantic import AfterValidator, Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from zizhu.common.settings import Profile

MEGABYTE = 1_048_576
PRIVATE_NETWORKS = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
UPLOAD_TYPES = (
    "multipart/form-data",
    "application/octet-stream",
    "application/vnd.",
    "application/zip",
    "application/pdf",
    "text/csv",
    "image/",
)


def _readable(rate: str) -> str:
    """Refuse at the start what could not be read; `limits` raises ValueError."""
    parse(rate)
    return rate


Rate = Annotated[str, AfterValidator(_readable)]


class GatewaySettings(BaseSettings):
    """Lists and mappings are given as JSON."""

    model_config = SettingsConfigDict(
        env_prefix="GATEWAY_", frozen=True, extra="ignore", populate_by_name=True
    )

    profile: Annotated[Profile, Field(validation_alias="ZIZHU_PROFILE")] = Profile.PRODUCTION
    urls: dict[str, str] = Field(
        default_factory=dict,
        description='where services answer: {"roster": "http://roster:8000"}; unused in process',
    )
    console: Path | None = Field(
        None,
        description="folder of the built console; unset: `web/dist` of the checkout, if built",
    )
    redis_url: str = Field("", description="redis://… for shared limits; empty: per process")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="CIDRs whose X-Forwarded-* and Zizhu-* headers are believed"
    )
    origins: tuple[str, ...] = Field(
        (), description="further origins of our own pages: https://zizhu.example.edu.cn"
    )
    metrics_readers: tuple[str, ...] = Field(
        PRIVATE_NETWORKS, description="CIDRs that may read /metrics"
    )
    max_body_bytes: PositiveInt = Field(MEGABYTE, description="largest plain (JSON) body")
    max_upload_bytes: PositiveInt = Field(25 * MEGABYTE, description="largest upload")
    upload_types: tuple[str, ...] = Field(
        UPLOAD_TYPES, description="beginnings of content types that count as uploads"
    )
    max_bytes_by_path: dict[str, PositiveInt] = Field(
        default_factory=dict, description="limits of paths by prefix, before all others"
    )
    account_rate: Rate = Field("1200/minute", description="requests of one account")
    session_rate: Rate = Field("900/minute", description="requests of one session")
    school_rate: Rate = Field("60000/minute", description="requests of one school")
    address_rate: Rate = Field(
        "60000/minute", description="requests of one address; a school often shares one"
    )
    # 200 browsers that open the console at the same moment ask each service several things at once.
    open_requests: PositiveInt = Field(1000, description="open requests at one service")
    open_streams: PositiveInt = Field(20_000, description="open event streams at one service")
    idle_seconds: float = Field(
        30.0, gt=0, description="after so long without a byte moving a request is given up"
    )
